/// A stream as requests meet it.
package struct IngestStream: Sendable {
  package var name: String

  /// Judges one record, on any thread.
  package var judge: @Sendable (_ record: [UInt8]) -> StreamJudge.Outcome

  package init(name: String, judge: @escaping @Sendable ([UInt8]) -> StreamJudge.Outcome) {
    self.name = name
    self.judge = judge
  }
}

/// Who sends what: all that is known of a request before its body.
package struct IngestRequest: Sendable {
  package var id: String
  package var stream: String
  package var contentType: String?
  package var contentEncoding: String?
  package var contentLength: Int?
  package var idempotencyKey: String?

  /// W3C trace context that goes on with the records.
  package var traceparent: String?
  package var tracestate: String?

  /// Whether the answer names each record, also where all were accepted.
  package var wantsItems = false

  package init(id: String, stream: String) {
    self.id = id
    self.stream = stream
  }
}

/// Forms a body may have.
enum BodyForm: Equatable {
  /// One JSON value, or an array of records.
  case value
  case lines

  /// - Parameter type: A media type, with or without parameters (RFC 9110 section 8.3.1).
  init(contentType type: String?) throws(Problem) {
    let name = type?.split(separator: ";").first.map { part in
      String(part.filter { !$0.isWhitespace }).lowercased()
    }
    switch name {
    case "application/json": self = .value
    case "application/x-ndjson", "application/ndjson", "application/jsonl",
      "application/x-jsonlines":
      self = .lines
    case .some(let name) where name.hasSuffix("+json"): self = .value
    default: throw .unknownType(type)
    }
  }
}
