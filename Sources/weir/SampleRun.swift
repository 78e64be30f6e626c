import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// The samples of a `diff`: shows those whose verdict has changed.
struct SampleRun: ~Copyable {
  private var reader: SampleReader<VerdictComparison>
  private let notices: SampleNotices
  private var status = ExitStatus.success
  private let stdinName: String?

  init(
    _ command: borrowing DiffCommand, _ old: LoadedSchema, _ new: LoadedSchema,
    _ console: consuming Console
  ) {
    let notices = SampleNotices(console)
    self.notices = notices
    stdinName = command.standardInput.stdinFilename
    var options = SampleOptions()
    options.format = command.sampleFormat
    options.document = command.schemaArguments.documentOptions(default: .lenient)
    let drawing = ChangedSamples(
      format: command.format, old: SchemaTexts(old.sources), new: SchemaTexts(new.sources))
    let verdicts = VerdictComparison(
      old.schema, new.schema, errorLimit: command.schemaArguments.maxErrors
    ) { drawing.show($0, on: notices) }
    reader = SampleReader(into: verdicts, options) { notices.tell($0) }
  }

  mutating func read(_ input: InputSearch.Finding) {
    status.raise(to: reader.read(input, stdinName: stdinName, on: notices))
  }

  /// Says how many verdicts have changed.
  mutating func finish() -> ExitStatus {
    notices.tellRest()
    if reader.faultCount > 0 || reader.taker.changedCount > 0 { status.raise(to: .invalid) }
    do throws(OutputError) {
      if let error = notices.outputError { throw error }
      try notices.console.flush()
    } catch {
      status.raise(to: notices.console.outcome(of: error))
    }
    let count = reader.taker.sampleCount
    notices.console.note(
      "\(counted(count, "sample")): \(reader.taker.changedCount) with another verdict"
        + (reader.faultCount > 0 ? ", \(reader.faultCount) malformed" : ""))
    return status
  }
}

/// Prints samples whose verdict has changed.
private final class ChangedSamples {
  private let format: ReportFormat
  private let old: SchemaTexts
  private let new: SchemaTexts
  private var count = 0

  /// Samples that are drawn for people; the last line counts all.
  private static let drawn = 20

  init(format: ReportFormat, old: SchemaTexts, new: SchemaTexts) {
    self.format = format
    self.old = old
    self.new = new
  }

  func show(_ verdicts: SampleVerdicts, on notices: SampleNotices) {
    count += 1
    if format == .json {
      notices.write(DiffJSON().line(verdicts))
    } else if count <= Self.drawn {
      draw(verdicts, on: notices)
    }
  }

  private func draw(_ verdicts: SampleVerdicts, on notices: SampleNotices) {
    let (before, after) = verdicts.isValidNow ? ("invalid", "valid") : ("valid", "invalid")
    let place = verdicts.place
    let number = place.number.map { " (number \($0))" } ?? ""
    var text = "\n\(place.path.shownPath):\(place.line)\(number): was \(before), is \(after)\n"
    let renderer = HumanRenderer(style: notices.console.resultStyle)
    for error in verdicts.report.errors {
      text += renderer.render(
        Diagnostic(error, in: verdicts.text, schemas: verdicts.isValidNow ? old : new))
    }
    notices.write(Array(text.utf8))
  }
}
