import WeirJSON
package import WeirSchema

/// A rejected record that a request brought: becomes the same quarantine record as a line of the filter.
package struct RequestRejection: Sendable {
  /// What the records are of; part of the CloudEvents `source`.
  package var stream: String
  package var origin: RequestOrigin

  /// When the request came. Part of the record as its `time`, not of its `id`.
  package var receivedAt: Timestamp

  /// What is wrong; the first error's code says stage and code of the record.
  package var report: Report

  /// What it was judged by; nil where it did not come to that.
  package var schema: SchemaIdentity?
  package var payload: Payload

  /// What the record goes by downstream; nil if it got no name, and is known by its record's `id`.
  package var eventID: String?

  /// How often it was tried so far.
  package var attempts = 1

  /// The record whose place this one takes, if it is quarantined again.
  package var replayed: ReplayedRecord?

  /// Pointers (RFC 6901) to values that are not to be kept.
  package var redactedPointers: [String] = []

  package enum Payload: Sendable {
    case whole([UInt8])

    /// The beginning of one that is too long to be kept. `sha256` is of all of it, in hexadecimal.
    case beginning([UInt8], byteCount: Int, sha256: String)
  }

  package init(
    stream: String, origin: RequestOrigin, receivedAt: Timestamp, report: Report,
    schema: SchemaIdentity? = nil, payload: Payload
  ) {
    self.stream = stream
    self.origin = origin
    self.receivedAt = receivedAt
    self.report = report
    self.schema = schema
    self.payload = payload
  }

  /// The quarantine record, and what it can be found by.
  package struct Written: Sendable, Hashable {
    /// One line of JSON, without a line end.
    package let line: [UInt8]
    package let id: String
    package let stage: String
    package let code: String
    package let instanceLocation: String?
    package let eventID: String
    package let replayCount: Int
  }

  /// Writes the quarantine record. It is the same for the same rejection, its `id` for the same bytes
  /// at the same place of the same request.
  package func written() -> Written {
    var redaction = Redaction(redactedPointers)
    let record = QuarantineRecord(
      origin: .request(origin), report: report, schema: schema,
      payload: keptPayload(&redaction), history: history)
    let identity = RunIdentity(
      command: "gateway", schema: SchemaIdentity(name: stream),
      runID: replayed.map { $0.id } ?? "", startTime: receivedAt)
    var writer = JSONWriter()
    record.write(into: &writer, identity: identity, redaction: redaction)
    let id = record.id(in: identity)
    return Written(
      line: writer.bytes, id: id, stage: String(record.stage), code: record.code,
      instanceLocation: report.errors.first?.instanceLocation,
      eventID: record.history?.eventID ?? id, replayCount: record.history?.replayCount ?? 0)
  }

  private var history: QuarantineRecord.History {
    if let replayed { return replayed.history }
    return QuarantineRecord.History(
      eventID: eventID, replayOf: nil, replayCount: 0, attemptCount: attempts)
  }

  private func keptPayload(_ redaction: inout Redaction) -> QuarantineRecord.Payload {
    switch payload {
    case .whole(let bytes):
      return bytes.withByteSlice { slice in
        let redacted = redaction.payload(of: slice)
        return QuarantineRecord.Payload(
          byteCount: bytes.count, sha256: SHA256.hexadecimal(of: bytes),
          content: redacted?.content ?? bytes, redacted: redacted?.redacted ?? [])
      }
    case .beginning(let bytes, let byteCount, let sha256):
      return QuarantineRecord.Payload(
        byteCount: byteCount, sha256: sha256, content: redaction.isEmpty ? bytes : [],
        stored: .truncated,
        redacted: redaction.isEmpty ? [] : Redaction.withheld.redacted)
    }
  }
}
