import WeirLoad
import WeirReport
import WeirSchema
import WeirStream

/// One run of `check`: files in, findings out, an exit status at the end.
///
/// Several threads check files; what they tell comes here in the order of the inputs.
///
/// `@unchecked Sendable`: `OrderedWork` calls `receive` one at a time while threads run, and all else
/// happens on the one thread that started them, before or behind.
final class CheckRun: @unchecked Sendable {
  private let jobs: Int
  private let settings: CheckSettings
  private let chooser: SchemaChooser
  private let requiresSchema: Bool

  private var console: Console
  private var reporter: CheckReporter
  private var baseline: BaselineUse
  private var counts = CheckCounts()

  /// What the file in hand is called.
  private var path = ""
  private var status = ExitStatus.success
  private var failure: OutputError?

  /// Schemas and their faults that were told of, and schemas whose formats are not checked.
  private var told: Set<Int> = []
  private var hasUncheckedFormats = false

  /// Whether documents were schemas, judged by what metaschemas say.
  private var hasSchemas = false

  /// How many faults of a schema are shown.
  private let maxErrors: Int

  /// How far a file may be ahead of the one whose findings are due, for each worker.
  private static let filesAhead = 8

  /// Loads the schema, if one is given for all; a broken one is explained and ends the run.
  init(_ command: CheckCommand) throws(ExitStatus) {
    let arguments = command.schemaArguments
    maxErrors = arguments.maxErrors
    var console = Console(color: arguments.color, isQuiet: arguments.quiet)
    reporter = CheckReporter(
      format: command.reportFormat, errorsPerDocument: arguments.maxErrors,
      isTracing: command.trace, redacted: command.redaction.redact)
    try command.baselineArguments.refuseToReplace(on: &console)
    do throws(LoadError) {
      baseline = try BaselineUse(command.baselineArguments)
    } catch {
      throw console.explain(error, limit: arguments.maxErrors)
    }
    var detail = reporter.detail
    if baseline.comparesFindings { detail.limit = BaselineUse.maxErrors }
    settings = CheckSettings(
      format: command.format, allowsComments: command.jsonc,
      document: arguments.documentOptions(default: .lenient),
      stdinName: command.standardInput.stdinFilename ?? "-", outputFormat: reporter.outputFormat,
      detail: detail)
    jobs = command.jobs
    requiresSchema = command.requireSchema
    let loader = arguments.loader
    var general: LoadedSchema?
    if let schema = command.schemaReference.schema {
      general = try arguments.schema(schema, with: loader, on: &console)
    }
    do throws(LoadError) {
      chooser = try SchemaChooser(loader: loader, general: general, catalog: command.catalog)
    } catch {
      throw console.explain(error, limit: arguments.maxErrors)
    }
    self.console = console
  }

  /// Checks what the arguments name.
  func check(_ inputs: InputArguments) -> ExitStatus {
    let findings = inputs.findings
    let work = OrderedWork<CheckEvent>(
      count: findings.count, window: jobs * CheckRun.filesAhead, receive: receive)
    let settings = settings
    let chooser = chooser
    runThreads(count: min(jobs, findings.count), stackBytes: Filter.workerStackBytes) {
      let validators = ValidatorPool()
      while let number = work.take() {
        var teller = CheckTeller(work, number: number)
        switch findings[number] {
        case .file(let file):
          FileCheck(file, settings, chooser, validators, telling: teller).run()
        case .fault(let error):
          teller.tell(.unreadable(error))
          teller.end()
        case .nothing(let argument):
          teller.tell(.nothing(argument: argument))
          teller.end()
        }
      }
    }
    return end()
  }
}

// MARK: - In the order of the inputs

extension CheckRun {
  /// Tells what came up; says whether anybody still listens.
  private func receive(_ events: [CheckEvent]) -> Bool {
    do throws(OutputError) {
      for event in events { try receive(event) }
      return true
    } catch {
      failure = error
      return false
    }
  }

