import ArgumentParser
import Glibc
import WeirSchema
import WeirStream

/// `weir replay`: judges quarantined records anew; accepted payloads out as they came, the rest
/// quarantined again with their history.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Judges quarantined records anew, once the schema or the producer is mended.",
    discussion: """
      Accepted payloads leave byte by byte as they once came, a line each. What is
      rejected again is quarantined again: with its event id, the id of the record
      it replaces, and how often it was replayed. What cannot be replayed (redacted,
      truncated, altered, replayed too often, no record at all) goes to the
      quarantine as it is, and the summary says why. Records that --where or --since
      leave out are written nowhere: they stay where they are. The quarantine that
      is read is never changed.

      --where looks at code, stage, subject, pointer, keyword or schema. Of several
      with one field any may fit; of different fields all must.

      Examples:
        weir replay bad.ndjson --schema event.yaml --quarantine worse > good.ndjson
        weir replay bad.ndjson --schema event.yaml --where stage=decode --dry-run
        weir replay *.bad --route /type --schema-map map.yaml --since 24h > good
      """)

  @OptionGroup var schemaReference: SchemaReference

  @OptionGroup var schemaArguments: SchemaArguments

  @OptionGroup var routeArguments: RouteArguments

  @OptionGroup var streamArguments: StreamArguments

  @OptionGroup var sequenceArguments: SequenceArguments

  @Option(
    name: .customLong("where"), parsing: .singleValue,
    help: ArgumentHelp("Replay only records with this value.", valueName: "field=value"))
  var conditions: [ReplayCondition] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Replay only records of runs that began then or later: a time, or so long ago.",
      valueName: "time|duration"),
    transform: value("a time such as 2026-11-23T19:00:00Z, or a duration such as 24h") {
      SinceArgument(argument: $0)
    })
  var since: SinceArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How often a payload may be replayed; \(ReplayOptions().maxReplays) by default.",
      valueName: "N"),
    transform: numberValue(in: 1...Int.max))
  var maxReplays: Int = ReplayOptions().maxReplays

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Where payloads kept outside their records are looked for, besides QUARANTINE.d.",
      valueName: "dir"))
  var payloadDir: [String] = []

  @Flag(help: "Write nothing but the summary.")
  var dryRun = false

  @Argument(
    help: ArgumentHelp("Files of quarantine records; - is standard input.", valueName: "quarantine")
  )
  var inputs: [String] = ["-"]

  mutating func validate() throws {
    try routeArguments.exclude(schemaReference)
    guard streamArguments.state == nil || !dryRun else {
      throw ArgumentParser.ValidationError("--dry-run leaves nothing to go on with: no --state")
    }
    guard streamArguments.state == nil || !(since?.isRelative ?? false) else {
      throw ArgumentParser.ValidationError(
        "--since with a duration means another time at every start; --state needs a time")
    }
  }

  func run() throws {
    var options = streamArguments.options(
      inputs: inputs, schemaReference, schemaArguments, routeArguments)
    options.command = "replay"
    sequenceArguments.apply(to: &options)
    options.maxRecordBytes = ReplayOptions.lineBytes(forPayload: streamArguments.maxRecordBytes)
    if dryRun {
      options.isDryRun = true
      options.accepted = "/dev/null"
      options.quarantine = .discard
    }
    let schemas = try RecordSchemas(
      schemaReference, schemaArguments, routeArguments,
      reportingTo: Filter(options, stop: StopRequest()), inputs: inputs)
    options.schema = schemas.identity
    options.schemaFiles += schemas.files
    options.schemaRemarks = schemas.remarks
    options.routedSchemas = schemas.routedIdentities
    options.drawReject = schemas.drawing(color: schemaArguments.color)
    options.schemaDigest = schemas.digest
    options.resultSettings =
      schemaReference.resultSettings + schemaArguments.resultSettings
      + routeArguments.resultSettings + resultSettings
    let stop = StopRequest()
    let status = StatusRequest()
    watchSignals(stop, status)
    let outcome = schemas.replay(Filter(options, stop: stop, status: status), replayOptions)
    Glibc.exit(outcome.exitStatus)
  }

  private var replayOptions: ReplayOptions {
    var options = ReplayOptions()
    for condition in conditions { options.selection.add(condition.field, condition.value) }
    options.selection.since = since?.timestamp
    options.maxReplays = maxReplays
    options.maxPayloadBytes = streamArguments.maxRecordBytes
    options.payloadFolders = payloadDir
    return options
  }
}

extension ReplayCommand {
  /// What decides which records are replayed, for the state.
  private var resultSettings: [(name: String, value: String)] {
    [
      ("--where", conditions.map { "\($0.field.rawValue)=\($0.value)" }.joined(separator: " ")),
      ("--since", since.map { "\($0.timestamp)" } ?? ""), ("--max-replays", String(maxReplays)),
    ]
  }
}

/// One `--where FIELD=VALUE`.
struct ReplayCondition: ExpressibleByArgument {
  let field: ReplaySelection.Field
  let value: String

  init?(argument: String) {
    guard let mark = argument.firstIndex(of: "="),
      let field = ReplaySelection.Field(rawValue: String(argument[..<mark]))
    else { return nil }
    self.field = field
    value = String(argument[argument.index(after: mark)...])
  }

  static var allValueStrings: [String] {
    ReplaySelection.Field.allCases.map { $0.rawValue + "=…" }
  }
}

/// A moment: RFC 3339, or so long before now.
struct SinceArgument {
  let timestamp: Timestamp

  /// Whether it depends on when the command was given.
  let isRelative: Bool

  init?(argument: String) {
    if let moment = Timestamp(rfc3339: argument) {
      timestamp = moment
      isRelative = false
    } else if let span = Span(argument) {
      timestamp = Timestamp.now.before(span)
      isRelative = true
    } else {
      return nil
    }
  }
}
