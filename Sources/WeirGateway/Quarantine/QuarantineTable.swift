import Foundation
import GRDB
import WeirStream

/// The statements about quarantine records.
struct QuarantineTable {
  let database: Database

  /// Stores a record, unless it is there already.
  ///
  /// - Returns: Its place; nil if it was there.
  @discardableResult
  func insert(_ row: QuarantineRow) throws -> Int64? {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO quarantine
          (id, stream, tenant, schema, stage, code, instance_location, quarantined_at, event_id,
           replay_count, record)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """)
    try statement.execute(arguments: [
      row.id, row.stream, row.tenant, row.schema, row.stage, row.code, row.instanceLocation,
      row.quarantinedAt.nanoseconds, row.eventID, row.replayCount, Data(row.record),
    ])
    return database.changesCount == 1 ? database.lastInsertedRowID : nil
  }
}
