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
  package var tls = TLSSettings()

  /// Whether the service takes the same `Idempotency-Key` twice for one record: then a request whose
  /// outcome is unknown is made again.
  package var isIdempotent = false

  /// Requests at a time.
  package var concurrency = 32

  /// Bytes that are read of an answer.
  package var maxResponse = 1 << 20
  package var timeouts = HTTPTimeouts()
  package var retry = RetryPolicy()
  package var budget = RetryBudgetSettings()
  package var breaker = CircuitBreakerSettings()
  package var ejection = EjectionSettings()

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

extension HTTPSinkConfiguration {
  /// The same as the sink takes it.
  package var settings: HTTPSinkSettings {
    var settings = HTTPSinkSettings(endpoints: endpoints)
    settings.format =
      switch format {
      case .ndjson: .lines
      case .array: .array
      case .single: .single
      case .cloudEvents: .cloudEvents
      }
    settings.selection = selection == .balanced ? .balanced : .failover
    settings.isGzipped = compression == .gzip
    settings.isIdempotent = isIdempotent
    settings.headers = headers.map { ($0.name, $0.text) }
    if let token { settings.headers.append(("Authorization", "Bearer \(token.revealed)")) }
    settings.maxConcurrentRequests = concurrency
    settings.maxResponseBytes = maxResponse
    settings.timeouts = timeouts
    settings.retry = retry
    settings.retryBudget = budget
    settings.breaker = breaker
    settings.ejection = ejection
    settings.hedge = hedge?.settings
    settings.tls = tls
    return settings
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
