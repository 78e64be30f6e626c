/// What is kept between two starts.
package struct StateConfiguration: Sendable, Equatable {
  /// The folder of spool, idempotency keys and positions; one gateway's.
  package var directory = ""
  package var durability = StoreSettings.Durability.full

  /// Bytes of records that wait for their sinks.
  package var maxSpool = 4 << 30

  /// Records that wait for their sinks.
  package var maxSpoolRecords = 50_000_000

  /// Percentage of `maxSpool` from which new records are refused with 503.
  package var highWater = 80

  /// How long the first record of a commit waits for others.
  package var commitDelay: Duration = .milliseconds(5)

  /// Bytes of records that are committed without waiting for more.
  package var commitBytes = 1 << 20

  /// How long writing through to the disk may take before the gateway counts as not ready.
  package var syncTimeout: Duration = .seconds(5)
  package var idempotency = IdempotencyConfiguration()

  /// Bytes of damaged records that are kept to be looked into; the oldest go first.
  package var maxDamaged = 64 << 20

  /// How long event ids are remembered, so that a second record of the same id counts as a duplicate;
  /// nil for not at all.
  package var duplicateWindow: Duration?

  package init() {}
}

extension StateConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.path("directory", &directory)
    fields.choice("durability", &durability)
    fields.bytes("max_spool", &maxSpool)
    fields.count("max_spool_records", &maxSpoolRecords)
    fields.percentage("high_water", &highWater)
    fields.duration("commit_delay", &commitDelay)
    fields.bytes("commit_bytes", &commitBytes)
    fields.duration("sync_timeout", &syncTimeout)
    fields.section("idempotency", &idempotency)
    fields.bytes("max_damaged", &maxDamaged)
    fields.duration("duplicate_window", &duplicateWindow)
  }
}

extension GatewayConfiguration {
  /// What the store is told of it.
  package var storeSettings: StoreSettings {
    var settings = StoreSettings()
    settings.durability = state.durability
    settings.commitDelay = state.commitDelay
    settings.commitBytes = state.commitBytes
    settings.maxSpoolBytes = state.maxSpool
    settings.maxSpoolRecords = state.maxSpoolRecords
    settings.maxQuarantineBytes = quarantine.maxStored
    settings.commitTimeout = state.syncTimeout
    settings.maxDamagedBytes = state.maxDamaged
    settings.idempotencyLifetime = state.idempotency.ttl
    settings.maxIdempotencyEntries = state.idempotency.maxKeys
    settings.duplicateWindow = state.duplicateWindow
    return settings
  }
}

/// How long answers are remembered under their `Idempotency-Key`.
package struct IdempotencyConfiguration: Sendable, Equatable {
  package var ttl: Duration = .seconds(24 * 3600)

  /// Keys remembered at a time; the oldest go first.
  package var maxKeys = 1_000_000

  package init() {}
}

extension IdempotencyConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.duration("ttl", &ttl)
    fields.count("max_keys", &maxKeys)
  }
}

/// Files that are begun anew when they are large or old.
package struct RotationConfiguration: Sendable, Equatable {
  /// Bytes of one file.
  package var bytes = 64 << 20

  /// From a file's first record on.
  package var age: Duration = .seconds(3600)

  package init() {}

  init(bytes: Int) { self.bytes = bytes }
}

extension RotationConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.bytes("bytes", &bytes)
    fields.duration("age", &age)
  }
}

/// Where rejected records are kept, with the reasons.
package struct QuarantineConfiguration: Sendable, Equatable {
  /// A folder; empty for `quarantine` in the state's.
  package var directory = ""
  package var rotate = RotationConfiguration()

  /// How long a file is kept once it is complete.
  package var retention: Duration = .seconds(30 * 86_400)

  /// Of complete files so many are kept; nil for all.
  package var maxFiles: Int?

  /// Bytes of all files together: then nothing more is written there, the state fills up, and the gateway
  /// refuses records rather than lose any.
  package var maxBytes = 10 << 30

  /// Bytes of the records that the state keeps for browsing and replay.
  package var maxStored = 1 << 30

  package init() {}
}

extension QuarantineConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.path("directory", &directory)
    fields.section("rotate", &rotate)
    fields.duration("retention", &retention)
    fields.count("max_files", &maxFiles)
    fields.bytes("max_bytes", &maxBytes)
    fields.bytes("max_stored", &maxStored)
  }
}

extension QuarantineConfiguration {
  /// The same as the files' writer takes it.
  package var fileSettings: QuarantineFileSettings {
    var settings = QuarantineFileSettings(directory: directory)
    settings.rotateBytes = rotate.bytes
    settings.rotateAge = rotate.age
    settings.retention = retention
    settings.maxFiles = maxFiles
    settings.maxBytes = maxBytes
    return settings
  }
}
