import WeirReport

/// Where a command prints: results to standard output; what it has to say about the run, and about
/// what kept it from running, to standard error.
struct Console: ~Copyable {
  private var results = StandardStream(.standardOutput)
  private var notices = StandardStream(.standardError)

  /// How results look when they are for people.
  let resultStyle: RenderStyle

  /// The same for notices.
  let noticeStyle: RenderStyle
  private let isQuiet: Bool

  /// A failure to write results that was met while saying something else.
  private var unreported: OutputError?

  init(color: RenderStyle.ColorChoice = .auto, isQuiet: Bool = false) {
    resultStyle = RenderStyle(
      color: color, isTerminal: results.isTerminal, columns: results.columns,
      environment: environmentVariable)
    noticeStyle = RenderStyle(
      color: color, isTerminal: notices.isTerminal, columns: notices.columns,
      environment: environmentVariable)
    self.isQuiet = isQuiet
  }

  mutating func write(_ text: String) throws(OutputError) {
    try results.write(text)
  }

  mutating func write(_ bytes: [UInt8]) throws(OutputError) {
    try results.write(bytes)
  }

  /// Ends the results, so that none is lost and a full disk is noticed.
  mutating func flush() throws(OutputError) {
    if let unreported { throw unreported }
    try results.flush()
  }

  /// Says what went wrong with the run itself.
  mutating func complain(_ diagnostic: Diagnostic) {
    show(HumanRenderer(style: noticeStyle).render(diagnostic))
  }

  /// The same for a fault that has no place in a text.
  mutating func complain(_ title: String, help: [String] = []) {
    complain(Diagnostic(code: "", title: title, help: help))
  }

  /// Says what is noteworthy; nothing when the user wants quiet.
  mutating func warn(_ diagnostic: Diagnostic) {
    if !isQuiet { show(HumanRenderer(style: noticeStyle).render(diagnostic)) }
  }

  /// One line about the run; nothing when the user wants quiet.
  mutating func note(_ line: String) {
    if !isQuiet { show(line + "\n") }
  }

  /// Results come before what is said about them. What cannot be said on standard error cannot be
  /// said at all, and is no reason to stop.
  private mutating func show(_ text: String) {
    do throws(OutputError) {
      try results.flush()
    } catch {
      unreported = unreported ?? error
    }
    try? notices.write(text)
    try? notices.flush()
  }
}

extension Console {
  /// What a failed write to standard output means for the exit status; says so where it is an error.
  mutating func outcome(of error: OutputError) -> ExitStatus {
    if error != .closedByReader { complain("cannot write standard output: \(error)") }
    return ExitStatus(error)
  }
}
