/// All that a gateway is told: what it listens to, keeps, judges by, and where records go.
///
/// Plain values with their defaults. `ConfigurationLoader` reads them from YAML; the form of the file is
/// `schemas/gateway.schema.json`. Paths are absolute or seen from the working directory, whatever folder
/// the file is in.
package struct GatewayConfiguration: Sendable, Equatable {
  package var listen = ListenConfiguration()
  package var admin = AdminConfiguration()
  package var state = StateConfiguration()
  package var schemas = SchemasConfiguration()

  /// Who may send; empty where senders are not told apart.
  package var tenants: [TenantConfiguration] = []
  package var streams: [StreamConfiguration] = []
  package var sinks: [SinkConfiguration] = []
  package var quarantine = QuarantineConfiguration()
  package var telemetry = TelemetryConfiguration()
  package var limits = LimitsConfiguration()
  package var shutdown = ShutdownConfiguration()

  package init() {}
}

extension GatewayConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.section("listen", &listen)
    fields.section("admin", &admin)
    fields.section("state", &state)
    fields.derive(&quarantine.directory, from: state.directory + "/quarantine")
    fields.section("schemas", &schemas)
    if let registry = schemas.registry, registry.cache.isEmpty {
      fields.derive(&schemas.registry, from: registry.cached(in: state.directory))
    }
    fields.entries("tenants", &tenants)
    fields.entries("streams", &streams)
    fields.entries("sinks", &sinks)
    fields.section("quarantine", &quarantine)
    fields.section("telemetry", &telemetry)
    fields.section("limits", &limits)
    fields.section("shutdown", &shutdown)
  }
}

/// How the gateway ends.
package struct ShutdownConfiguration: Sendable, Equatable {
  /// From the signal to the end: requests in hand, deliveries in hand, the last commit.
  package var timeout: Duration = .seconds(30)

  package init() {}
}

extension ShutdownConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.duration("timeout", &timeout)
  }
}
