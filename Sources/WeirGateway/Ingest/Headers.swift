import HTTPTypes
import Tracing

extension HTTPField.Name {
  /// Makes a name of our own; what is no token (RFC 9110 section 5.6.2) would be `invalid`.
  private static func named(_ name: String) -> HTTPField.Name {
    HTTPField.Name(name) ?? .init(parsed: "x-weir-invalid") ?? .from
  }

  /// draft-ietf-httpapi-idempotency-key-header.
  static let idempotencyKey = named("Idempotency-Key")

  /// `true` on an answer that was given before.
  static let idempotencyReplayed = named("Idempotency-Replayed")

  /// RFC 7240.
  static let prefer = named("Prefer")

  /// W3C Trace Context.
  static let traceparent = named("traceparent")
  static let tracestate = named("tracestate")

  /// What an acknowledged record survives.
  static let weirDurability = named("Weir-Durability")
}

/// Reads trace context from headers.
struct HeaderExtractor: Extractor {
  func extract(key: String, from headers: HTTPFields) -> String? {
    HTTPField.Name(key).flatMap { headers[$0] }
  }
}

/// Writes trace context into headers.
struct HeaderInjector: Injector {
  func inject(_ value: String, forKey key: String, into headers: inout HTTPFields) {
    if let name = HTTPField.Name(key) { headers[name] = value }
  }
}
