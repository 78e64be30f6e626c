import WeirResilience

/// Somebody who sends.
package struct TenantConfiguration: Sendable, Equatable {
  package var name = ""

  /// Bearer tokens, any of which will do.
  package var tokens: [TokenConfiguration] = []

  /// Subject of the client certificate, as `openssl x509 -subject` writes it (RFC 2253): nil where a
  /// certificate alone tells nobody.
  package var certificateSubject: String?
  package var rate: RateConfiguration?

  /// Requests that are worked on at a time. One whose sender is still sending does not count.
  package var concurrency = 32

  /// Bytes of requests that wait for others of this tenant.
  package var queueBytes = 64 << 20

  package init() {}
}

extension TenantConfiguration: NamedSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.tokens("tokens", &tokens)
    fields.text("certificate_subject", &certificateSubject)
    fields.section("rate", &rate)
    fields.count("concurrency", &concurrency)
    fields.bytes("queue_bytes", &queueBytes)
  }
}

extension GatewayConfiguration {
  /// Senders as ingest takes them.
  package var tenantSettings: [TenantSettings] {
    tenants.map { tenant in
      var settings = TenantSettings(name: tenant.name)
      settings.tokenHashes = Set(tenant.tokens.map(\.sha256))
      settings.certificateSubject = tenant.certificateSubject
      settings.rate = tenant.rate.map {
        RateLimiterSettings(permits: $0.records, burst: $0.burst)
      }
      settings.bulkhead.maxConcurrentCalls = tenant.concurrency
      settings.bulkhead.maxQueuedBytes = tenant.queueBytes
      return settings
    }
  }
}

/// Records per second.
package struct RateConfiguration: Sendable, Equatable {
  package var records = 1_000

  /// Records at once after a rest; nil for as many as in a second.
  package var burst: Int?

  package init() {}
}

extension RateConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.count("records", &records)
    fields.count("burst", &burst)
  }
}
