import WeirJSON

/// Where records are taken, and what a request may cost.
package struct ListenConfiguration: Sendable, Equatable {
  package var host = "127.0.0.1"

  /// 0 lets the system choose one.
  package var port = 8080

  /// nil for plain HTTP.
  package var tls: ListenTLSConfiguration?

  /// From the connection, or the end of the request before, to the end of the headers.
  package var headerTimeout: Duration = .seconds(5)

  /// Between a response and the headers of the next request.
  package var idleTimeout: Duration = .seconds(60)

  /// For the whole body.
  package var bodyTimeout: Duration = .seconds(60)

  /// Bytes per second that a body must come with at least, once `bodyGrace` is over.
  package var minBodyRate = 1 << 10

  /// The same where there are `maxConnections`: a body below that gives way to the next connection.
  package var crowdedBodyRate = 16 << 10

  /// Time in which a body need not have any pace yet.
  package var bodyGrace: Duration = .seconds(5)

  /// Bytes of a body, as sent and decompressed.
  package var maxBody = 10 << 20

  /// Bytes of one record.
  package var maxRecord = 1 << 20

  /// Records in one request.
  package var maxItems = 10_000

  /// Connections at a time; once there are as many, one that rests or is slow gives way to the next.
  package var maxConnections = 1024

  package init() {}
}

extension ListenConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.text("host", &host)
    fields.count("port", &port, in: 0...65_535)
    fields.section("tls", &tls)
    fields.duration("header_timeout", &headerTimeout)
    fields.duration("idle_timeout", &idleTimeout)
    fields.duration("body_timeout", &bodyTimeout)
    fields.bytes("min_body_rate", &minBodyRate)
    fields.bytes("crowded_body_rate", &crowdedBodyRate)
    fields.duration("body_grace", &bodyGrace)
    fields.bytes("max_body", &maxBody)
    fields.bytes("max_record", &maxRecord)
    fields.count("max_items", &maxItems)
    fields.count("max_connections", &maxConnections)
  }
}

extension GatewayConfiguration {
  /// What the public listener is told of it. What would not even go into an empty spool is too large, and
  /// told as that: to come again later would be in vain.
  package var ingestSettings: IngestSettings {
    var settings = IngestSettings()
    settings.maxBodyBytes = min(listen.maxBody, state.maxSpool)
    settings.maxRecordBytes = listen.maxRecord
    settings.maxRecords = min(listen.maxItems, state.maxSpoolRecords)
    settings.maxConnections = listen.maxConnections
    settings.maxExpansion = limits.maxCompressionRatio
    settings.maxInflightBytes = limits.memory
    settings.spoolHighWater = Double(state.highWater) / 100
    settings.pace.headerTimeout = listen.headerTimeout
    settings.pace.idleTimeout = listen.idleTimeout
    settings.pace.bodyTimeout = listen.bodyTimeout
    settings.pace.minBodyBytesPerSecond = listen.minBodyRate
    settings.pace.crowdedBodyBytesPerSecond = listen.crowdedBodyRate
    settings.pace.graceTime = listen.bodyGrace
    return settings
  }
}

/// TLS of a listener. PEM files.
package struct ListenTLSConfiguration: Sendable, Equatable {
  package var certificate = ""
  package var key = ""

  /// Whose client certificates are accepted; with it every client must show one.
  package var clientCA: String?

  package init() {}
}

extension ListenTLSConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.path("certificate", &certificate)
    fields.path("key", &key)
    fields.path("client_ca", &clientCA)
  }
}

extension ListenTLSConfiguration {
  /// The same as the listener takes it.
  package var listenerTLS: ListenerTLS {
    ListenerTLS(certificatePath: certificate, keyPath: key, clientCAPath: clientCA)
  }
}

/// The listener for operators: health, metrics, quarantine, breakers, reload.
package struct AdminConfiguration: Sendable, Equatable {
  package var host = "127.0.0.1"

  /// 0 lets the system choose one.
  package var port = 9090

  /// How long a record may be under way, at ingest or at a sink, before the gateway counts as not ready.
  package var inflightLimit: Duration = .seconds(120)

  /// What a caller must bear; nil where reaching the listener is enough.
  package var token: Secret?

  package init() {}
}

extension AdminConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.text("host", &host)
    fields.count("port", &port, in: 0...65_535)
    fields.duration("inflight_limit", &inflightLimit)
    fields.secret("token", &token)
  }
}

extension AdminConfiguration {
  /// SHA-256 of the token that callers must bear; nil for none.
  package var tokenHash: String? {
    token.map { SHA256.hexadecimal(of: Array($0.revealed.utf8)) }
  }

  /// The same as the model of health takes it.
  package var healthSettings: HealthModel.Settings {
    var settings = HealthModel.Settings()
    settings.inflightLimit = inflightLimit
    return settings
  }
}

/// What one record may cost.
package struct LimitsConfiguration: Sendable, Equatable {
  /// How deep a record may nest.
  package var maxDepth = 1_000

  /// Keys in one record, over all its objects.
  package var maxKeys = 10_000

  /// Digits of a number, sign, point and exponent included.
  package var maxDigits = 10_000

  /// Errors told of one record.
  package var maxErrors = 32

  /// Validation fuel: steps of matching one text against one pattern with back references; all other
  /// patterns take linear time.
  package var maxPatternSteps = 1_000_000

  /// How often a compressed body may be larger decompressed.
  package var maxCompressionRatio = 100

  /// Bytes of bodies in hand at a time, over all requests; beyond it requests wait or are refused.
  package var memory = 512 << 20

  package init() {}
}

extension LimitsConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.count("max_depth", &maxDepth, in: 1...100_000)
    fields.count("max_keys", &maxKeys)
    fields.count("max_digits", &maxDigits)
    fields.count("max_errors", &maxErrors, in: 1...1_000)
    fields.count("max_pattern_steps", &maxPatternSteps)
    fields.count("max_compression_ratio", &maxCompressionRatio)
    fields.bytes("memory", &memory)
  }
}
