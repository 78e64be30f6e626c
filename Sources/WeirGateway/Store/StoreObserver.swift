import WeirStream

/// Who is told what happens in the store. Called on the store's own threads: answer at once.
package protocol StoreObserver: Sendable {
  func observe(_ event: StoreEvent)
}

/// What happens in the store.
package enum StoreEvent: Sendable, Equatable {
  /// A transaction is durable. `seconds` is what its commit took, fsync included.
  case committed(writes: Int, records: Int, bytes: Int, seconds: Double)

  /// A transaction failed; nothing of it was acknowledged.
  case commitFailed(StoreError)

  /// A commit takes longer than `commitTimeout`: the store is not writable until it ends.
  case commitHangs(seconds: Double)

  /// The store can be written to again.
  case recovered

  /// How full the spool is now.
  case level(StoreLevel)

  /// Records that were known for duplicates by their event ids, and not stored.
  case duplicates(Int)

  /// Records whose bytes were not those that were stored, set aside in the table `damaged`.
  case damaged(Int)

  /// Damaged records that had been set aside and were deleted, since others came.
  case damagedForgotten(Int)

  /// Completed idempotency keys that are remembered now.
  case idempotencyEntries(Int)

  /// Settled records that were deleted from the spool.
  case trimmed(Int)

  /// Quarantine records that are durable in a file, written since the last event.
  case quarantineExported(records: Int, bytes: Int)

  /// Exported quarantine records that the store no longer keeps for browsing and replay.
  case quarantineTrimmed(Int)

  /// Quarantine files whose time of retention is over, deleted by their names.
  case quarantineFilesExpired([String])

  /// Whether the quarantine files have reached their limit: nothing is exported then, and the store
  /// fills up until it takes no more.
  case quarantineFilesFull(Bool)

  /// A damaged database was set aside under this path, and what could be read of it was taken over.
  case salvaged(from: String, rows: Int, lostTables: [String])
}

/// How full the store is.
package struct StoreLevel: Sendable, Equatable {
  /// Records in the spool, and the bytes of their payloads.
  package var records = 0
  package var bytes = 0

  /// When the oldest record in the spool was received, in nanoseconds since 1970; nil without any.
  package var oldest: Int64?

  /// Quarantine records that lie in the store, and their bytes.
  package var quarantined = 0
  package var quarantineBytes = 0

  package init() {}

  mutating func add(_ effects: WriteEffects) {
    quarantined += effects.quarantined
    quarantineBytes += effects.quarantineBytes
  }

  /// The share of its limit that whatever is fullest has taken; 1 is full.
  func fill(_ settings: StoreSettings, at now: Timestamp) -> Double {
    max(
      share(bytes, of: settings.maxSpoolBytes), share(records, of: settings.maxSpoolRecords),
      share(quarantineBytes, of: settings.maxQuarantineBytes), age(settings, at: now))
  }

  /// The oldest record's age as a share of what it may be.
  private func age(_ settings: StoreSettings, at now: Timestamp) -> Double {
    guard let oldest, let limit = settings.maxSpoolAge else { return 0 }
    return Duration.nanoseconds(max(0, now.nanoseconds - oldest)) / limit
  }

  private func share(_ amount: Int, of limit: Int) -> Double {
    limit > 0 ? Double(amount) / Double(limit) : 1
  }

  /// The limit that one more write would go beyond, if any.
  func limit(
    _ settings: StoreSettings, at now: Timestamp, addingRecords: Int, bytes added: Int,
    quarantineBytes addedRows: Int
  ) -> StoreError.Limit? {
    if addingRecords > 0, age(settings, at: now) >= 1 { return .spoolAge }
    if addingRecords > 0, bytes + added > settings.maxSpoolBytes { return .spoolBytes }
    if addingRecords > 0, records + addingRecords > settings.maxSpoolRecords {
      return .spoolRecords
    }
    if addedRows > 0, quarantineBytes + addedRows > settings.maxQuarantineBytes {
      return .quarantineBytes
    }
    return nil
  }
}
