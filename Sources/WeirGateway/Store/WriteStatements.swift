import Foundation
import GRDB
import WeirStream

/// What a write did beside storing records.
struct WriteEffects: Sendable {
  var duplicates = 0
  var quarantined = 0
  var quarantineBytes = 0

  /// The place of the last quarantine record that was stored.
  var lastQuarantined: Int64?

  /// Completed keys in all; 0 unless one was completed.
  var idempotencyEntries = 0

  /// Stores a quarantine record, and counts it if it is new.
  mutating func insert(_ row: QuarantineRow, into database: Database) throws {
    guard let sequence = try QuarantineTable(database: database).insert(row) else { return }
    quarantined += 1
    quarantineBytes += row.record.count
    lastQuarantined = sequence
  }
}

/// An `IngestWrite` as statements.
struct WriteStatements {
  let database: Database
  let settings: StoreSettings
  let now: Timestamp

  func perform(_ write: IngestWrite) throws -> ([Int64], WriteEffects) {
    let spool = SpoolTable(database: database)
    var effects = WriteEffects()
    let sequences = try write.records.map { record in
      if try isDuplicate(record) {
        effects.duplicates += 1
        return 0 as Int64
      }
      return try spool.insert(record)
    }
    for row in write.quarantined { try effects.insert(row, into: database) }
    if let completion = write.completion {
      effects.idempotencyEntries = try complete(completion)
    }
    return (sequences, effects)
  }

  /// Remembers an event id, in the transaction that stores the record.
  private func isDuplicate(_ record: SpoolRecord) throws -> Bool {
    guard let window = settings.duplicateWindow else { return false }
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO seen (stream, tenant, event_id, seen_at) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at WHERE seen_at < ?
        """)
    let since = now.nanoseconds - window.nanoseconds
    try statement.execute(arguments: [
      record.stream, record.tenant ?? "", record.eventID, now.nanoseconds, since,
    ])
    return database.changesCount == 0
  }

  /// How many completed keys there are: one a number, so that nothing has to be counted.
  func idempotencyEntries() throws -> Int {
    let statement = try database.cachedStatement(
      sql: """
        SELECT coalesce((SELECT max(number) FROM idempotency)
          - (SELECT min(number) FROM idempotency) + 1, 0)
        """)
    return try Int.fetchOne(statement) ?? 0
  }

  private func complete(_ completion: IdempotencyCompletion) throws -> Int {
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO idempotency
          (tenant, key, fingerprint, status, content_type, body, completed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      completion.key.tenant ?? "", completion.key.key, Data(completion.fingerprint),
      completion.response.status, completion.response.contentType,
      Data(completion.response.body), completion.completedAt.nanoseconds,
    ])
    // Numbers grow with the order of completion, so that the newest `max` are those above a number:
    // no counting, and what was replaced in between only makes a few less.
    let newest = database.lastInsertedRowID
    try database.cachedStatement(sql: "DELETE FROM idempotency WHERE number <= ?")
      .execute(arguments: [newest - Int64(settings.maxIdempotencyEntries)])
    return try idempotencyEntries()
  }
}
