/// What the gateway tells of itself, and whom.
package struct TelemetryConfiguration: Sendable, Equatable {
  /// The levels of swift-log.
  package enum LogLevel: String, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
  }

  /// `service.name` in logs and traces.
  package var serviceName = "weir-gateway"
  package var logLevel = LogLevel.info

  /// nil for no export of traces.
  package var otlp: OTLPConfiguration?
  package var alerts = AlertsConfiguration()

  package init() {}
}

extension TelemetryConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.text("service_name", &serviceName)
    fields.choice("log_level", &logLevel)
    fields.section("otlp", &otlp)
    fields.section("alerts", &alerts)
  }
}

/// Export of traces by OTLP over HTTP.
package struct OTLPConfiguration: Sendable, Equatable {
  /// The collector's URL, without `/v1/traces`.
  package var endpoint = ""
  package var headers: [HeaderConfiguration] = []

  /// Percentage of traces begun here that are exported; those that come with a request follow it.
  package var sampling = 100
  package var timeout: Duration = .seconds(10)

  package init() {}
}

extension OTLPConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.text("endpoint", &endpoint)
    fields.headers("headers", &headers)
    fields.count("sampling", &sampling, in: 0...100)
    fields.duration("timeout", &timeout)
  }
}

/// Who is told when too much is rejected.
package struct AlertsConfiguration: Sendable, Equatable {
  /// Percentage of rejected records of a schema that raises the alert.
  package var rejectPercentage = 5

  /// Percentage below which it is resolved; less, so that a share that wavers does not ring all night.
  package var resolvePercentage = 4

  /// Over which time.
  package var window: Duration = .seconds(300)

  /// Records of that time below which there is no alert.
  package var minRecords = 100

  /// Alerts are logged in any case.
  package var webhook: WebhookConfiguration?

  package init() {}
}

extension AlertsConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.percentage("reject_percentage", &rejectPercentage)
    fields.percentage("resolve_percentage", &resolvePercentage)
    fields.duration("window", &window)
    fields.count("min_records", &minRecords)
    fields.section("webhook", &webhook)
  }
}

/// Where alerts are posted as JSON.
package struct WebhookConfiguration: Sendable, Equatable {
  package var url = ""

  /// Of every request.
  package var headers: [HeaderConfiguration] = []

  /// For one attempt.
  package var timeout: Duration = .seconds(5)

  package init() {}
}

extension WebhookConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.text("url", &url)
    fields.headers("headers", &headers)
    fields.duration("timeout", &timeout)
  }
}

extension OTLPConfiguration {
  /// The same as the exporter takes it.
  package var settings: OTLPExporter.Settings {
    let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
    var settings = OTLPExporter.Settings(endpoint: base + "/v1/traces")
    settings.headers = headers.map { ($0.name, $0.text) }
    settings.timeout = timeout
    return settings
  }
}

extension AlertsConfiguration {
  /// The same as the watch takes it.
  package var settings: AlertWatch.Settings {
    var settings = AlertWatch.Settings()
    settings.rejectRate.window = window
    settings.rejectRate.minRecords = minRecords
    settings.rejectRate.raiseRatio = Double(rejectPercentage) / 100
    settings.rejectRate.resolveRatio = Double(resolvePercentage) / 100
    settings.webhook = webhook?.url
    if let webhook {
      settings.webhookTimeout = webhook.timeout
      settings.webhookHeaders = Dictionary(
        webhook.headers.map { ($0.name, $0.text) }, uniquingKeysWith: { $1 })
    }
    return settings
  }
}
