import Foundation
import GRDB
package import WeirStream

/// Which quarantine records are asked for: those that fit everything that is named.
package struct QuarantineQuery: Sendable {
  /// By the words of `weir replay --where`.
  package var selection = ReplaySelection()
  package var streams: [String] = []
  package var tenants: [String] = []

  /// CloudEvents ids of quarantine records.
  package var ids: [String] = []

  /// Whether the record was replayed; nil for both.
  package var isReplayed: Bool?

  /// The other way round: what was quarantined last comes first.
  package var isNewestFirst = false

  /// Whether something is asked for that only the records themselves tell.
  private var looksInside = false

  package init() {}

  /// Reads conditions: `code=schema.required`, `stage=decode`, `stream=orders`, `tenant=shop`, …
  ///
  /// Of several for the same word one must fit, of different words all.
  ///
  /// - Throws: `ConditionError` with the first one that says nothing.
  package init(where conditions: [String], since: Timestamp? = nil) throws(ConditionError) {
    for condition in conditions {
      guard let equals = condition.firstIndex(of: "=") else { throw ConditionError(condition) }
      let value = String(condition[condition.index(after: equals)...])
      switch condition[..<equals] {
      case "stream": streams.append(value)
      case "tenant": tenants.append(value)
      case "id": ids.append(value)
      case let word:
        guard let field = ReplaySelection.Field(rawValue: String(word)) else {
          throw ConditionError(condition)
        }
        selection.add(field, value)
        looksInside = true
      }
    }
    selection.since = since
    if since != nil { looksInside = true }
  }

  /// A condition with a word that nobody knows, or without a value.
  package struct ConditionError: Error, Sendable, Equatable, CustomStringConvertible {
    package let condition: String

    init(_ condition: String) { self.condition = condition }

    package var description: String {
      let words = ["stream", "tenant", "id"] + ReplaySelection.Field.allCases.map(\.rawValue)
      return "\"\(condition)\" is no condition; WORD=VALUE with one of the words "
        + words.joined(separator: ", ")
    }
  }

  /// What columns can tell of the query; the rest is looked for in the records.
  fileprivate var sql: SQL {
    var sql: SQL = "SELECT * FROM quarantine WHERE true"
    if !streams.isEmpty { sql += " AND stream IN \(streams)" }
    if !tenants.isEmpty { sql += " AND tenant IN \(tenants)" }
    if !ids.isEmpty { sql += " AND id IN \(ids)" }
    if let stages = selection.values[.stage] { sql += " AND stage IN \(stages)" }
    if let isReplayed { sql += " AND (replayed_by IS NOT NULL) = \(isReplayed)" }
    return sql
  }

  fileprivate func contains(_ row: QuarantineRow) -> Bool {
    !looksInside || selection.contains(line: row.record)
  }
}

/// Some of the records that were asked for.
package struct QuarantinePage: Sendable {
  package var rows: [QuarantineRow] = []

  /// Where to go on asking; nil when there are no more.
  package var next: Int64?
}

extension GatewayStore {
  /// The quarantine records that fit, in the order in which they were quarantined, or the other way round.
  ///
  /// - Parameters:
  ///   - limit: At most so many.
  ///   - sequence: Only those behind this one in that order; what a page has as `next`. 0 begins.
  /// - Returns: A page, which may have fewer than `limit` and still a `next`: no call looks at more
  ///   than 20,000 records.
  package func quarantined(
    where query: QuarantineQuery = QuarantineQuery(), limit: Int = 100,
    after sequence: Int64 = 0
  ) async throws(StoreError) -> QuarantinePage {
    try await translatingErrors {
      try await pool.read { database in
        try QuarantineTable(database: database).page(query, limit: limit, after: sequence)
      }
    }
  }
}

extension QuarantineTable {
  private static let maxLooks = 20_000

  func page(_ query: QuarantineQuery, limit: Int, after sequence: Int64) throws -> QuarantinePage {
    let place: SQL =
      query.isNewestFirst
      ? " AND sequence < \(sequence == 0 ? .max : sequence) ORDER BY sequence DESC"
      : " AND sequence > \(sequence) ORDER BY sequence"
    let request = SQLRequest<Row>(literal: query.sql + place)
    let rows = try request.fetchCursor(database)
    var page = QuarantinePage()
    var looks = 0
    while let row = try rows.next() {
      if page.rows.count >= limit || looks >= QuarantineTable.maxLooks { return page }
      let found = QuarantineRow(row)
      page.next = found.sequence
      looks += 1
      if query.contains(found) { page.rows.append(found) }
    }
    page.next = nil
    return page
  }

  /// The records behind a place, for whoever takes all of them.
  func rows(after sequence: Int64, limit: Int) throws -> [QuarantineRow] {
    let statement = try database.cachedStatement(
      sql: "SELECT * FROM quarantine WHERE sequence > ? ORDER BY sequence LIMIT ?")
    let rows = try Row.fetchCursor(statement, arguments: [sequence, limit])
    var found: [QuarantineRow] = []
    while let row = try rows.next() { found.append(QuarantineRow(row)) }
    return found
  }
}

extension QuarantineRow {
  init(_ row: Row) {
    let record: Data = row["record"]
    self.init(
      sequence: row["sequence"], id: row["id"], stream: row["stream"], tenant: row["tenant"],
      schema: row["schema"], stage: row["stage"], code: row["code"],
      instanceLocation: row["instance_location"],
      quarantinedAt: Timestamp(nanoseconds: row["quarantined_at"]), eventID: row["event_id"],
      replayCount: row["replay_count"], replayedBy: row["replayed_by"], record: Array(record))
  }
}
