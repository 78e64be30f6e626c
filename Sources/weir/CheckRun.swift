import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema

/// One run of `check`: files in, findings out, an exit status at the end.
///
/// A fault of one file never stops the others.
struct CheckRun: ~Copyable {
  private(set) var status = ExitStatus.success

  private let format: InstanceFormat?
  private let documentOptions: DocumentOptions
  private var schemas: SchemaChoice
  private var reporter: CheckReporter
  private var counts = CheckCounts()

  /// Loads the schema, if one is given for all; says what is wrong with it and ends if it is broken.
  init(_ command: borrowing CheckCommand, on console: inout Console) throws(ExitStatus) {
    format = command.format
    documentOptions = command.schemaArguments.documentOptions(default: .lenient)
    schemas = try SchemaChoice(command.schemaArguments, on: &console)
    reporter = CheckReporter(
      format: command.reportFormat, errorsPerDocument: command.schemaArguments.maxErrors)
  }

  /// Checks all documents of one file.
  mutating func check(_ path: String, on console: inout Console) throws(OutputError) {
    let name = path == "-" ? "<stdin>" : path
    let bytes: [UInt8]
    do {
      bytes = try readFile(path)
    } catch {
      console.complain("cannot read \(name): \(error)")
      status.raise(to: .inputOutput)
      return
    }
    counts.files += 1
    let known = format ?? InstanceFormat(fileName: path)
    switch known ?? .json {
    case .json:
      let hint = known == nil ? "\(name) was read as JSON; if it is not, say --as yaml or --as ndjson" : nil
      try checkJSON(SourceText(name: name, bytes: bytes), hint: hint, on: &console)
    case .ndjson: try checkLines(of: bytes, name: name, on: &console)
    case .yaml: try checkYAML(SourceText(name: name, bytes: bytes), on: &console)
    }
  }
}
