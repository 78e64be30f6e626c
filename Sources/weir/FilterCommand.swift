public import ArgumentParser
import Glibc
public import WeirStream

/// `weir filter`: lines of JSON in; accepted ones out as they came, the rest with reasons elsewhere.
struct FilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter",
    abstract: "Filters a stream of JSON lines: accepted ones out, the rest with reasons elsewhere.",
    discussion: """
      Accepted lines leave byte by byte as they came and in their order. Quarantined \
      ones go to standard error, one JSON record a line, or to --quarantine. The \
      summary goes to standard error. A named output is called FILE.partial until it \
      is complete, and one run at a time writes it.

      Where standard error carries records, the summary, warnings about the schema and \
      all else that there is to say are lines among them, of the type \
      dev.weir.notice.v1, which weir replay passes over. Its reader must stay then: \
      records that nobody reads would be lost, so that the run ends with status 4. \
      Where it carries nothing but messages, the run goes on without them.

      SIGINT and SIGTERM judge and write the whole records that were read, and leave; \
      with --state they leave behind the record in hand, since the next start reads the \
      rest again. Of a record that was read in part nobody knows how it goes on. A second \
      signal leaves at once.

      With --state DIR the same command goes on after a crash, a full disk or Ctrl-C, \
      and leaves the same files as a run that was never interrupted. It refuses to go \
      on where inputs, outputs, the schema or options that change results are not what \
      they were, also where the run is complete and an output of it was cut or taken away \
      since. --accept-changes goes on all the same with another schema or other options, \
      and with inputs that were copied back: of those it compares the first 4 KiB and the \
      last 4 KiB before where it goes on, and not what is between. What was written to a \
      pipe cannot be taken back: its reader gets the lines since the last \
      commit (8 MiB, or a second) twice. Standard output that is a file is appended to: use \
      >>. An input that is a pipe needs --replayed-input.

      --follow reads the last input on as it grows, as tail -F does, looking every \
      20 ms; inputs before it are read once, so several files to follow take a run each. \
      A line is judged when its line end is there, or its file was rotated away. A file \
      that lost its name to another one is read until it was quiet for --rotate-wait, \
      then those that came after it in the same folder. One that was cut is read from \
      its start. With --state a killed run finds its file by inode, whatever its name is \
      now, and refuses if it is gone, cut or compressed. SIGINT and SIGTERM commit and \
      leave; the same command without --follow reads to the end and names the outputs, \
      to which --append writes all along.

      Examples:
        weir filter --schema event.yaml < events.ndjson > good.ndjson 2> bad.ndjson
        weir filter --schema event.yaml --quarantine bad.ndjson < events | loader
        weir filter --schema event.yaml --accepted good.zst events.gz 2> bad
        weir filter --schema event.yaml --quarantine discard --max-rejects 1% *.log
        weir filter --schema event.yaml --framing array export.json > good 2> bad
        weir filter --route /type --schema-map map.yaml < mixed > good 2> bad
        weir filter --schema event.yaml --state run --accepted good day.ndjson
        weir filter --schema event.yaml --state run --append --accepted good \
          --quarantine bad --follow events.ndjson
        weir filter --status run
      """)

  @OptionGroup var schemaReference: SchemaReference

  @OptionGroup var schemaArguments: SchemaArguments

  @OptionGroup var routeArguments: RouteArguments

  @OptionGroup var streamArguments: StreamArguments

  @OptionGroup var followArguments: FollowArguments

  @OptionGroup var sequenceArguments: SequenceArguments

  @Option(
    help: "Records are lines, texts of RFC 7464, values one by one, or elements of an array.")
  var framing: Framing = .ndjson

  @Option(help: "Compress accepted records; else the file's name says it: .gz, .zst.")
  var compress: OutputCompression?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(

      """
      A gzip or zstd input that expands by more is refused as a bomb; \(FilterOptions().maxExpansion) by \
      default.
      """, valueName: "times"),
    transform: numberValue(in: 1...Int.max))
  var maxExpansion: Int = FilterOptions().maxExpansion

  @Option(help: "Records with reasons, or the bare lines.")
  var quarantineFormat: QuarantineFormat = .record

  @Option(
    help: ArgumentHelp("Only show where the run with this state stands.", valueName: "dir"))
  var status: String?

  @Argument(help: ArgumentHelp("Files to read; - is standard input.", valueName: "input"))
  var inputs: [String] = ["-"]

  mutating func validate() throws {
    try routeArguments.exclude(schemaReference)
  }

  func run() throws {
    if let status { return try showStatus(of: status) }
    var options = streamArguments.options(
      inputs: inputs, schemaReference, schemaArguments, routeArguments)
    options.framing = framing
    options.follow = followArguments.options
    options.compression = compress
    options.maxExpansion = maxExpansion
    options.quarantineFormat = quarantineFormat
    sequenceArguments.apply(to: &options)
    let filter = Filter(options, stop: StopRequest())
    let schemas = try RecordSchemas(
      schemaReference, schemaArguments, routeArguments, reportingTo: filter,
      inputs: inputs)
    options.schema = schemas.identity
    options.schemaFiles += schemas.files
    options.schemaRemarks = schemas.remarks
    options.routedSchemas = schemas.routedIdentities
    options.drawReject = schemas.drawing(color: schemaArguments.color)
    options.schemaDigest = schemas.digest
    options.resultSettings =
      schemaReference.resultSettings + schemaArguments.resultSettings
      + routeArguments.resultSettings
    let stop = StopRequest()
    let status = StatusRequest()
    watchSignals(stop, status)
    let outcome = schemas.run(Filter(options, stop: stop, status: status))
    Glibc.exit(outcome.exitStatus)
  }
}

extension FilterCommand {
  private func showStatus(of folder: String) throws(ExitStatus) {
    var console = Console(color: schemaArguments.color, isQuiet: schemaArguments.quiet)
    let report: StateReport
    do {
      report = try StateReport(folder)
    } catch {
      console.complain(error.text)
      throw .inputOutput
    }
    do {
      try console.write(report.text)
      try console.flush()
    } catch {
      throw console.outcome(of: error)
    }
  }
}

extension QuarantineFormat: ExpressibleByArgument {}

extension Framing: ExpressibleByArgument {}

extension OutputCompression: ExpressibleByArgument {}
