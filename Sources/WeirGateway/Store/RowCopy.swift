import GRDB

/// Copies the rows of tables of which some pages cannot be read.
struct RowCopy {
  var rows = 0

  /// Tables of which something could not be read.
  var damagedTables: [String] = []

  /// Single rows that are looked for between two damaged pages; a look takes microseconds.
  private static let maxLooks: Int64 = 5_000_000

  /// Copies from the beginning to the first page that cannot be read, from the end to the last, and
  /// looks for each row in between where rows have numbers.
  mutating func take(_ table: String, from source: Database, into target: Database) throws {
    guard let columns = try? source.columns(in: table).map(\.name), !columns.isEmpty else {
      damagedTables.append(table)
      return
    }
    let known = Set(try target.columns(in: table).map(\.name))
    let taken = columns.filter { known.contains($0) }
    let table = Table(name: table, columns: taken, key: try RowCopy.key(of: table, target))
    let forward = try take(table, "ASC", from: source, into: target)
    guard !forward.isComplete else { return }
    damagedTables.append(table.name)
    let backward = try take(table, "DESC", from: source, into: target)
    guard let first = forward.last.map({ $0 + 1 }) ?? (table.isNumbered ? 1 : nil),
      let end = try backward.last ?? lastNumber(of: table, source), first < end
    else { return }
    for number in first..<min(end, first + RowCopy.maxLooks) {
      let rows = try? Row.fetchAll(
        source, sql: "SELECT \(table.list) FROM \(table.name) NOT INDEXED WHERE \(table.key) = ?",
        arguments: [number])
      for row in rows ?? [] { try insert(row, of: table, into: target) }
    }
  }

  private struct Table {
    let name: String
    let columns: [String]

    /// What orders the rows as they lie.
    let key: String
    var list: String { columns.joined(separator: ", ") }
    var isNumbered: Bool { key == "sequence" || key == "number" }
  }

  private static func key(of table: String, _ database: Database) throws -> String {
    try database.primaryKey(table).columns.joined(separator: ", ")
  }

  private func lastNumber(of table: Table, _ source: Database) throws -> Int64? {
    guard table.isNumbered else { return nil }
    return try? Int64.fetchOne(
      source, sql: "SELECT seq + 1 FROM sqlite_sequence WHERE name = ?", arguments: [table.name])
  }

  /// Copies rows in one direction until one cannot be read.
  private mutating func take(
    _ table: Table, _ direction: String, from source: Database, into target: Database
  ) throws -> (isComplete: Bool, last: Int64?) {
    let order = table.key.split(separator: ", ").map { "\($0) \(direction)" }
    let hint = table.isNumbered ? "NOT INDEXED" : ""
    var last: Int64?
    // Only what the source cannot read is passed over: an error of the target ends the salvage.
    var insertion: (any Error)?
    do {
      let cursor = try Row.fetchCursor(
        source,
        sql: """
          SELECT \(table.list) FROM \(table.name) \(hint) ORDER BY \(order.joined(separator: ", "))
          """)
      while let row = try cursor.next() {
        do {
          try insert(row, of: table, into: target)
        } catch {
          insertion = error
          throw error
        }
        if table.isNumbered { last = row[table.key] }
      }
      return (true, last)
    } catch {
      if let insertion { throw insertion }
      return (false, last)
    }
  }

  private mutating func insert(_ row: Row, of table: Table, into target: Database) throws {
    let places = table.columns.map { _ in "?" }.joined(separator: ", ")
    let statement = try target.cachedStatement(
      sql: "INSERT OR IGNORE INTO \(table.name) (\(table.list)) VALUES (\(places))")
    try statement.execute(arguments: StatementArguments(row.databaseValues))
    rows += target.changesCount
  }
}

extension StoreSchema {
  /// Makes the numbers of new rows go on behind those that were given before, also of rows that are
  /// gone: a cursor behind which numbers began anew would never meet them.
  static func raiseSequences(_ target: Database, from source: Database) throws {
    for table in ["spool", "idempotency", "quarantine"] {
      let before = try? Int64.fetchOne(
        source, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table])
      let cursor =
        table == "spool" ? try Int64.fetchOne(target, sql: "SELECT max(cursor) FROM sink") : nil
      let exported =
        table == "quarantine"
        ? try Int64.fetchOne(target, sql: "SELECT max(cursor) FROM quarantine_export") : nil
      let now = try Int64.fetchOne(
        target, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table])
      let highest = max(before ?? 0, cursor ?? 0, exported ?? 0, now ?? 0)
      try target.execute(
        sql: "DELETE FROM sqlite_sequence WHERE name = ?", arguments: [table])
      try target.execute(
        sql: "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", arguments: [table, highest])
    }
  }
}
