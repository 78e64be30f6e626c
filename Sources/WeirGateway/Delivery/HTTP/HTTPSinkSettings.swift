package import WeirResilience

/// How records are sent to a service.
package struct HTTPSinkSettings: Sendable {
  /// What a request carries.
  package enum Format: Sendable, Equatable, CaseIterable {
    /// Records a line each, `application/x-ndjson`.
    case lines

    /// A JSON array of records, `application/json`.
    case array

    /// One record, `application/json`, with its id in `ce-id` and `Idempotency-Key`.
    case single

    /// A JSON array of CloudEvents, `application/cloudevents-batch+json`: each record with its id.
    case cloudEvents
  }

  /// Which endpoint gets a request.
  package enum Selection: Sendable, Equatable, CaseIterable {
    /// Of two at random the one with fewer requests under way.
    case balanced

    /// The first that is well.
    case failover
  }

  /// `http` or `https` addresses that do the same, at least one.
  package var endpoints: [String]
  package var format = Format.lines
  package var selection = Selection.balanced

  /// Whether bodies are compressed.
  package var isGzipped = false

  /// Whether the service knows records or requests that it had before, so that a request of which
  /// nobody knows whether it was carried out may be sent again.
  package var isIdempotent = false

  /// Sent with each request. Values never appear in logs, messages or metrics.
  package var headers: [(name: String, value: String)] = []

  package var maxConcurrentRequests = 32

  /// Of an answer, so much is read.
  package var maxResponseBytes = 1 << 20
  package var timeouts = HTTPTimeouts()

  /// `isIdempotent` of it is not used: the sink's is.
  package var retry = RetryPolicy()
  package var retryBudget = RetryBudgetSettings()

  /// One an endpoint. `slowAfter` goes with `timeouts.request`: 80 % of it.
  package var breaker = CircuitBreakerSettings()
  package var ejection = EjectionSettings()

  /// A second request beside one that takes long, to another endpoint; nil is none. Only for an
  /// idempotent sink.
  package var hedge: HedgeSettings?
  package var tls = TLSSettings()

  package init(endpoints: [String]) { self.endpoints = endpoints }
}

/// How long each part of a request may take. All more than zero.
package struct HTTPTimeouts: Sendable, Equatable {
  /// Until there is a connection: `sink.connect_timeout`.
  package var connect: Duration = .seconds(2)

  /// Until it is a TLS connection: `sink.tls_timeout`. For an `https` endpoint, `connect` and this
  /// are one time for both.
  package var tls: Duration = .seconds(3)

  /// From the end of the request to the head of the answer: `sink.first_byte_timeout`.
  package var firstByte: Duration = .seconds(10)

  /// Without any progress while the request is sent or the answer comes: `sink.idle_timeout`.
  package var idle: Duration = .seconds(10)

  /// For all of it: `sink.request_timeout`.
  package var request: Duration = .seconds(30)

  package init() {}

  /// Until a request can be sent.
  func connectLimit(isSecure: Bool) -> Duration { isSecure ? connect + tls : connect }

  var shortest: Duration { min(connect, min(tls, min(firstByte, min(idle, request)))) }
}

/// Whom to trust, and as whom to appear: PEM files.
package struct TLSSettings: Sendable, Equatable {
  /// Certificates to trust instead of the system's.
  package var authorityFile: String?

  /// The sink's own certificate with its chain, and its key. Both or neither.
  package var certificateFile: String?
  package var keyFile: String?

  package init() {}
}

/// Settings that no sink can be made of.
package enum HTTPSinkError: Error, Equatable {
  case noEndpoint
  case endpoint(String)
  case setting(SettingError)
  case hedgeWithoutIdempotency
  case certificateWithoutKey

  /// A TLS file that cannot be used, and why.
  case tlsFile(String, String)

  /// A header that HTTP does not allow, or that the sink sets itself.
  case header(String)
}

extension HTTPSinkError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noEndpoint: "an HTTP sink needs at least one endpoint"
    case .endpoint(let address): "\(address) is no http or https address with a host"
    case .setting(let error): error.description
    case .hedgeWithoutIdempotency:
      "hedging sends requests twice: the sink must be idempotent for it"
    case .certificateWithoutKey: "a client certificate and its key must be given together"
    case .tlsFile(let path, let reason): "\(path): \(reason)"
    case .header(let name): "the header \(name) cannot be sent"
    }
  }
}

extension HTTPSinkSettings {
  package func validate() throws(HTTPSinkError) {
    guard !endpoints.isEmpty else { throw .noEndpoint }
    guard hedge == nil || isIdempotent else { throw .hedgeWithoutIdempotency }
    guard (tls.certificateFile == nil) == (tls.keyFile == nil) else { throw .certificateWithoutKey }
    for header in headers { try Self.validate(header.name, header.value) }
    do {
      try validateNumbers()
    } catch {
      throw .setting(error)
    }
  }

  private func validateNumbers() throws(SettingError) {
    let counts = 1...SettingError.maxCount
    try SettingError.require(maxConcurrentRequests, in: counts, "maxConcurrentRequests")
    try SettingError.require(maxResponseBytes, in: counts, "maxResponseBytes")
    for (time, name) in [
      (timeouts.connect, "connect"), (timeouts.tls, "tls"), (timeouts.firstByte, "firstByte"),
      (timeouts.idle, "idle"), (timeouts.request, "request"),
    ] {
      try SettingError.requirePositive(time, name)
    }
    try ejection.validate()
  }

  /// RFC 9110 §5: a name is a token, and a value has no control characters.
  private static func validate(_ name: String, _ value: String) throws(HTTPSinkError) {
    let own: Set = [
      "content-type", "content-length", "content-encoding", "transfer-encoding", "host",
      "idempotency-key", "connection",
    ]
    let isToken =
      !name.isEmpty
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
    guard isToken, !own.contains(name.lowercased()),
      value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
    else { throw .header(name) }
  }
}
