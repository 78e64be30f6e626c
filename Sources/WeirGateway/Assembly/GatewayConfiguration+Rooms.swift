import Tracing
import WeirJSON
import WeirResilience

// What each room is told of the configuration.
extension GatewayConfiguration {
  var ingestSettings: IngestSettings {
    var settings = IngestSettings()
    settings.maxBodyBytes = listen.maxBody
    settings.maxRecordBytes = listen.maxRecord
    settings.maxRecords = listen.maxItems
    settings.maxConnections = listen.maxConnections
    settings.maxExpansion = limits.maxCompressionRatio
    settings.maxErrors = limits.maxErrors
    settings.maxInflightBytes = limits.memory
    settings.spoolHighWater = Double(state.highWater) / 100
    settings.pace.headerTimeout = listen.headerTimeout
    settings.pace.idleTimeout = listen.idleTimeout
    settings.pace.bodyTimeout = listen.bodyTimeout
    settings.pace.minBodyBytesPerSecond = listen.minBodyRate
    settings.pace.graceTime = listen.bodyGrace
    return settings
  }

  /// By sink, the streams whose records it gets.
  var streamsBySink: [String: [String]] {
    var streams = Dictionary(uniqueKeysWithValues: sinks.map { ($0.name, [String]()) })
    for stream in self.streams {
      for sink in stream.sinks { streams[sink, default: []].append(stream.name) }
    }
    return streams
  }

  var tenantSettings: [TenantSettings] {
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

extension AdminConfiguration {
  /// SHA-256 of the token that callers must bear; nil for none.
  var tokenHash: String? { token.map { SHA256.hexadecimal(of: Array($0.revealed.utf8)) } }
}

extension ListenTLSConfiguration {
  var listenerTLS: ListenerTLS {
    ListenerTLS(certificatePath: certificate, keyPath: key, clientCAPath: clientCA)
  }
}

extension SinkConfiguration {
  /// - Throws: for settings that exclude each other.
  func makeSink(observer: any DeliveryObserver, tracer: any Tracer) throws -> any Sink {
    switch kind {
    case .http(let http):
      try HTTPSink(name: name, http.settings, observer: observer, tracer: tracer)
    case .file(let file): try FileSink(name: name, file.settings, observer: observer)
    case .standardOutput: StandardOutputSink(name: name)
    }
  }
}
