public import ArgumentParser
import WeirJSON
public import WeirStream

/// The options of every command that judges records and parts them: where they go, and how much is
/// allowed.
struct StreamArguments: ParsableArguments {
  @Option(help: ArgumentHelp("File for accepted lines; else standard output.", valueName: "file"))
  var accepted: String?

  @Option(
    help: ArgumentHelp(
      "File for quarantined records, or `discard`; else standard error.", valueName: "file|discard")
  )
  var quarantine: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Worker threads; as many as processors by default.", valueName: "N"),
    transform: numberValue(in: 1...512))
  var jobs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bytes of the longest record, 16MiB by default; a longer one is quarantined.",
      valueName: "N"),
    transform: countValue(in: 1...1 << 30))
  var maxRecordBytes: Int = FilterOptions().maxRecordBytes

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Exit 1 if more is quarantined.", valueName: "N|P%"),
    transform: value("a number of records, or a share of them such as 5%") { RejectLimit($0) })
  var maxRejects: RejectLimit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The share of --max-rejects is looked at over this many last records too; 10k by default.",
      valueName: "N"),
    transform: countValue(in: 1...Int.max))
  var rejectWindow: Int = FilterOptions().rejectWindow

  @Option(help: "When accepted lines leave: each by itself, in full blocks, or as input allows.")
  var flush: FlushPolicy = .auto

  @Flag(help: "Refuse to replace an output that exists, or that appears meanwhile.")
  var noClobber = false

  @Flag(help: "Append to outputs that exist.")
  var append = false

  @Option(
    help: ArgumentHelp(
      "Folder that keeps how far the run is: after a crash the same command goes on there.",
      valueName: "dir"))
  var state: String?

  @Flag(
    help: """
      Go on with a state although the schema or options that change results are others, or an input is \
      another file, if that begins with what was read.
      """)
  var acceptChanges = false

  @Flag(help: "Inputs that are pipes start over when the run does, so that --state can be used.")
  var replayedInput = false

  @Option(help: "How far the run is: a line on a terminal, JSON lines, or never.")
  var progress: ProgressChoice = .auto

  @Option(help: ArgumentHelp("File for the summary as JSON.", valueName: "file"))
  var summary: String?

  @OptionGroup var redaction: RedactionArguments

  mutating func validate() throws {
    guard !(noClobber && append) else {
      throw wrong("--no-clobber and --append exclude each other")
    }
    guard state != nil || !(acceptChanges || replayedInput) else {
      throw wrong("--accept-changes and --replayed-input belong to --state")
    }
  }

  private func wrong(_ text: String) -> ArgumentParser.ValidationError {
    ArgumentParser.ValidationError(text)
  }
}

extension StreamArguments {
  /// What a run is asked to do by these options, and by those of the schema.
  func options(
    inputs: [String], _ reference: SchemaReference, _ schema: SchemaArguments,
    _ route: RouteArguments
  ) -> FilterOptions {
    var options = FilterOptions()
    options.inputs = inputs
    options.schemaFiles = [reference.schema, route.schemaMap].compactMap(\.self)
      .map { $0.split(separator: "#", maxSplits: 1).first.map(String.init) ?? $0 }
    options.accepted = accepted
    options.quarantine =
      switch quarantine {
      case nil: .standardError
      case "discard": .discard
      case .some(let path): .file(path)
      }
    options.existing = noClobber ? .keep : append ? .append : .replace
    options.summary = summary
    options.jobs = jobs
    options.maxRecordBytes = maxRecordBytes
    options.maxErrors = schema.maxErrors
    options.maxRejects = maxRejects
    options.rejectWindow = rejectWindow
    options.flush = flush
    options.progress = progress
    options.columns = StandardStream(.standardError).columns ?? options.columns
    options.state = state
    options.acceptsChanges = acceptChanges
    options.replaysInputs = replayedInput
    options.redactedPointers = redaction.redact.map(\.description)
    options.isQuiet = schema.quiet
    return options
  }
}

extension FlushPolicy: ExpressibleByArgument {}

extension ProgressChoice: ExpressibleByArgument {}
