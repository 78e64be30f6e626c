import Foundation
import GRDB
import WeirStream

/// A `Settlement` as statements.
struct SettleStatements {
  let database: Database
  let now: Timestamp

  func perform(_ settlement: Settlement) throws -> WriteEffects {
    let sink = settlement.sink
    var effects = WriteEffects()
    for sequence in settlement.unparked { try unpark(sequence, sink) }
    for parking in settlement.parked { try park(parking, sink) }
    for refusal in settlement.refused {
      try unpark(refusal.sequence, sink)
      guard let record = try SpoolTable(database: database).record(refusal.sequence) else {
        continue
      }
      try effects.insert(
        QuarantineRow(refused: record, by: sink, refusal, at: now), into: database)
    }
    try database.cachedStatement(
      sql: """
        UPDATE sink SET cursor = max(cursor, ?), position = coalesce(?, position) WHERE name = ?
        """
    ).execute(arguments: [settlement.cursor, settlement.position.map { Data($0) }, sink])
    return effects
  }

  private func unpark(_ sequence: Int64, _ sink: String) throws {
    try database.cachedStatement(sql: "DELETE FROM parked WHERE sink = ? AND sequence = ?")
      .execute(arguments: [sink, sequence])
  }

  private func park(_ parking: Settlement.Parking, _ sink: String) throws {
    try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO parked (sink, sequence, attempts, due_at, code)
        VALUES (?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      sink, parking.sequence, parking.attempts, parking.dueAt?.nanoseconds, parking.code,
    ])
  }
}
