import GRDB
import Logging
import Synchronization
import WeirStream

/// Exports quarantine records to files: NDJSON, one record a line, in their order.
///
/// Effectively once: lines are made durable in the file, then the place behind them in the store; a start
/// after a crash cuts the file back to that. One `run` at a time.
package struct QuarantineFiles: Sendable {
  private let store: GatewayStore
  private let settings: QuarantineFileSettings

  package init(_ store: GatewayStore, _ settings: QuarantineFileSettings) {
    self.store = store
    self.settings = settings
  }

  /// Exports what there is and what comes, until the task is cancelled or the store closed.
  ///
  /// A disk that is full, or a folder that cannot be written, is logged and tried again: meanwhile the
  /// store keeps the records, and takes no more once it is full.
  ///
  /// - Parameter clock: Paces what is looked at again: files to complete or to delete.
  package func run(clock: some Clock<Duration> = ContinuousClock()) async {
    while !Task.isCancelled {
      do {
        var export = try await QuarantineExport(store, settings)
        try await keepExporting(&export, clock)
      } catch is CancellationError {
        return
      } catch StoreError.closed {
        return
      } catch {
        store.logger.error(
          "quarantine records cannot be exported",
          metadata: ["event": "quarantine.export_failed", "error.message": "\(error)"])
        do { try await clock.sleep(for: .seconds(1)) } catch { return }
      }
    }
  }

  /// Exports what there is.
  ///
  /// - Throws: What keeps records from being written; those stay in the store.
  package func exportAll() async throws {
    var export = try await QuarantineExport(store, settings)
    while try await export.step() > 0 {}
  }

  private func keepExporting(
    _ export: inout QuarantineExport, _ clock: some Clock<Duration>
  ) async throws {
    while true {
      try Task.checkCancellation()
      let exported = try await export.step()
      if exported == 0 { try await waitForNews(after: export.position.cursor, clock) }
    }
  }

  /// Waits for the next record, or for the time to look at the files again.
  private func waitForNews(after cursor: Int64, _ clock: some Clock<Duration>) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [store] in
        _ = try await store.quarantineNews.records(of: [quarantineStream], after: cursor)
      }
      group.addTask { try await clock.sleep(for: min(settings.rotateAge, .seconds(60))) }
      defer { group.cancelAll() }
      try await group.next()
    }
  }
}

/// The export between two commits.
struct QuarantineExport {
  private let store: GatewayStore
  private let settings: QuarantineFileSettings
  private var folder: QuarantineFolder
  private(set) var position: ExportPosition
  private var isFull = false

  private static let batch = 500

  init(_ store: GatewayStore, _ settings: QuarantineFileSettings) async throws {
    self.store = store
    self.settings = settings
    let stored = try await store.pool.read { try QuarantineTable(database: $0).exportPosition() }
    position = stored ?? ExportPosition()
    do {
      folder = try QuarantineFolder(settings, resuming: stored)
    } catch let error as ExportError {
      store.logger.error(
        "a quarantine file has lost records that were durable; the next one is begun",
        metadata: ["event": "quarantine.file_damaged", "error.message": "\(error)"])
      folder = try QuarantineFolder(settings, resuming: nil)
    }
    if folder.current == nil { position.file = nil }
  }

  /// Exports some records, completes the file if it is large or old enough, and deletes what may go.
  ///
  /// - Returns: How many records were exported.
  mutating func step() async throws -> Int {
    try await completeIfDue()
    try await store.trimQuarantine(upTo: position.cursor, settings.retention)
    let expired = try folder.expire(at: store.wall())
    if !expired.isEmpty {
      store.logger.notice(
        "quarantine files were kept for as long as they should be, and deleted",
        metadata: ["event": "quarantine.expired", "files": "\(expired.count)"])
      store.observer.observe(.quarantineFilesExpired(expired))
    }
    tellWhetherFull()
    guard !isFull else { return 0 }
    let rows = try await nextRows()
    guard let first = rows.first, let last = rows.last else { return 0 }
    if folder.current == nil { try await begin(first) }
    let lines = rows.flatMap { $0.record + [UInt8(ascii: "\n")] }
    try folder.append(lines)
    position.cursor = last.sequence
    position.length = folder.length
    try await storePosition()
    store.observer.observe(.quarantineExported(records: rows.count, bytes: lines.count))
    return rows.count
  }

