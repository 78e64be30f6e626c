import WeirJSON
import WeirReport
import WeirSchema

/// Prints the findings of a run and keeps the counts that its end is told with.
///
/// Memory is bounded whatever the number of errors.
struct CheckReporter: ~Copyable {
  private let format: ReportFormat
  private let errorsPerDocument: Int

  /// What is asked of each report.
  let detail: ReportDetail

  private var shownErrors = 0
  private var hiddenErrors = 0
  private var summary = GroupSummary()
  private var findings: FindingReporter?

  /// Errors drawn in full in one run. Nobody reads more; the summary by rule tells the rest.
  static let drawnErrors = 100

  /// From this many errors on a run ends with the summary by rule.
  static let longRun = 10

  /// Errors asked of a document beyond those shown, so that the rest can be counted.
  static let countedErrors = 1_000

  /// - Parameters:
  ///   - isTracing: Whether the schemas around each failing keyword are told.
  ///   - redacted: Values that are not shown.
  init(
    format: ReportFormat, errorsPerDocument: Int, isTracing: Bool, redacted: [JSONPointer]
  ) {
    self.format = format
    self.errorsPerDocument = errorsPerDocument
    findings = format.findingFormat.map { FindingReporter($0, of: "check") }
    var detail = ReportDetail()
    detail.limit = errorsPerDocument + CheckReporter.countedErrors
    detail.includesFrames = isTracing
    detail.redacted = redacted
    self.detail = detail
  }

  var errorCount: Int { summary.errorCount }

  /// Which of JSON Schema's output formats is wanted, if one is.
  var outputFormat: OutputFormat? { format.outputFormat }

  /// Prints what is wrong with one document.
  mutating func show(
    _ report: Report, of instance: SourceText, schemas: SchemaTexts, hint: String? = nil,
    on console: inout Console
  ) throws(OutputError) {
    for error in report.errors { summary.add(error, in: instance) }
    let shown = report.errors.prefix(errorsPerDocument)
    let isCut = report.isTruncated || report.errors.count > shown.count
    switch format {
    case .json:
      for (index, error) in shown.enumerated() {
        let isLast = index == shown.count - 1
        try console.write(
          JSONRenderer().render(error, in: instance, isTruncated: isCut && isLast))
      }
    case .human:
      try draw(shown, of: instance, schemas: schemas, hint: hint, on: &console)
      if isCut, shownErrors < CheckReporter.drawnErrors {
        let rest = report.errors.count - shown.count
        try console.write(
          "\n\(more(rest, isAtLeast: report.isTruncated, on: console)) in \(instance.name)\n")
      }
    case .findings:
      for error in shown { try show(Finding(error, in: instance), on: &console) }
      findings?.skip(report.errors.count - shown.count)
    // Told of every document by `show(_:output:)`.
    case .output: return
    }
  }

  /// What follows is about another file.
  mutating func begin(file name: String, on console: inout Console) throws(OutputError) {
    try findings?.begin(subject: name, in: name, on: &console)
  }

  /// Tells of what is no error of a document, where the format has a place for it.
  mutating func show(_ finding: Finding, on console: inout Console) throws(OutputError) {
    try findings?.show(finding, on: &console)
  }

  /// Prints what became of a document, in one of JSON Schema's output formats.
  mutating func show(output: [UInt8], on console: inout Console) throws(OutputError) {
    try console.write(output + [UInt8(ascii: "\n")])
  }

  private mutating func draw(
    _ errors: ArraySlice<WeirSchema.ValidationError>, of instance: SourceText,
    schemas: SchemaTexts, hint: String?, on console: inout Console
  ) throws(OutputError) {
    let renderer = HumanRenderer(style: console.resultStyle)
    for error in errors {
      guard shownErrors < CheckReporter.drawnErrors else {
        hiddenErrors += 1
        continue
      }
      var diagnostic = Diagnostic(error, in: instance, schemas: schemas)
      if let hint { diagnostic.help.append(hint) }
      try console.write((shownErrors == 0 ? "" : "\n") + renderer.render(diagnostic))
      shownErrors += 1
    }
  }

  /// Ends the findings: how many were not drawn, and after a long run which rules failed how often.
  mutating func finish(on console: inout Console) throws(OutputError) {
    try findings?.finish(on: &console)
    guard format == .human else { return }
    if hiddenErrors > 0 {
      try console.write("\n\(more(hiddenErrors, isAtLeast: false, on: console))\n")
    }
    if summary.errorCount >= CheckReporter.longRun {
      try console.write("\n" + summary.render(style: console.resultStyle))
    }
  }

  private func more(_ count: Int, isAtLeast: Bool, on console: borrowing Console) -> String {
    let ellipsis = console.resultStyle.frame == .unicode ? "…" : "..."
    return "\(ellipsis) and \(isAtLeast ? "at least " : "")\(count) more"
  }
}
