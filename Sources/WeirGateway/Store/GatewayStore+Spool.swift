import Foundation
import GRDB
import Logging
import Synchronization
package import WeirStream

extension GatewayStore: Spool {
  /// Says which streams sinks take. A sink that was not known before begins with the oldest record
  /// that the spool still has of its streams; one that is no longer named keeps nothing back.
  package func register(_ sinks: [String: [String]]) async throws(StoreError) {
    let cursors = try await queue.write { database in
      try sinks.keys.reduce(into: [String: Int64]()) { cursors, sink in
        try database.execute(
          sql: "INSERT OR IGNORE INTO sink (name, cursor) VALUES (?, 0)", arguments: [sink])
        cursors[sink] = try Int64.fetchOne(
          database, sql: "SELECT cursor FROM sink WHERE name = ?", arguments: [sink])
      }
    }
    state.withLock { state in
      state.sinks = sinks.reduce(into: [:]) { registered, sink in
        registered[sink.key] = StoreState.RegisteredSink(
          streams: sink.value.sorted(), cursor: cursors[sink.key] ?? 0)
      }
      state.trimmed = [:]
    }
    trim()
  }

  func streams(of sink: String) throws(StoreError) -> [String] {
    guard let registered = state.withLock({ $0.sinks[sink] }) else { throw .unknownSink(sink) }
    return registered.streams
  }

  package func records(
    for sink: String, after sequence: Int64, limit: Int, bytes: Int
  ) async throws -> [SpoolRecord] {
    let streams = try streams(of: sink)
    var position = sequence
    while true {
      let newest = try await news.records(of: streams, after: position)
      let batch = try await translatingErrors {
        try await pool.read { [position] database in
          try SpoolTable(database: database).records(
            of: streams, after: position, limit: max(1, limit), bytes: bytes)
        }
      }
      if !batch.damaged.isEmpty { await setAside(batch.damaged) }
      if batch.unreadable > 0 { tellUnreadable(batch.unreadable) }
      if !batch.records.isEmpty { return batch.records }
      // Nothing up to there can be delivered: it was damaged, or is deleted.
      position = batch.end ?? newest
    }
  }

  private func tellUnreadable(_ records: Int) {
    logger.critical(
      "pages of the spool cannot be read; their records are passed over, and the next start salvages",
      metadata: ["event": "store.corrupt", "records": "\(records)"])
    observer.observe(.damaged(records))
  }

  /// A record that cannot be set aside now, on a full disk, is passed over all the same, and found again.
  private func setAside(_ sequences: [Int64]) async {
    let now = wall()
    let done = try? await queue.write { [settings] database in
      let table = SpoolTable(database: database)
      return (
        removal: try table.setAside(sequences, at: now),
        forgotten: try table.forgetDamaged(keeping: settings.maxDamagedBytes)
      )
    }
    if let forgotten = done?.forgotten, forgotten > 0 {
      observer.observe(.damagedForgotten(forgotten))
    }
    guard let removal = done?.removal, removal.records > 0 else { return }
    logger.error(
      "records in the spool are damaged and were set aside",
      metadata: ["event": "store.damaged", "records": "\(removal.records)"])
    subtract(removal)
    noteParked()
    observer.observe(.damaged(removal.records))
  }

  package func progress(of sink: String) async throws -> SinkProgress {
    _ = try streams(of: sink)
    return try await translatingErrors {
      try await pool.read { database in
        let row = try Row.fetchOne(
          database, sql: "SELECT cursor, position FROM sink WHERE name = ?", arguments: [sink])
        guard let row else { return SinkProgress() }
        let position: Data? = row["position"]
        return SinkProgress(cursor: row["cursor"], position: position.map { Array($0) })
      }
    }
  }

  package func parked(
    for sink: String, dueBy now: Timestamp, limit: Int
  ) async throws -> [ParkedRecord] {
    _ = try streams(of: sink)
    while true {
      let (found, damaged) = try await translatingErrors {
        try await pool.read { database in
          try SpoolTable(database: database).parked(for: sink, dueBy: now, limit: limit)
        }
      }
      if damaged.isEmpty { return found }
      await setAside(damaged)
      if !found.isEmpty { return found }
    }
  }

  package func settle(_ settlement: Settlement) async throws {
    _ = try streams(of: settlement.sink)
    let now = wall()
    let effects = try await queue.write(bytes: settlement.position?.count ?? 0) { database in
      try SettleStatements(database: database, now: now).perform(settlement)
    }
    state.withLock { state in
      let cursor = max(settlement.cursor, state.sinks[settlement.sink]?.cursor ?? 0)
      state.sinks[settlement.sink]?.cursor = cursor
      state.released.formUnion(settlement.unparked)
      state.released.formUnion(settlement.refused.map(\.sequence))
      state.level.add(effects)
    }
    announce(effects)
    if !settlement.parked.isEmpty || !settlement.unparked.isEmpty || !settlement.refused.isEmpty {
      noteParked()
    }
    trim()
  }
}