  private func receive(_ event: CheckEvent) throws(OutputError) {
    switch event {
    case .began(let path):
      counts.files += 1
      self.path = path
      baseline.begin(file: path)
      try reporter.begin(file: path.shownPath, on: &console)
    case .unreadable(let error):
      let name = error.path.shownPath
      console.complain("cannot read \(name): \(error)")
      status.raise(to: .inputOutput)
      try reporter.begin(file: name, on: &console)
      try reporter.show(
        Finding(code: "input.unreadable", message: "\(error)", file: name), on: &console)
    case .nothing(let argument):
      console.complain("there is no file to check in \(argument)", help: [CheckRun.searchHelp])
      status.raise(to: .usage)
    case .noDocument(let name):
      let warning = Diagnostic(
        severity: .warning, code: "check.no_document", title: "\(name) holds no document")
      console.warn(warning)
      try reporter.show(Finding(warning, file: name), on: &console)
    case .warning(let diagnostic):
      console.warn(diagnostic)
      try reporter.show(Finding(diagnostic), on: &console)
    case .uses(let schema):
      guard told.insert(schema.number).inserted else { return }
      if schema.loaded.isMetaschema {
        hasSchemas = true
      } else if schema.loaded.schema.hasUncheckedFormats {
        hasUncheckedFormats = true
      }
      // Those of the schema for all were told when it was loaded.
      if schema.number > 0 { console.warn(schema.loaded.warnings, quoting: schema.loaded.sources) }
    case .unusable(let fault, let namedAt):
      counts.documents += 1
      counts.unchecked += 1
      let isNew = told.insert(fault.number).inserted
      status.raise(
        to: isNew
          ? console.explain(fault.error, limit: maxErrors, namedAt: namedAt)
          : fault.error.exitStatus)
      try reporter.show(Finding(fault.error, file: path.shownPath), on: &console)
    case .noSchema(let file, let name, let documents):
      try missSchema(file, name: name, documents)
    case .valid(let documents): counts.documents += documents
    case .output(let line): try reporter.show(output: line, on: &console)
    case .invalid(let report, let text, let schemas, let hint):
      counts.documents += 1
      let reported = baseline.reported(report, in: path)
      guard !reported.isValid || reported.isTruncated else {
        counts.known += 1
        return
      }
      counts.invalid += 1
      status.raise(to: .invalid)
      guard !reported.isValid else {
        console.complain("\(text.name): more errors in one document than a baseline can hold")
        return
      }
      try reporter.show(reported, of: text, schemas: schemas, hint: hint, on: &console)
    }
  }

  private static let searchHelp =
    "files are found by their names (.json, .yaml, .ndjson, …) unless hidden (--hidden) or left out"
    + " by a .weirignore (--no-ignore)"

  /// Who names a file wants it checked; who names a folder may mean only some of what is in it.
  private func missSchema(
    _ file: InputFile, name: String, _ documents: SchemalessDocuments
  ) throws(OutputError) {
    guard requiresSchema || !file.isFoundInFolder else {
      counts.passOver(name)
      return
    }
    counts.documents += documents.count
    counts.unchecked += documents.count
    let message =
      "no schema for \(documents.count == 1 ? "this document" : "\(documents.count) documents")"
    console.complain(
      "\(name): \(message)",
      help: documents.hasSchema
        ? ["if this is the schema for the other files, say so: --schema \(name)"]
        : [
          "give one with --schema, list the file in a weir.yaml, or name it in the document:"
            + " \"$schema\": \"…\""
        ])
    status.raise(to: .usage)
    try reporter.show(
      Finding(code: "check.no_schema", message: message, file: name), on: &console)
  }

  /// Writes the baseline, if that is what the run is for.
  private func writeBaseline() {
    do throws(FileError) {
      if let line = try baseline.write() { console.note(line) }
    } catch {
      console.complain("cannot write \(error.path): \(error)")
      status.raise(to: .inputOutput)
    }
  }

  /// Ends the findings and says what was checked. Checking nothing must not look like success.
  private func end() -> ExitStatus {
    do throws(OutputError) {
      if let failure { throw failure }
      try reporter.finish(on: &console)
      try console.flush()
      if counts.documents > 0 { writeBaseline() }
    } catch {
      status.raise(to: console.outcome(of: error))
      return status
    }
    if counts.documents == 0, status == .success {
      console.complain("nothing was checked: \(counts.reasonForNothing)")
      status.raise(to: .usage)
    }
    if counts.documents > 0 { console.note(counts.line(errors: reporter.errorCount)) }
    for line in baseline.notes { console.note(line) }
    if let line = counts.passedOverLine { console.note(line) }
    if hasSchemas {
      console.note(
        "note: a metaschema tells the form of schemas; references, patterns and misspelt keywords"
          + " are found by weir lint")
    }
    if hasUncheckedFormats {
      console.note(
        "note: the schema has formats that were not checked; --assert-format checks them")
    }
    return status
  }
}
