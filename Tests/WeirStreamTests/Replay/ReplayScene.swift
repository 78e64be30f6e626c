import TestSupport
import WeirJSON
import WeirSchema

@testable import WeirStream

/// A quarantine that a filter filled, in a folder of its own, and ways to replay it.
struct ReplayScene {
  private let folder: TemporaryFolder

  /// What a replay came to.
  struct Outcome {
    let accepted: [UInt8]
    let quarantine: [UInt8]
    let summary: String
    let status: Int32

    /// Of the reasons, most frequent first.
    let codes: [String]
  }

  /// Quarantines all these lines but blank ones, none of which is an object with a `b`.
  init(_ lines: [[UInt8]], maxRecordBytes: Int = 1 << 20) throws {
    folder = try TemporaryFolder()
    var options = FilterOptions()
    options.inputs = [try folder.write(lines.flatMap { $0 + [0x0A] }, to: "in.ndjson")]
    options.accepted = folder.path + "/good"
    options.quarantine = .file(folder.path + "/bad")
    options.maxRecordBytes = maxRecordBytes
    options.isQuiet = true
    let schema = try Schema(
      json: Array(#"{"type": "object", "required": ["b"]}"#.utf8),
      options: SchemaOptions(instances: .strict))
    _ = Filter(options).run { Validator(schema) }
  }

  private init(folder: TemporaryFolder) { self.folder = folder }

  func quarantine() throws -> [UInt8] { try folder.read("bad") }

  func removeInput() throws { try folder.write("", to: "in.ndjson") }

  func keepPayload(_ bytes: [UInt8], id: String) throws {
    try folder.write(bytes, to: "bad.d/" + id)
  }

  /// Replays this quarantine, or another one in its place.
  func replay<Judge: RecordJudge>(
    _ replayOptions: ReplayOptions? = nil, quarantine: [UInt8]? = nil, maxReplays: Int = 5,
    maxPayloadBytes: Int = 1 << 20, blockBytes: Int = 1 << 20, jobs: Int = 2,
    makeJudge: @escaping @Sendable () -> Judge
  ) throws -> Outcome {
    var replayOptions = replayOptions ?? ReplayOptions()
    replayOptions.maxReplays = maxReplays
    replayOptions.maxPayloadBytes = maxPayloadBytes
    if let quarantine { try folder.write(quarantine, to: "bad") }
    var options = FilterOptions()
    options.command = "replay"
    options.inputs = [folder.path + "/bad"]
    options.accepted = folder.path + "/again"
    options.quarantine = .file(folder.path + "/still")
    options.summary = folder.path + "/summary"
    options.maxRecordBytes = ReplayOptions.lineBytes(forPayload: maxPayloadBytes)
    options.jobs = jobs
    options.isQuiet = true
    let outcome = Filter(options, blockBytes: blockBytes).replay(
      hasUncheckedFormats: false, replayOptions, makeJudge: makeJudge)
    let summary = try folder.read("summary")
    var document = Document(options: .strict)
    try document.parse(summary)
    let tape = document.tape
    let reasons = tape.member("reasons", of: 0).map { Array(tape.elements(of: $0)) } ?? []
    return Outcome(
      accepted: try output("again"), quarantine: try output("still"),
      summary: String(decoding: summary, as: UTF8.self), status: outcome.exitStatus,
      codes: reasons.compactMap { tape.member("code", of: $0).map { tape.string(at: $0) } })
  }

  /// What an output holds, complete or not.
  private func output(_ name: String) throws -> [UInt8] {
    try folder.read(folder.contains(name) ? name : name + ".partial")
  }

  /// What is left after a replay, as the quarantine of the next one.
  func next<Judge: RecordJudge>(
    makeJudge: @escaping @Sendable () -> Judge
  ) throws -> ReplayScene {
    let outcome = try replay(makeJudge: makeJudge)
    let next = ReplayScene(folder: try TemporaryFolder())
    try next.folder.write(outcome.quarantine, to: "bad")
    return next
  }
}

extension ReplayScene {
  /// What a quarantine record says, read by the plainest means.
  struct Record {
    var id = ""
    var source = ""
    var content = ""
    var stored = ""
    var origin: [UInt8] = []
    var eventID = ""
    var replayOf: String?
    var replayCount = -1
    var attemptCount = -1
  }

  func records() throws -> [Record] {
    var document = Document(options: .strict)
    return try quarantine().split(separator: 0x0A).map { line in
      try document.parse(Array(line))
      let tape = document.tape
      func node(_ pointer: String) throws -> Int? { tape.index(at: try JSONPointer(pointer)) }
      func text(_ pointer: String) throws -> String {
        try node(pointer).map { tape.string(at: $0) } ?? ""
      }
      var record = Record()
      record.id = try text("/id")
      record.source = try text("/source")
      record.content = try text("/data/payload/content")
      record.stored = try text("/data/payload/stored")
      record.origin =
        try node("/data/origin").map { tape.text[tape.byteRange(of: $0)].copied() } ?? []
      record.eventID = try text("/data/lineage/event_id")
      record.replayOf = try text("/data/lineage/replay_of")
      record.replayCount = Int(try text("/data/lineage/replay_count")) ?? -1
      record.attemptCount = Int(try text("/data/attempt/count")) ?? -1
      return record
    }
  }
}