  private func nextRows() async throws(StoreError) -> [QuarantineRow] {
    try await translatingErrors { [cursor = position.cursor] in
      try await store.pool.read {
        try QuarantineTable(database: $0).rows(after: cursor, limit: QuarantineExport.batch)
      }
    }
  }

  private mutating func tellWhetherFull() {
    let isFullNow = folder.totalBytes >= settings.maxBytes
    guard isFullNow != isFull else { return }
    isFull = isFullNow
    store.observer.observe(.quarantineFilesFull(isFull))
  }

  /// The file is named in the store before it is there, so that none is ever without a name there.
  private mutating func begin(_ row: QuarantineRow) async throws {
    position.file = QuarantineFolder.name(row, at: store.wall())
    position.length = 0
    position.openedAt = store.wall()
    try await storePosition()
    if let file = position.file { try folder.open(file, length: 0) }
  }

  private mutating func completeIfDue() async throws {
    guard let file = folder.current else { return }
    let age = store.wall().nanoseconds - position.openedAt.nanoseconds
    guard folder.length >= settings.rotateBytes || age >= settings.rotateAge.nanoseconds else {
      return
    }
    try folder.complete(file)
    position.file = nil
    position.length = 0
    try await storePosition()
  }

  private func storePosition() async throws(StoreError) {
    try await store.queue.write { [position] in
      try QuarantineTable(database: $0).store(position)
    }
  }
}

extension QuarantineTable {
  func exportPosition() throws -> ExportPosition? {
    let row = try Row.fetchOne(database, sql: "SELECT * FROM quarantine_export")
    return row.map { row in
      let file: String = row["file"]
      return ExportPosition(
        cursor: row["cursor"], file: file.isEmpty ? nil : file, length: row["length"],
        openedAt: Timestamp(nanoseconds: row["opened_at"]))
    }
  }

  func store(_ position: ExportPosition) throws {
    try database.execute(sql: "DELETE FROM quarantine_export")
    try database.execute(
      sql: "INSERT INTO quarantine_export (file, cursor, length, opened_at) VALUES (?, ?, ?, ?)",
      arguments: [
        position.file ?? "", position.cursor, position.length, position.openedAt.nanoseconds,
      ])
  }

  /// Deletes exported records, the oldest first: those from before `oldest`, and as many as make up
  /// for `surplus` bytes.
  ///
  /// - Returns: How many, and their bytes.
  func trim(upTo cursor: Int64, before oldest: Int64, surplus: Int) throws -> SpoolTable.Removal {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT sequence, length(record), quarantined_at FROM quarantine
        WHERE sequence <= ? ORDER BY sequence LIMIT 1000
        """, arguments: [cursor])
    var removal = SpoolTable.Removal()
    while let row = try rows.next() {
      let time: Int64 = row[2]
      guard removal.bytes < surplus || time < oldest else { break }
      removal.add(bytes: row[1])
      removal.last = row[0]
    }
    if let last = removal.last {
      try database.execute(sql: "DELETE FROM quarantine WHERE sequence <= ?", arguments: [last])
    }
    return removal
  }
}

extension GatewayStore {
  /// Makes room for quarantine records to come: of those that are in files, the store keeps no more
  /// than three quarters of what it may, and none that is older than the files may be.
  func trimQuarantine(upTo cursor: Int64, _ retention: Duration) async throws(StoreError) {
    let surplus = level.quarantineBytes - settings.maxQuarantineBytes / 4 * 3
    let oldest = wall().nanoseconds - retention.nanoseconds
    let removal = try await queue.write { database in
      try QuarantineTable(database: database).trim(
        upTo: cursor, before: oldest, surplus: surplus)
    }
    guard removal.records > 0 else { return }
    state.withLock { state in
      state.level.quarantined -= removal.records
      state.level.quarantineBytes -= removal.bytes
    }
    observer.observe(.quarantineTrimmed(removal.records))
  }
}
