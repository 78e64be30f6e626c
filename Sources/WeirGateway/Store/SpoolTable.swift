import Foundation
import GRDB
import WeirStream

/// The statements about accepted records. Each is compiled once for a connection.
struct SpoolTable {
  let database: Database

  private static let columns =
    """
    spool.sequence, stream, event_id, tenant, schema, received_at, traceparent, tracestate, payload, crc32c
    """

  /// - Returns: The record's place in the spool.
  func insert(_ record: SpoolRecord) throws -> Int64 {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO spool
          (stream, event_id, tenant, schema, received_at, traceparent, tracestate, payload, crc32c)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      record.stream, record.eventID, record.tenant, record.schema,
      record.receivedAt.nanoseconds, record.traceparent, record.tracestate,
      Data(record.payload), Int64(record.checksum),
    ])
    return database.lastInsertedRowID
  }

  /// What a read found.
  struct Batch: Sendable {
    var records: [SpoolRecord] = []

    /// Places of records whose bytes are not those that were stored.
    var damaged: [Int64] = []

    /// How many records cannot be read at all, because their pages are damaged.
    var unreadable = 0

    /// How far was looked, where something kept it from going to the end.
    var end: Int64?
  }

  /// The records of some streams behind `sequence`, in their order.
  func records(of streams: [String], after sequence: Int64, limit: Int, bytes: Int) throws -> Batch
  {
    let statement = try database.cachedStatement(
      sql: SpoolTable.selection(streamCount: streams.count))
    var arguments: [any DatabaseValueConvertible] = []
    for stream in streams { arguments += [stream, sequence] }
    var batch = Batch()
    do {
      let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
      var taken = 0
      while batch.records.count < limit, let row = try rows.next() {
        guard let record = SpoolRecord(row) else {
          batch.damaged.append(row["sequence"])
          continue
        }
        taken += record.payload.count
        if taken > bytes, !batch.records.isEmpty { break }
        batch.records.append(record)
      }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      guard batch.records.isEmpty else { return batch }
      return try singly(of: streams, after: sequence, limit: limit, bytes: bytes)
    }
    return batch
  }

  /// The same record by record, passing over those whose pages cannot be read: slower, and only for a
  /// file that is damaged while it is used. The next start salvages it.
  private func singly(
    of streams: [String], after sequence: Int64, limit: Int, bytes: Int
  ) throws -> Batch {
    let newest =
      try Int64.fetchOne(
        database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'spool'") ?? sequence
    let wanted = Set(streams)
    var batch = Batch()
    var taken = 0
    let last = min(newest, sequence + 10_000)
    for place in sequence + 1..<max(sequence, last) + 1 {
      batch.end = place
      do {
        guard let record = try record(place), wanted.contains(record.stream) else { continue }
        taken += record.payload.count
        if taken > bytes, !batch.records.isEmpty { break }
        batch.records.append(record)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
        batch.unreadable += 1
      }
      if batch.records.count == limit { break }
    }
    return batch
  }

  /// One run over the index for each stream, merged: nothing is read that is not wanted, and nothing
  /// is sorted. Beyond what SQLite puts together (500) the spool is read as it lies.
  private static func selection(streamCount: Int) -> String {
    if streamCount > 400 {
      let places = Array(repeating: "(stream = ? AND sequence > ?)", count: streamCount)
      return "SELECT \(columns) FROM spool WHERE " + places.joined(separator: " OR ")
        + " ORDER BY sequence"
    }
    let part = "SELECT \(columns) FROM spool WHERE stream = ? AND sequence > ?"
    return Array(repeating: part, count: streamCount).joined(separator: " UNION ALL ")
      + " ORDER BY sequence"
  }

  func record(_ sequence: Int64) throws -> SpoolRecord? {
    let statement = try database.cachedStatement(
      sql: "SELECT \(SpoolTable.columns) FROM spool WHERE sequence = ?")
    return try Row.fetchOne(statement, arguments: [sequence]).flatMap { SpoolRecord($0) }
  }

  /// Parked records that are due by a time.
  func parked(for sink: String, dueBy now: Timestamp, limit: Int) throws -> (
    [ParkedRecord], damaged: [Int64]
  ) {
    let statement = try database.cachedStatement(
      sql: """
        SELECT \(SpoolTable.columns), attempts, code
        FROM parked JOIN spool ON spool.sequence = parked.sequence
        WHERE sink = ? AND due_at <= ? ORDER BY spool.sequence LIMIT ?
        """)
    let rows = try Row.fetchCursor(statement, arguments: [sink, now.nanoseconds, limit])
    var found: [ParkedRecord] = []
    var damaged: [Int64] = []
    while let row = try rows.next() {
      if let record = SpoolRecord(row) {
        found.append(
          ParkedRecord(record: record, attempts: row["attempts"], failureCode: row["code"]))
      } else {
        damaged.append(row["sequence"])
      }
    }
    return (found, damaged)
  }

  /// Moves records out of everybody's way.
  ///
  /// - Returns: How many, and the bytes of their payloads, as far as these can be told.
  func setAside(_ sequences: [Int64], at now: Timestamp) throws -> Removal {
    var removal = Removal()
    for sequence in sequences {
      guard let bytes = try payloadLength(sequence) else { continue }
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO damaged
          SELECT sequence, stream, event_id, received_at, payload, crc32c, ? FROM spool
          WHERE sequence = ?
          """, arguments: [now.nanoseconds, sequence])
      try database.execute(sql: "DELETE FROM spool WHERE sequence = ?", arguments: [sequence])
      try database.execute(sql: "DELETE FROM parked WHERE sequence = ?", arguments: [sequence])
      removal.add(bytes: bytes)
    }
    return removal
  }

  /// Deletes records that were set aside, the first ones found first, until no more than `maxBytes` of
  /// payload are left. - Returns: How many.
  func forgetDamaged(keeping maxBytes: Int) throws -> Int {
    try database.execute(
      sql: """
        DELETE FROM damaged WHERE sequence IN (
          SELECT sequence FROM (
            SELECT sequence, sum(coalesce(length(payload), 0)) OVER (
              ORDER BY found_at DESC, sequence DESC ROWS UNBOUNDED PRECEDING) AS bytes
            FROM damaged)
          WHERE bytes > ?)
        """, arguments: [maxBytes])
    return database.changesCount
  }

  private func payloadLength(_ sequence: Int64) throws -> Int? {
    try Int.fetchOne(
      database.cachedStatement(sql: "SELECT length(payload) FROM spool WHERE sequence = ?"),
      arguments: [sequence])
  }
}

// MARK: Deletion

extension SpoolTable {
  /// Records that have left the spool.
  struct Removal: Sendable {
    var records = 0
    var bytes = 0

    /// The last one's place.
    var last: Int64?

    mutating func add(bytes: Int) {
      records += 1
      self.bytes += bytes
    }
  }

  /// Deletes records of a stream in `range` that nobody has parked, the first ones first.
  func removeSettled(of stream: String, in range: ClosedRange<Int64>, limit: Int) throws -> Removal
  {
    let condition = """
      stream = ? AND sequence BETWEEN ? AND ?
      AND NOT EXISTS (SELECT 1 FROM parked WHERE parked.sequence = spool.sequence)
      """
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT sequence, length(payload) FROM spool WHERE \(condition)
          ORDER BY sequence LIMIT ?
          """),
      arguments: [stream, range.lowerBound, range.upperBound, limit])
    var removal = Removal()
    while let row = try rows.next() {
      removal.add(bytes: row[1])
      removal.last = row[0]
    }
    guard let last = removal.last else { return removal }
    try database.cachedStatement(sql: "DELETE FROM spool WHERE \(condition)")
      .execute(arguments: [stream, range.lowerBound, last])
    return removal
  }

  /// Deletes records that were parked and are no longer, if `floors` says that all sinks of their
  /// streams are past them.
  func removeReleased(_ sequences: [Int64], floors: [String: Int64]) throws -> Removal {
    var removal = Removal()
    for sequence in sequences {
      let row = try Row.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT stream, length(payload) FROM spool WHERE sequence = ?
            AND NOT EXISTS (SELECT 1 FROM parked WHERE parked.sequence = spool.sequence)
            """), arguments: [sequence])
      guard let row, let floor = floors[row[0]], sequence <= floor else { continue }
      removal.add(bytes: row[1])
      try database.cachedStatement(sql: "DELETE FROM spool WHERE sequence = ?")
        .execute(arguments: [sequence])
    }
    return removal
  }

  /// Gives pages that nothing lies on any more back to the file system, a few at a time.
  ///
  /// - Returns: Whether there is more to give back.
  func shrink(keeping spare: Int, pages: Int) throws -> Bool {
    let free = try freePages()
    guard free > spare else { return false }
    try database.execute(sql: "PRAGMA incremental_vacuum(\(min(pages, free - spare)))")
    return free - spare > pages
  }

  func hasSpare(beyond spare: Int) throws -> Bool { try freePages() > spare }

  private func freePages() throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
  }
}

// MARK: Rows

extension SpoolRecord {
  /// CRC-32C of what must not change unnoticed: the payload, and what names it downstream.
  var checksum: UInt32 {
    let names = Array((stream + "\n" + eventID).utf8)
    return CRC32C.checksum(of: names, continuing: CRC32C.checksum(of: payload))
  }

  /// The record in a row; nil if it is not the one that was stored.
  fileprivate init?(_ row: Row) {
    guard let stream = String.fromDatabaseValue(row["stream"]),
      let eventID = String.fromDatabaseValue(row["event_id"]),
      let receivedAt = Int64.fromDatabaseValue(row["received_at"]),
      let payload = Data.fromDatabaseValue(row["payload"]),
      let checksum = Int64.fromDatabaseValue(row["crc32c"])
    else { return nil }
    self.init(
      sequence: row["sequence"], stream: stream, eventID: eventID,
      tenant: String.fromDatabaseValue(row["tenant"]),
      schema: String.fromDatabaseValue(row["schema"]),
      receivedAt: Timestamp(nanoseconds: receivedAt),
      traceparent: String.fromDatabaseValue(row["traceparent"]),
      tracestate: String.fromDatabaseValue(row["tracestate"]), payload: Array(payload))
    guard Int64(self.checksum) == checksum else { return nil }
  }
}
