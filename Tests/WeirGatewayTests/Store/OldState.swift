import Foundation
import GRDB
import Synchronization
import TestSupport
import WeirStream

@testable import WeirGateway

/// State as earlier versions left it.
enum OldState {
  /// Three records in the spool, of which the sink `files` has the first.
  static func writeFormat1(in folder: TemporaryFolder) throws {
    let database = try DatabaseQueue(path: folder.path + "/weir.sqlite")
    defer { try? database.close() }
    try database.writeWithoutTransaction { database in
      try StoreSchema.migrate(database, to: 1)
      for number in 1...3 {
        let record = StoreFixture.record(number)
        try database.execute(
          sql: """
            INSERT INTO spool (stream, event_id, tenant, schema, received_at, payload, crc32c)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            record.stream, record.eventID, record.tenant, record.schema,
            record.receivedAt.nanoseconds, Data(record.payload), Int64(record.checksum),
          ])
      }
      try database.execute(sql: "INSERT INTO sink (name, cursor) VALUES ('files', 1)")
    }
  }
}

/// A time of day that a test sets.
final class TestTime: Sendable {
  private let time = Mutex(Timestamp(nanoseconds: 0))

  var now: Timestamp {
    get { time.withLock { $0 } }
    set { time.withLock { $0 = newValue } }
  }
}
