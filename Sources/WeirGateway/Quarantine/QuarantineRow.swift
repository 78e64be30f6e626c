import WeirJSON
import WeirSchema
package import WeirStream

/// A quarantine record as the store keeps it: the whole record, and what it is found by.
package struct QuarantineRow: Sendable, Hashable {
  /// Its place among the quarantine records; 0 before it has one.
  package var sequence: Int64 = 0

  /// CloudEvents `id`: the store keeps one record of each.
  package var id: String
  package var stream: String
  package var tenant: String?

  /// Name of the schema that the record was judged by, if it came to that.
  package var schema: String?
  package var stage: String

  /// Code and place of the first error.
  package var code: String
  package var instanceLocation: String?
  package var quarantinedAt: Timestamp

  /// What the payload goes by downstream.
  package var eventID: String
  package var replayCount = 0

  /// Who accepted or quarantined it anew, if anybody did: the record's next `id`, or
  /// `accepted:` and its place in the spool.
  package var replayedBy: String?

  /// The record: one line of JSON, without a line end.
  package var record: [UInt8]
}

extension QuarantineRow {
  /// The row of a record that was rejected.
  package init(_ rejection: RequestRejection) {
    let written = rejection.written()
    self.init(
      id: written.id, stream: rejection.stream, tenant: rejection.origin.tenant,
      schema: rejection.schema?.name, stage: written.stage, code: written.code,
      instanceLocation: written.instanceLocation, quarantinedAt: rejection.receivedAt,
      eventID: written.eventID, replayCount: written.replayCount, record: written.line)
  }

  /// The row of a record that was accepted, and that a sink will never take.
  init(
    refused record: SpoolRecord, by sink: String, _ refusal: Settlement.Refusal, at now: Timestamp
  ) {
    let code = refusal.code.hasPrefix("sink.") ? refusal.code : "sink.refused"
    let error = ValidationError(
      code: code, byteRange: 0..<0, position: TextPosition(line: 1, column: 1),
      message: refusal.message)
    var rejection = RequestRejection(
      stream: record.stream,
      origin: RequestOrigin(
        tenant: record.tenant, traceparent: record.traceparent, sink: sink,
        sequence: record.sequence),
      receivedAt: now, report: Report(errors: [error]),
      schema: record.schema.map { SchemaIdentity(name: $0) }, payload: .whole(record.payload))
    rejection.eventID = record.eventID
    rejection.attempts = max(1, refusal.attempts)
    self.init(rejection)
  }
}
