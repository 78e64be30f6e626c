public import ArgumentParser
import Glibc
public import WeirStream

/// `weir filter`: lines of JSON in; accepted ones out as they came, the rest with reasons elsewhere.
struct FilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter",
    abstract: "Filters a stream of JSON lines: accepted ones out, the rest with reasons elsewhere.",
    discussion: """
      Accepted lines leave byte by byte as they came and in their order. Quarantined ones go
      to standard error, one JSON record a line, or to --quarantine. The summary goes to
      standard error. A named output is called FILE.partial until it is complete.

      Examples:
        weir filter --schema event.yaml < events.ndjson > good.ndjson 2> bad.ndjson
        zcat events.gz | weir filter --schema event.yaml --quarantine bad.ndjson | loader
        weir filter --schema event.yaml --quarantine discard --max-rejects 1% day/*.ndjson
        weir filter --route /type --schema-map map.yaml < mixed.ndjson > good.ndjson 2> bad.ndjson
      """)

  @OptionGroup var schemaArguments: SchemaArguments

  @OptionGroup var routeArguments: RouteArguments

  @Option(help: ArgumentHelp("File for accepted lines; else standard output.", valueName: "file"))
  var accepted: String?

  @Option(
    help: ArgumentHelp(
      "File for quarantined records, or `discard`; else standard error.", valueName: "file|discard")
  )
  var quarantine: String?

  @Option(help: "Records with reasons, or the bare lines.")
  var quarantineFormat: QuarantineFormat = .record

  @Option(help: ArgumentHelp("Worker threads; as many as processors by default.", valueName: "N"))
  var jobs: Int?

  @Option(help: ArgumentHelp("Longest record; a longer line is quarantined.", valueName: "N"))
  var maxRecordBytes: Int = FilterOptions().maxRecordBytes

  @Option(help: ArgumentHelp("Exit 1 if more is quarantined.", valueName: "N|P%"))
  var maxRejects: RejectLimit?

  @Option(
    help: ArgumentHelp(
      "The share of --max-rejects is looked at over this many last records, too.", valueName: "N"))
  var rejectWindow: Int = FilterOptions().rejectWindow

  @Option(help: "When accepted lines leave: each by itself, in full blocks, or as input allows.")
  var flush: FlushPolicy = .auto

  @Flag(help: "Refuse to replace an output that exists.")
  var noClobber = false

  @Flag(help: "Append to outputs that exist.")
  var append = false

  @Option(help: ArgumentHelp("File for the summary as JSON.", valueName: "file"))
  var summary: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Keep this value out of quarantine records.", valueName: "pointer"))
  var redact: [String] = []

  @Argument(help: ArgumentHelp("Files to read; - is standard input.", valueName: "input"))
  var inputs: [String] = ["-"]

  mutating func validate() throws {
    guard schemaArguments.schema == nil || routeArguments.route == nil else {
      throw wrong("--schema and --route exclude each other")
    }
    guard !(noClobber && append) else {
      throw wrong("--no-clobber and --append exclude each other")
    }
    guard jobs.map({ (1...512).contains($0) }) ?? true else {
      throw wrong("--jobs must be between 1 and 512")
    }
    guard (1...1 << 30).contains(maxRecordBytes) else {
      throw wrong("--max-record-bytes must be between 1 and \(1 << 30)")
    }
    guard rejectWindow > 0 else { throw wrong("--reject-window must be at least 1") }
    for pointer in redact where !pointer.isEmpty && !pointer.hasPrefix("/") {
      throw wrong("--redact takes a JSON Pointer, such as /card; \"\(pointer)\" is none")
    }
  }

  func run() throws {
    var options = filterOptions
    let filter = Filter(options, stop: StopRequest())
    let schemas = try RecordSchemas(schemaArguments, routeArguments, reportingTo: filter)
    options.schema = schemas.identity
    options.routedSchemas = schemas.routedIdentities
    options.drawReject = schemas.drawing(color: schemaArguments.color)
    let stop = StopRequest()
    stopOnSignals(stop)
    let outcome = schemas.run(
      Filter(options, stop: stop), instances: schemaArguments.documentOptions(default: .strict))
    Glibc.exit(outcome.exitStatus)
  }
}

extension FilterCommand {
  private func wrong(_ text: String) -> ArgumentParser.ValidationError {
    ArgumentParser.ValidationError(text)
  }

  private var filterOptions: FilterOptions {
    var options = FilterOptions()
    options.inputs = inputs
    options.accepted = accepted
    options.quarantine =
      switch quarantine {
      case nil: .standardError
      case "discard": .discard
      case .some(let path): .file(path)
      }
    options.quarantineFormat = quarantineFormat
    options.existing = noClobber ? .keep : append ? .append : .replace
    options.summary = summary
    options.jobs = jobs
    options.maxRecordBytes = maxRecordBytes
    options.maxErrors = schemaArguments.maxErrors
    options.maxRejects = maxRejects
    options.rejectWindow = rejectWindow
    options.flush = flush
    options.redactedPointers = redact
    options.isQuiet = schemaArguments.quiet
    return options
  }
}

extension QuarantineFormat: ExpressibleByArgument {}

extension FlushPolicy: ExpressibleByArgument {}

extension RejectLimit: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
