package import WeirResilience

/// Sends records to a service by HTTP.
package struct HTTPSinkConfiguration: Sendable, Equatable {
  /// What a request's body is.
  package enum Format: String, Sendable, CaseIterable {
    /// A line for each record.
    case ndjson

    /// A JSON array of records.
    case array

    /// One record.
    case single

    /// A JSON array of CloudEvents, each a record with its id.
    case cloudEvents = "cloudevents"
  }

  /// Which of several endpoints is called.
  package enum Selection: String, Sendable, CaseIterable {
    /// The less loaded of two that are drawn.
    case balanced

    /// The first that is well, in the order of the file.
    case failover
  }

  package enum Compression: String, Sendable, CaseIterable {
    case none, gzip
  }

  /// URLs, all of the same service.
  package var endpoints: [String] = []
  package var selection = Selection.balanced
  package var format = Format.ndjson
  package var compression = Compression.none

  /// Sent as `Authorization: Bearer …`.
  package var token: Secret?
  package var headers: [HeaderConfiguration] = []
  package var tls = HTTPSinkTLSConfiguration()

  /// Whether the service takes the same `Idempotency-Key` twice for one record: then a request whose
  /// outcome is unknown is made again.
  package var isIdempotent = false

  /// Requests at a time.
  package var concurrency = 32

  /// Bytes that are read of an answer.
  package var maxResponse = 1 << 20
  package var timeouts = HTTPTimeoutConfiguration()
  package var retry = RetryPolicy()
  package var budget = RetryBudgetSettings()
  package var breaker = CircuitBreakerSettings()
  package var ejection = EjectionConfiguration()

  /// nil for no second request beside a slow one.
  package var hedge: HedgeConfiguration?

  package init() {}
}

extension HTTPSinkConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.texts("endpoints", &endpoints)
    fields.choice("selection", &selection)
    fields.choice("format", &format)
    fields.choice("compression", &compression)
    fields.secret("token", &token)
    fields.headers("headers", &headers)
    fields.section("tls", &tls)
    fields.flag("idempotent", &isIdempotent)
    fields.count("concurrency", &concurrency)
    fields.bytes("max_response", &maxResponse)
    fields.section("timeouts", &timeouts)
    fields.derive(&retry.isIdempotent, from: isIdempotent)
    fields.section("retry", &retry)
    fields.section("budget", &budget)
    fields.derive(&breaker.slowAfter, from: timeouts.request * 4 / 5)
    fields.section("breaker", &breaker)
    fields.section("ejection", &ejection)
    fields.section("hedge", &hedge)
  }
}

/// TLS of requests to a sink. PEM files.
package struct HTTPSinkTLSConfiguration: Sendable, Equatable {
  /// Certificates to trust instead of the system's.
  package var ca: String?

  /// The client certificate, and its key.
  package var certificate: String?
  package var key: String?

  package init() {}
}

extension HTTPSinkTLSConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.path("ca", &ca)
    fields.path("certificate", &certificate)
    fields.path("key", &key)
  }
}

/// How long each step of a request may take.
package struct HTTPTimeoutConfiguration: Sendable, Equatable {
  package var connect: Duration = .seconds(2)
  package var tls: Duration = .seconds(3)

  /// From the end of the request to the answer's first byte.
  package var firstByte: Duration = .seconds(10)

  /// Between two bytes of the answer.
  package var idle: Duration = .seconds(10)

  /// One attempt in all.
  package var request: Duration = .seconds(30)

  package init() {}
}

extension HTTPTimeoutConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.duration("connect", &connect)
    fields.duration("tls", &tls)
    fields.duration("first_byte", &firstByte)
    fields.duration("idle", &idle)
    fields.duration("request", &request)
  }
}

/// When an endpoint is left out for a while.
package struct EjectionConfiguration: Sendable, Equatable {
  /// Failures in a row.
  package var failures = 5

  /// The first time; so many times as long the next.
  package var baseTime: Duration = .seconds(30)
  package var maxTime: Duration = .seconds(300)

  /// Percentage of endpoints that may be left out at a time.
  package var maxPercentage = 50

  package init() {}
}

extension EjectionConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.count("failures", &failures)
    fields.duration("base_time", &baseTime)
    fields.duration("max_time", &maxTime)
    fields.count("max_percentage", &maxPercentage, in: 0...100)
  }
}

/// When a second request is made beside a slow one.
package struct HedgeConfiguration: Sendable, Equatable {
  /// Percentile of the latencies so far that a request must exceed.
  package var percentile = 95

  /// The delay while there are too few latencies to tell, and the longest there is.
  package var delay: Duration = .seconds(1)
  package var maxHedges = 1

  package init() {}

  package var settings: HedgeSettings {
    var settings = HedgeSettings()
    settings.delay = .percentile(percentile, until: delay)
    settings.maxHedges = maxHedges
    return settings
  }
}

extension HedgeConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.count("percentile", &percentile, in: 1...99)
    fields.duration("delay", &delay)
    fields.count("max_hedges", &maxHedges, in: 1...10)
  }
}
