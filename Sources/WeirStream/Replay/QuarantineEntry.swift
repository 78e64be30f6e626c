import WeirJSON

/// A quarantine record as `replay` reads it: what of it is needed, found on its tape.
///
/// Reads what `QuarantineRecord` writes, and what others write by the same schema: members that it
/// does not need may be absent.
struct QuarantineEntry {
  private let tape: Tape
  private let data: Int
  let payload: Payload

  /// Node of the payload's members that restore it.
  struct Payload {
    let isBase64: Bool
    let byteCount: Int
    let sha256: String

    /// The string with the content; nil where the record has none.
    let content: Int?
    let stored: QuarantineRecord.Stored
    let isRedacted: Bool

    /// Where the bytes are, if the record says so itself.
    let ref: String?
  }

  /// What a line is.
  enum Line {
    case entry(QuarantineEntry)

    /// Something that a run said in the stream of its records.
    case notice
  }

  /// Finds out what the parsed line is.
  static func line(on tape: Tape) throws(ReplayFault) -> Line {
    guard tape.kind(of: 0) == .object, let type = tape.member("type", of: 0),
      tape.kind(of: type) == .string
    else { throw ReplayFault(.malformed, "this is no quarantine record: it has no type", at: 0) }
    if tape.string(at: type, equals: "dev.weir.notice.v1") { return .notice }
    guard tape.string(at: type, equals: "dev.weir.quarantine.v1") else {
      throw ReplayFault(
        .malformed, "this is no quarantine record: its type is \(tape.string(at: type))", at: type)
    }
    return .entry(try QuarantineEntry(tape))
  }

  private init(_ tape: Tape) throws(ReplayFault) {
    self.tape = tape
    let root = Members(tape: tape, node: 0)
    let data = Members(tape: tape, node: try root.needed("data", .object))
    let payload = Members(tape: tape, node: try data.needed("payload", .object))
    self.data = data.node
    let encoding = try payload.text("encoding")
    guard ["utf8", "base64"].contains(encoding) else {
      throw ReplayFault(.malformed, "unknown payload encoding \(encoding)", at: payload.node)
    }
    let storedText = try payload.text("stored")
    guard let stored = QuarantineRecord.Stored(rawValue: storedText) else {
      throw ReplayFault(.malformed, "unknown kind of payload \(storedText)", at: payload.node)
    }
    let redacted = payload.optional("redacted", .array)
    self.payload = Payload(
      isBase64: encoding == "base64", byteCount: try payload.count("bytes"),
      sha256: try payload.text("sha256"), content: payload.optional("content", .string),
      stored: stored, isRedacted: redacted.map { tape[$0].length > 0 } ?? false,
      ref: payload.optional("ref", .string).map { tape.string(at: $0) })
    if stored == .inline, self.payload.content == nil {
      throw ReplayFault(.malformed, "the payload has no content", at: payload.node)
    }
    _ = try root.text("id")
  }

  private var root: Members { Members(tape: tape, node: 0) }
  private var members: Members { Members(tape: tape, node: data) }

  var id: String { root.optionalText("id") ?? "" }

  /// When its run began, as the record says; nil where that is no moment.
  var time: Timestamp? {
    root.optional("time", .string).flatMap { Timestamp(rfc3339: tape.rawContent(of: $0)) }
  }

  var subject: String? { root.optionalText("subject") }
  var schemaID: String? { members.object("schema")?.optionalText("id") }
  var traceparent: String? { root.optionalText("traceparent") }
  var tenant: String? { members.object("origin")?.optionalText("tenant") }
  var stage: String? { members.object("reason")?.optionalText("stage") }

  /// The origin's file and the place in it.
  var originFile: (path: String, offset: Int)? {
    guard let origin = members.object("origin"), let path = origin.optionalText("file.path"),
      let offset = origin.optionalCount("file.offset")
    else { return nil }
    return (path, offset)
  }

  /// How often the payload has been replayed so far.
  var replayCount: Int { members.object("lineage")?.optionalCount("replay_count") ?? 0 }

  /// What the record that takes this one's place says of the past.
  var history: QuarantineRecord.History {
    let lineage = members.object("lineage")
    let attempt = members.object("attempt")
    return QuarantineRecord.History(
      eventID: lineage?.optionalText("event_id") ?? id, replayOf: id,
      replayCount: replayCount + 1, attemptCount: (attempt?.optionalCount("count") ?? 1) + 1,
      firstAt: attempt?.optionalText("first_at") ?? root.optionalText("time"),
      origin: members.raw("origin"), traceparent: root.raw("traceparent"))
  }

  /// The value of one member of the reason, or of every error in it.
  func reasons(_ member: StaticString) -> [String] {
    guard let reason = members.object("reason") else { return [] }
    let own = [reason.optionalText(member)].compactMap { $0 }
    guard let errors = reason.optional("errors", .array) else { return own }
    return own
      + tape.elements(of: errors).compactMap {
        Members(tape: tape, node: $0).optionalText(member)
      }
  }
}

/// The members of one object of a record.
private struct Members {
  let tape: Tape
  let node: Int

  func optional(_ name: StaticString, _ kind: NodeKind) -> Int? {
    guard tape.kind(of: node) == .object else { return nil }
    return tape.member(name, of: node).flatMap { tape.kind(of: $0) == kind ? $0 : nil }
  }

  func object(_ name: StaticString) -> Members? {
    optional(name, .object).map { Members(tape: tape, node: $0) }
  }

  func optionalText(_ name: StaticString) -> String? {
    optional(name, .string).map { tape.string(at: $0) }
  }

  func optionalCount(_ name: StaticString) -> Int? {
    guard let number = optional(name, .integer) else { return nil }
    return Int(tape.rawContent(of: number).decodedString()).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// A member's value as it is written.
  func raw(_ name: StaticString) -> [UInt8]? {
    guard let value = tape.member(name, of: node) else { return nil }
    return tape.text[tape.byteRange(of: value)].copied()
  }

  func needed(_ name: StaticString, _ kind: NodeKind) throws(ReplayFault) -> Int {
    guard let value = optional(name, kind) else {
      throw ReplayFault(.malformed, "the record has no usable \"\(name)\"", at: node)
    }
    return value
  }

  func text(_ name: StaticString) throws(ReplayFault) -> String {
    tape.string(at: try needed(name, .string))
  }

  func count(_ name: StaticString) throws(ReplayFault) -> Int {
    guard let count = optionalCount(name) else {
      throw ReplayFault(.malformed, "the record has no usable \"\(name)\"", at: node)
    }
    return count
  }
}
