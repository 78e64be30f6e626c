import WeirCompression

/// A place that accepted records go to.
package struct SinkConfiguration: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case http(HTTPSinkConfiguration)
    case file(FileSinkConfiguration)
    case standardOutput
  }

  package var name = ""
  package var kind = Kind.standardOutput
  package var delivery = DeliveryConfiguration()

  package init() {}
}

/// What `type` says.
package enum SinkType: String, Sendable, CaseIterable {
  case http, file, stdout
}

extension SinkConfiguration: NamedSection {
  package var type: SinkType {
    switch kind {
    case .http: .http
    case .file: .file
    case .standardOutput: .stdout
    }
  }

  package mutating func visit(_ fields: some FieldVisitor) {
    var type = self.type
    fields.choice("type", &type)
    switch type {
    case .http:
      var settings = HTTPSinkConfiguration()
      if case .http(let known) = kind { settings = known }
      settings.visit(fields)
      kind = .http(settings)
    case .file:
      var settings = FileSinkConfiguration()
      if case .file(let known) = kind { settings = known }
      settings.visit(fields)
      kind = .file(settings)
    case .stdout: kind = .standardOutput
    }
    delivery.visit(fields)
  }
}

/// How records go from the spool to a sink of any kind. Its fields stand among the sink's own.
package struct DeliveryConfiguration: Sendable, Equatable {
  /// Records of one delivery at most.
  package var batchRecords = 500

  /// Bytes of records of one delivery at most; a larger record goes alone.
  package var batchBytes = 1 << 20

  /// How long a record waits for others to go with it.
  package var linger: Duration = .milliseconds(50)

  /// Bytes of records that are held in memory, waiting and under way.
  package var queueBytes = 64 << 20

  /// Pauses of a sink that takes nothing.
  package var pause = BackoffConfiguration(max: .seconds(60))

  /// Waits of a record that was set aside so that others can pass.
  package var park = BackoffConfiguration(max: .seconds(300))

  package init() {}
}

extension DeliveryConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.count("batch_records", &batchRecords, in: 1...100_000)
    fields.bytes("batch_bytes", &batchBytes)
    fields.duration("linger", &linger)
    fields.bytes("queue_bytes", &queueBytes)
    fields.section("pause", &pause)
    fields.section("park", &park)
  }
}

extension SinkConfiguration {
  /// How its pump works, as the pump takes it.
  package var deliverySettings: DeliverySettings {
    var settings = DeliverySettings()
    settings.maxBatchRecords = delivery.batchRecords
    settings.maxBatchBytes = delivery.batchBytes
    settings.linger = delivery.linger
    settings.maxHeldBytes = delivery.queueBytes
    settings.pauseBaseDelay = delivery.pause.baseDelay
    settings.maxPauseDelay = delivery.pause.maxDelay
    settings.parkBaseDelay = delivery.park.baseDelay
    settings.maxParkDelay = delivery.park.maxDelay
    if case .http(let http) = kind { settings.maxConcurrentDeliveries = http.concurrency }
    return settings
  }
}

/// A wait that doubles each time.
package struct BackoffConfiguration: Sendable, Equatable {
  package var baseDelay: Duration = .seconds(1)
  package var maxDelay: Duration = .seconds(60)

  package init() {}

  init(max: Duration) { maxDelay = max }
}

extension BackoffConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.duration("base_delay", &baseDelay)
    fields.duration("max_delay", &maxDelay)
  }
}

/// Writes records to files, a line each.
package struct FileSinkConfiguration: Sendable, Equatable {
  package enum Compression: String, Sendable, CaseIterable {
    case none, gzip, zstd
  }

  /// Of `out/orders.ndjson`, files are `out/orders.00000001.ndjson` and so on.
  package var path = ""
  package var rotate = RotationConfiguration(bytes: 256 << 20)

  /// Of complete files so many are kept; nil for all.
  package var maxFiles: Int?

  /// How long a file is kept once it is complete; nil for ever.
  package var retention: Duration?

  /// Bytes of all files together: then deliveries wait; nil for no limit.
  package var maxBytes: Int?
  package var compression = Compression.none

  package init() {}
}

extension FileSinkConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.path("path", &path)
    fields.section("rotate", &rotate)
    fields.count("max_files", &maxFiles)
    fields.duration("retention", &retention)
    fields.bytes("max_bytes", &maxBytes)
    fields.choice("compression", &compression)
  }
}

extension FileSinkConfiguration {
  /// The same as the sink takes it.
  package var settings: FileSinkSettings {
    var settings = FileSinkSettings(path: path)
    settings.maxBytes = rotate.bytes
    settings.maxAge = rotate.age
    settings.compression =
      switch compression {
      case .none: nil
      case .gzip: .gzip
      case .zstd: .zstd
      }
    settings.maxFiles = maxFiles
    settings.keepFor = retention
    settings.maxTotalBytes = maxBytes
    return settings
  }
}
