import GRDB
import Synchronization

extension GatewayStore {
  /// Looks after commits that hang, disks that have room again, and keys that are too old.
  func startUpkeep(_ clock: some Clock<Duration>) -> Task<Void, Never> {
    let interval = min(settings.probeInterval, settings.commitTimeout)
    let expireEvery = max(1, Int(Duration.seconds(60) / interval))
    return Task { [weak self] in
      var round = 0
      while !Task.isCancelled {
        do { try await clock.sleep(for: interval) } catch { return }
        guard let self else { return }
        self.watch.look()
        _ = try? await self.countParked()
        round += 1
        if self.watch.needsProbe {
          self.probe()
        } else if round % expireEvery == 0 {
          do { try await self.expire() } catch { continue }
        }
      }
    }
  }

  /// Writes something small, to learn whether the disk takes it again. One at a time, and nobody waits.
  private func probe() {
    let isFirst = state.withLock { state in
      defer { state.isProbing = true }
      return !state.isProbing
    }
    guard isFirst else { return }
    Task {
      // What it says reaches the watch; the bytes are more than what may be left on a full disk.
      _ = try? await queue.write { database in
        try database.execute(
          sql: "CREATE TABLE IF NOT EXISTS probe (number INTEGER PRIMARY KEY, filler BLOB)")
        try database.execute(sql: "INSERT OR REPLACE INTO probe VALUES (1, randomblob(65536))")
      }
      state.withLock { $0.isProbing = false }
    }
  }

  /// Deletes what all sinks have settled, in small transactions behind the one that settled it, so
  /// that a cursor is durable before anything goes.
  func trim() {
    let isFirst = state.withLock { state in
      state.wantsTrim = true
      defer { state.isTrimming = true }
      return !state.isTrimming
    }
    guard isFirst else { return }
    Task {
      while takeTrimWish() {
        do {
          try await trimOnce()
        } catch {
          state.withLock { ($0.isTrimming, $0.wantsTrim) = (false, false) }
          return
        }
      }
    }
  }

  private func takeTrimWish() -> Bool {
    state.withLock { state in
      state.isTrimming = state.wantsTrim && !state.isClosed
      state.wantsTrim = false
      return state.isTrimming
    }
  }

  private func trimOnce() async throws(StoreError) {
    let (floors, trimmed, released) = state.withLock { state in
      defer { state.released = [] }
      return (state.floors, state.trimmed, state.released)
    }
    if !released.isEmpty {
      let sequences = released.sorted()
      subtract(
        try await queue.write { database in
          try SpoolTable(database: database).removeReleased(sequences, floors: floors)
        })
    }
    for (stream, floor) in floors {
      var start = trimmed[stream] ?? 0
      while floor > start {
        let removal = try await queue.write { [start] database in
          try SpoolTable(database: database).removeSettled(
            of: stream, in: start + 1...floor, limit: trimBatch)
        }
        subtract(removal)
        start = removal.records == trimBatch ? removal.last ?? floor : floor
        state.withLock { $0.trimmed[stream] = start }
      }
    }
    try await findOldest()
    try await shrink()
  }

  private func findOldest() async throws(StoreError) {
    let oldest = try await translatingErrors {
      try await pool.read { database in
        try Int64.fetchOne(database, sql: "SELECT received_at FROM spool ORDER BY sequence LIMIT 1")
      }
    }
    let level = state.withLock { state in
      // Without any found, what came meanwhile is the oldest, and known.
      if let oldest { state.level.oldest = oldest }
      return state.level
    }
    observer.observe(.level(level))
  }

  private func shrink() async throws(StoreError) {
    var hasMore = try await translatingErrors {
      try await pool.read { try SpoolTable(database: $0).hasSpare(beyond: sparePages) }
    }
    while hasMore {
      hasMore = try await queue.write { database in
        try SpoolTable(database: database).shrink(keeping: sparePages, pages: 256)
      }
    }
  }

  /// Takes records out of what the store knows of its level.
  func subtract(_ removal: SpoolTable.Removal) {
    guard removal.records > 0 else { return }
    state.withLock { state in
      state.level.records -= removal.records
      state.level.bytes -= removal.bytes
      if state.level.records == 0 { state.level.oldest = nil }
    }
    observer.observe(.trimmed(removal.records))
  }
}

/// Records that one transaction deletes: few enough to keep nobody waiting.
private let trimBatch = 500

/// Free pages that the file keeps for what comes next: 16 MiB.
private let sparePages = 4096
