import Foundation
import GRDB
import Logging
import WeirStream

/// What happens between the lock on the directory and a store that works.
struct StoreOpening {
  let directory: StoreDirectory
  let settings: StoreSettings
  let observer: any StoreObserver
  let logger: Logger
  let now: Timestamp

  func open() async throws(StoreError) -> (DatabasePool, StoreState) {
    let path = directory.databasePath
    let salvage = Salvage(path: path, now: now, logger: logger, observer: observer)
    if salvage.isUnfinished { _ = try await translatingErrors { try salvage.finish() } }
    if let damage = try damage(of: path) { try salvage.run(because: damage) }
    return try await translatingErrors {
      let pool = try StoreOpening.pool(path, settings.durability)
      try await pool.writeWithoutTransaction { try StoreSchema.migrate($0) }
      let state = try await pool.read { try StoreOpening.state(of: $0) }
      return (pool, state)
    }
  }

  /// What is wrong with the database file; nil if nothing is, or there is none yet.
  private func damage(of path: String) throws(StoreError) -> String? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      let queue = try DatabaseQueue(path: path)
      defer { try? queue.close() }
      return try queue.inDatabase { database in
        let found = try StoreSchema.currentFormat(of: database)
        guard found <= StoreSchema.format else {
          throw StoreError.newerFormat(
            directory: directory.path, found: found, known: StoreSchema.format)
        }
        let answer = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        return answer == "ok" ? nil : answer ?? "no answer"
      }
    } catch {
      guard case .corrupt(let text) = StoreError(error) else { throw StoreError(error) }
      return text
    }
  }

  static func pool(_ path: String, _ durability: StoreSettings.Durability) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.label = "weir.store"
    configuration.journalMode = .wal
    configuration.maximumReaderCount = 8
    // Only takes effect in a database that has nothing in it yet.
    configuration.prepareDatabase { database in
      if database.configuration.readonly { return }
      try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    try pool.writeWithoutTransaction { database in
      // After the pool has been made: it sets NORMAL itself.
      let level = durability == .full ? "FULL" : "NORMAL"
      try database.execute(sql: "PRAGMA synchronous = \(level)")
      try database.execute(sql: "PRAGMA journal_size_limit = \(64 << 20)")
      try database.execute(sql: "PRAGMA cache_size = -16384")
    }
    return pool
  }

  /// What the store must know from the start.
  private static func state(of database: Database) throws -> StoreState {
    var state = StoreState()
    if let row = try Row.fetchOne(
      database, sql: "SELECT count(*), sum(length(payload)), min(received_at) FROM spool")
    {
      state.level.records = row[0]
      state.level.bytes = row[1] ?? 0
      state.level.oldest = row[2]
    }
    if let row = try Row.fetchOne(
      database, sql: "SELECT count(*), sum(length(record)), max(sequence) FROM quarantine")
    {
      state.level.quarantined = row[0]
      state.level.quarantineBytes = row[1] ?? 0
      state.newestQuarantined = row[2] ?? 0
    }
    let streams = try Row.fetchCursor(
      database, sql: "SELECT stream, max(sequence) FROM spool GROUP BY stream")
    while let row = try streams.next() { state.newest[row[0]] = row[1] }
    state.parked = try ParkedTable(database: database).counts()
    return state
  }
}
