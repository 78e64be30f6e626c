package import WeirStream

/// A record that was accepted: as it lies in the spool, and as it goes to sinks.
package struct SpoolRecord: Sendable, Hashable {
  /// Its place in the spool, which grows from record to record across all streams; 0 before it has one.
  package var sequence: Int64 = 0

  package var stream: String

  /// CloudEvents `id`: the same however often the record is delivered.
  package var eventID: String

  /// Who sent it; nil where senders are not told apart.
  package var tenant: String?

  /// The schema that it was valid by, as metrics and records name it.
  package var schema: String?
  package var receivedAt: Timestamp

  /// W3C trace context of the request that brought it.
  package var traceparent: String?

  /// What tracing systems pass on beside that (§3.3).
  package var tracestate: String?

  /// One JSON value, byte by byte as it came, without a line end.
  package var payload: [UInt8]

  package init(
    sequence: Int64 = 0, stream: String, eventID: String, tenant: String? = nil,
    schema: String? = nil, receivedAt: Timestamp, traceparent: String? = nil,
    tracestate: String? = nil, payload: [UInt8]
  ) {
    self.sequence = sequence
    self.stream = stream
    self.eventID = eventID
    self.tenant = tenant
    self.schema = schema
    self.receivedAt = receivedAt
    self.traceparent = traceparent
    self.tracestate = tracestate
    self.payload = payload
  }
}
