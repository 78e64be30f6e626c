import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// Prints findings in the format of a CI system: one subject a file, in the order of the inputs.
struct FindingReporter {
  private var writer: any FindingWriter
  private var isBegun = false
  private var hasSubject = false
  private var written = 0
  private var unwritten = 0

  /// - Parameter command: Whose findings they are.
  init(_ format: FindingFormat, of command: String) {
    writer = format.writer(tool: "weir \(command)", version: Weir.version)
  }

  /// Prints a whole run.
  static func write(
    _ subjects: [ReportSubject], as format: FindingFormat, of command: String,
    on console: inout Console
  ) throws(OutputError) {
    var reporter = FindingReporter(format, of: command)
    for subject in subjects {
      try reporter.begin(subject: subject.name, in: subject.file, on: &console)
      for finding in subject.findings { try reporter.show(finding, on: &console) }
    }
    try reporter.finish(on: &console)
  }

  /// Ends the subject in hand and begins the next.
  mutating func begin(
    subject: String, in file: String, on console: inout Console
  ) throws(OutputError) {
    try endSubject(on: &console)
    try beginAll(on: &console)
    try console.write(writer.begin(subject: subject, in: file))
    hasSubject = true
  }

  mutating func show(_ finding: Finding, on console: inout Console) throws(OutputError) {
    // A fault before the first file, or of none.
    if !hasSubject { try begin(subject: finding.file, in: finding.file, on: &console) }
    guard written < FindingFormat.maxFindings else {
      unwritten += 1
      return
    }
    written += 1
    try console.write(writer.write(finding))
  }

  /// Counts findings that nobody collected.
  mutating func skip(_ count: Int) { unwritten += count }

  mutating func finish(on console: inout Console) throws(OutputError) {
    try beginAll(on: &console)
    try endSubject(on: &console)
    try console.write(writer.end())
  }

  private mutating func beginAll(on console: inout Console) throws(OutputError) {
    if !isBegun { try console.write(writer.begin()) }
    isBegun = true
  }

  private mutating func endSubject(on console: inout Console) throws(OutputError) {
    if hasSubject { try console.write(writer.endSubject(unwritten: unwritten)) }
    hasSubject = false
    written = 0
    unwritten = 0
  }
}

extension Finding {
  /// A schema that cannot be used, as a finding about the file that was to be checked by it.
  init(_ error: LoadError, file: String) {
    let words = "the schema cannot be used"
    switch error {
    case .schema(let error, _):
      self.init(
        code: error.code.rawValue, message: "\(words): \(error.message)", file: file,
        schemaPlace: error.place)
    case .file(let error):
      self.init(
        code: "input.unreadable", message: "\(words): \(error.path.shownPath): \(error)",
        file: file)
    case .lockfile(let path, let message):
      self.init(code: "input.unreadable", message: "\(words): \(path): \(message)", file: file)
    }
  }
}
