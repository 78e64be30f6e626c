import GRDB
import Synchronization
package import WeirStream

/// A parked record as operators look at it: without its payload.
package struct ParkedEntry: Sendable, Equatable {
  package var sequence: Int64
  package var eventID: String
  package var stream: String
  package var tenant: String?
  package var receivedAt: Timestamp
  package var byteCount: Int

  /// So often it was tried.
  package var attempts: Int

  /// Why it was not delivered.
  package var code: String

  /// When it is tried again; nil where its outcome is unknown, and an operator decides.
  package var dueAt: Timestamp?
}

/// Some of the parked records of a sink.
package struct ParkedPage: Sendable, Equatable {
  package var entries: [ParkedEntry] = []

  /// Where to go on asking; nil when there are no more.
  package var next: Int64?
}

/// Which parked records are meant.
package enum ParkedSelection: Sendable, Equatable {
  case sequences([Int64])

  /// All whose outcome is unknown.
  case outcomeUnknown
}

/// How many records of a sink are parked.
package struct ParkedCount: Sendable, Equatable {
  package var all = 0
  package var outcomeUnknown = 0
}

extension GatewayStore {
  /// Parked records of a sink, in the order of the spool.
  ///
  /// - Parameters:
  ///   - onlyUnknown: Only those whose outcome is unknown.
  ///   - sequence: Only those behind this one; what a page has as `next`.
  package func parkedPage(
    of sink: String, onlyUnknown: Bool = false, limit: Int, after sequence: Int64 = 0
  ) async throws(StoreError) -> ParkedPage {
    _ = try streams(of: sink)
    return try await translatingErrors {
      try await pool.read { database in
        try ParkedTable(database: database).page(
          of: sink, onlyUnknown: onlyUnknown, limit: limit, after: sequence)
      }
    }
  }

  /// Makes parked records due, whenever they would be; an operator has looked after them.
  ///
  /// - Returns: How many of them are parked.
  @discardableResult
  package func sendAgain(
    _ selection: ParkedSelection, to sink: String
  ) async throws(StoreError) -> Int {
    _ = try streams(of: sink)
    let now = wall()
    defer { noteParked() }
    return try await queue.write { database in
      try ParkedTable(database: database).makeDue(selection, of: sink, at: now)
    }
  }

  /// Takes off parked records of unknown outcome: an operator has found that the sink has them. Others,
  /// which are still to be delivered, stay.
  ///
  /// - Returns: How many were taken off.
  @discardableResult
  package func dismiss(
    _ selection: ParkedSelection, of sink: String
  ) async throws(StoreError) -> Int {
    _ = try streams(of: sink)
    let dismissed = try await queue.write { database in
      try ParkedTable(database: database).dismiss(selection, of: sink)
    }
    state.withLock { $0.released.formUnion(dismissed) }
    noteParked()
    trim()
    return dismissed.count
  }

  /// How many records are parked by sink, as of the last look, which is once a second where something
  /// changed.
  package var parked: [String: ParkedCount] { state.withLock { $0.parked } }

  /// Something may have been parked, or is no longer.
  func noteParked() { state.withLock { $0.isParkedCountOld = true } }

  /// Counts parked records anew if need be.
  func countParked() async throws(StoreError) {
    let isOld = state.withLock { state in
      defer { state.isParkedCountOld = false }
      return state.isParkedCountOld
    }
    guard isOld else { return }
    do {
      let counts = try await translatingErrors {
        try await pool.read { try ParkedTable(database: $0).counts() }
      }
      state.withLock { $0.parked = counts }
    } catch {
      noteParked()
      throw error
    }
  }
}

/// The table of records that wait beside the cursors of their sinks.
struct ParkedTable {
  let database: Database

  func page(
    of sink: String, onlyUnknown: Bool, limit: Int, after sequence: Int64
  ) throws -> ParkedPage {
    let statement = try database.cachedStatement(
      sql: """
        SELECT parked.sequence, event_id, stream, tenant, received_at, length(payload) AS bytes,
          attempts, code, due_at
        FROM parked JOIN spool ON spool.sequence = parked.sequence
        WHERE sink = ? AND parked.sequence > ? AND (due_at IS NULL OR NOT ?)
        ORDER BY parked.sequence LIMIT ?
        """)
    let rows = try Row.fetchCursor(statement, arguments: [sink, sequence, onlyUnknown, limit + 1])
    var page = ParkedPage()
    while let row = try rows.next() {
      if page.entries.count == limit {
        page.next = page.entries.last?.sequence
        break
      }
      page.entries.append(ParkedEntry(row))
    }
    return page
  }

  func makeDue(_ selection: ParkedSelection, of sink: String, at now: Timestamp) throws -> Int {
    switch selection {
    case .outcomeUnknown:
      try database.execute(
        sql: "UPDATE parked SET due_at = ? WHERE sink = ? AND due_at IS NULL",
        arguments: [now.nanoseconds, sink])
      return database.changesCount
    case .sequences(let sequences):
      return try sequences.reduce(0) { count, sequence in
        try database.execute(
          sql: "UPDATE parked SET due_at = ? WHERE sink = ? AND sequence = ?",
          arguments: [now.nanoseconds, sink, sequence])
        return count + database.changesCount
      }
    }
  }

  /// - Returns: The places of those that were taken off.
  func dismiss(_ selection: ParkedSelection, of sink: String) throws -> [Int64] {
    let unknown = "DELETE FROM parked WHERE sink = ? AND due_at IS NULL"
    switch selection {
    case .outcomeUnknown:
      return try Int64.fetchAll(
        database, sql: "\(unknown) RETURNING sequence", arguments: [sink])
    case .sequences(let sequences):
      return try sequences.filter { sequence in
        try database.execute(sql: "\(unknown) AND sequence = ?", arguments: [sink, sequence])
        return database.changesCount > 0
      }
    }
  }

  /// By sink. Linear in the parked records; by an index alone.
  func counts() throws -> [String: ParkedCount] {
    let rows = try Row.fetchCursor(
      database, sql: "SELECT sink, count(*), count(*) - count(due_at) FROM parked GROUP BY sink")
    var counts: [String: ParkedCount] = [:]
    while let row = try rows.next() {
      counts[row[0]] = ParkedCount(all: row[1], outcomeUnknown: row[2])
    }
    return counts
  }
}

extension ParkedEntry {
  fileprivate init(_ row: Row) {
    let dueAt: Int64? = row["due_at"]
    self.init(
      sequence: row["sequence"], eventID: row["event_id"], stream: row["stream"],
      tenant: row["tenant"], receivedAt: Timestamp(nanoseconds: row["received_at"]),
      byteCount: row["bytes"], attempts: row["attempts"], code: row["code"],
      dueAt: dueAt.map { Timestamp(nanoseconds: $0) })
  }
}
