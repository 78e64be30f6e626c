public import WeirSchema

/// What a filter run is asked to do.
public struct FilterOptions: Sendable {
  /// Paths, read one after the other; `-` is standard input.
  public var inputs: [String] = ["-"]

  /// Files that say what a record has to be, which no output may take the place of.
  package var schemaFiles: [String] = []

  /// How the last input is read on beyond its end; nil ends there.
  package var follow: FollowOptions?

  /// How records follow each other in the inputs, and in the accepted output.
  public var framing = Framing.ndjson

  /// How accepted records are compressed; nil goes by the file's name.
  public var compression: OutputCompression?

  /// How many times its size a compressed input may expand to.
  public var maxExpansion = 500

  /// File for accepted lines; nil is standard output.
  public var accepted: String?

  public var quarantine = QuarantineTarget.standardError
  public var quarantineFormat = QuarantineFormat.record

  /// What to do with outputs that exist.
  public var existing = ExistingOutput.replace

  /// File for the summary as JSON.
  public var summary: String?

  /// Worker threads; nil takes as many as there are processors.
  public var jobs: Int?

  /// Longest record in bytes, without its LF.
  public var maxRecordBytes = 16 * 1024 * 1024

  /// Errors told of one record.
  public var maxErrors = 32

  /// How much may be quarantined; nil sets no limit.
  public var maxRejects: RejectLimit?

  /// A share of `maxRejects` is looked at over so many last records too, at least 100.
  public var rejectWindow = 10_000

  public var flush = FlushPolicy.auto

  /// Folder that keeps what a later start needs to go on after a crash; nil keeps nothing.
  public var state: String?

  /// Whether a changed schema or changed options may go on with a state.
  public var acceptsChanges = false

  /// Whether inputs that are pipes start over when the run does, so that a state can be used.
  public var replaysInputs = false

  /// SHA-256 over the texts of all schema resources, for the state.
  public var schemaDigest = ""

  /// What else decides about records, such as how the schema was read: name and value.
  public var resultSettings: [(name: String, value: String)] = []

  /// RFC 6901 pointers to values that no quarantine record may show.
  public var redactedPointers: [String] = []

  public var progress = ProgressChoice.auto

  /// The terminal's width.
  public var columns = 80

  /// Warnings and the summary are not printed.
  public var isQuiet = false

  /// The schema as records name it.
  public var schema = SchemaIdentity(name: "schema")

  /// What is noteworthy about the schemas, to be said where standard error carries records; elsewhere
  /// whoever loads them does.
  package var schemaRemarks: [SchemaRemark] = []

  /// The schemas of a run with routes, by number; `schema` is their map then.
  public var routedSchemas: [SchemaIdentity] = []

  /// How records that come again are known; nil lets them pass.
  package var dedupe: DedupeOptions?

  /// In which order records should come; nil looks at none.
  package var order: OrderOptions?

  /// Which command it is: a part of the `source` of its records.
  public var command = "filter"

  /// Nothing but the summary is written. Only what the summary says depends on this; the outputs are
  /// discarded by their own options.
  public var isDryRun = false

  /// Draws a rejected record for a terminal; nil prints a line of plain text per error.
  public var drawReject: (@Sendable (RejectedLine) -> String)?

  public init() {}

  /// Whether something must be known of accepted records beyond that they are.
  var marksRecords: Bool { dedupe != nil || order != nil }
}

/// Where quarantined records go.
public enum QuarantineTarget: Sendable, Hashable {
  /// As records, one a line; drawn for people when standard error is a terminal.
  case standardError
  case file(String)

  /// Nowhere, knowingly; they are counted.
  case discard
}

/// What is written of a quarantined record.
public enum QuarantineFormat: String, Sendable, CaseIterable {
  /// `schemas/quarantine-record.schema.json`.
  case record

  /// The bare line, as it came.
  case raw
}

public enum ExistingOutput: Sendable, Hashable {
  /// Replaced at the end, in one step.
  case replace

  /// Kept; the run is refused.
  case keep

  /// Appended to, directly.
  case append
}

/// When accepted lines leave.
public enum FlushPolicy: String, Sendable, CaseIterable {
  /// Each one by itself, as soon as it is judged.
  case line

  /// In full blocks only, whatever the wait.
  case block

  /// In blocks as full as the input's pace allows: nothing waits for bytes that are not there yet.
  case auto
}

/// When it is told how far a run is.
public enum ProgressChoice: String, Sendable, CaseIterable {
  /// As a line on standard error, where that is a terminal and nothing else is written to one.
  case auto

  /// Every second, a JSON object a line on standard error.
  case json
  case never
}

/// A rejected record to be shown to people.
public struct RejectedLine: Sendable {
  public let report: Report

  /// The record's bytes, without line end; its first ones where it is too long to be held.
  public let bytes: [UInt8]
  public let inputName: String

  /// From 1.
  public let lineNumber: Int
}

/// How an output is compressed.
public enum OutputCompression: String, Sendable, CaseIterable {
  case none, gzip, zstd
}
