import HTTPTypes
import WeirCompression
import WeirSchema

/// A request that is answered with an error: a problem of RFC 9457.
struct Problem: Error, Sendable {
  let status: HTTPResponse.Status

  /// Stable, `stage.name`: metrics and logs count it by that. The problem's `type` is the URN
  /// `urn:weir:problem:` with this code.
  let code: String
  let detail: String

  /// Seconds after which to try again; nil where that changes nothing.
  var retryAfter: Int?

  /// What is wrong with the record, where there is one; the error object of all outputs.
  var errors: [ValidationError] = []
  var areErrorsTruncated = false

  /// What became of the records of the request, as far as they were looked at.
  var items: [ItemResult] = []

  init(_ status: HTTPResponse.Status, _ code: String, _ detail: String, retryAfter: Int? = nil) {
    self.status = status
    self.code = code
    self.detail = detail
    self.retryAfter = retryAfter
  }

  static let mediaType = ProblemDetails.mediaType

  /// The body.
  ///
  /// - Parameter requestID: `instance` is the URN of the request.
  func body(requestID: String) -> [UInt8] {
    var details = ProblemDetails(
      status: status.code, title: status.reasonPhrase, code: code, detail: detail)
    details.instance = "urn:weir:request:\(requestID)"
    details.errors = errors
    details.isTruncated = areErrorsTruncated
    return details.body { writeItems(into: &$0) }
  }
}

// What can be wrong, a line each: docs/gateway.md has the same table for users.
extension Problem {
  static func bodyTooLarge(limit: Int) -> Problem {
    Problem(.contentTooLarge, "limit.body_bytes", "the body has more than \(limit) bytes")
  }

  static func tooManyRecords(limit: Int) -> Problem {
    Problem(.contentTooLarge, "limit.records", "the body has more than \(limit) records")
  }

  static func unknownEncoding(_ name: String) -> Problem {
    Problem(
      .unsupportedMediaType, "body.encoding",
      "Content-Encoding \(name) is not known: gzip and zstd are")
  }

  static func unknownType(_ name: String?) -> Problem {
    Problem(
      .unsupportedMediaType, "body.type",
      (name.map { "Content-Type \($0) is not known" } ?? "there is no Content-Type")
        + ": application/json and application/x-ndjson are")
  }

  static let empty = Problem(.badRequest, "body.empty", "the body has no record")

  init(_ fault: PaceFault) {
    switch fault {
    case .header:
      self.init(.requestTimeout, "header.timeout", "the header took longer than is allowed")
    case .idle:
      self.init(.requestTimeout, "connection.idle", "no request came for longer than is allowed")
    case .body:
      self.init(.requestTimeout, "body.timeout", "the body took longer than is allowed")
    case .trickle:
      self.init(.requestTimeout, "body.slow", "the body comes more slowly than is allowed")
    case .crowded:
      self.init(
        .serviceUnavailable, "body.crowded",
        "the body comes slowly, and others need the connection", retryAfter: 1)
    case .cut:
      self.init(.badRequest, "body.incomplete", "the connection ended before the body did")
    }
  }

  init(_ error: CompressionError) {
    switch error {
    case .expansion(_, let limit):
      self.init(
        .contentTooLarge, "limit.expansion", "the body expands by more than \(limit) times")
    case .memory:
      self.init(.serviceUnavailable, "limit.memory", error.text, retryAfter: 1)
    default: self.init(.badRequest, "body.corrupt", error.text)
    }
  }

  static let unauthenticated = Problem(
    .unauthorized, "auth.missing", "an Authorization header with a bearer token is needed")
  static let unknownToken = Problem(.unauthorized, "auth.invalid", "the token is not known")

  static func forbidden(stream: String) -> Problem {
    Problem(.forbidden, "auth.stream", "this sender may not write to \(stream)")
  }

  static func unknownStream(_ name: String) -> Problem {
    Problem(.notFound, "stream.unknown", "there is no stream \(name)")
  }

  static func unknownSchema(_ name: String) -> Problem {
    Problem(.notFound, "schema.unknown", "there is no schema \(name)")
  }

  static let keyMismatch = Problem(
    .unprocessableContent, "idempotency.mismatch",
    "this Idempotency-Key came with another body before")
  static let keyInProgress = Problem(
    .conflict, "idempotency.in_progress", "a request with this Idempotency-Key is under way",
    retryAfter: 1)

  static func invalidKey(limit: Int) -> Problem {
    Problem(
      .badRequest, "idempotency.key",
      "an Idempotency-Key has 1 to \(limit) printable characters of ASCII")
  }
}
