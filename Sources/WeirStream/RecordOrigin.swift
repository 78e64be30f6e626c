import WeirJSON

/// Where a record came from.
enum RecordOrigin {
  /// A place in an input of a run.
  case input(InputPosition)

  /// A request that brought it.
  case request(RequestOrigin)

  /// What distinguishes the record from others with the same bytes.
  func identify(in hash: inout SHA256) {
    switch self {
    case .input(let place):
      hash.update(field: place.input.path)
      if place.input.generation > 0 { hash.update(field: String(place.input.generation)) }
      hash.update(field: String(place.offset))
    case .request(let request):
      hash.update(field: request.tenant ?? "")
      hash.update(field: request.requestID ?? "")
      hash.update(field: request.index.map { String($0) } ?? "")
      hash.update(field: request.sink ?? "")
      hash.update(field: request.sequence.map { String($0) } ?? "")
    }
  }

  /// The member `origin`'s value.
  func write(into writer: inout JSONWriter) {
    writer.beginObject()
    switch self {
    case .input(let place):
      if !place.input.isStandardInput { writer.member("file.path", place.input.path) }
      writer.member("file.line", place.line)
      writer.member("file.offset", place.offset)
    case .request(let request):
      if let requestID = request.requestID { writer.member("http.request.id", requestID) }
      if let index = request.index { writer.member("http.request.record", index) }
      if let tenant = request.tenant { writer.member("tenant", tenant) }
      if let sink = request.sink { writer.member("sink", sink) }
      if let sequence = request.sequence { writer.member("spool.sequence", Int(sequence)) }
    }
    writer.endObject()
  }

  /// W3C trace context, where the record brought one.
  var traceparent: String? {
    guard case .request(let request) = self else { return nil }
    return request.traceparent
  }
}

/// The request that brought a record, and what became of it since.
package struct RequestOrigin: Sendable, Hashable {
  package var requestID: String?

  /// The record's place among those of the request, from 0.
  package var index: Int?
  package var tenant: String?

  /// W3C trace context of the request.
  package var traceparent: String?

  /// Where it was to be delivered to, for a record that was accepted and refused there.
  package var sink: String?

  /// Its place in the spool, likewise.
  package var sequence: Int64?

  package init(
    requestID: String? = nil, index: Int? = nil, tenant: String? = nil,
    traceparent: String? = nil, sink: String? = nil, sequence: Int64? = nil
  ) {
    self.requestID = requestID
    self.index = index
    self.tenant = tenant
    self.traceparent = traceparent
    self.sink = sink
    self.sequence = sequence
  }
}
