import Foundation
import GRDB
import Logging
import WeirStream

/// Takes what can be read of a damaged database over into a fresh one.
///
/// The fresh database is written beside the old one, and takes its place in steps that can each be
/// repeated: a start that finds it complete goes on where an earlier one was ended.
struct Salvage {
  let path: String
  let now: Timestamp
  let logger: Logger
  let observer: any StoreObserver

  private var freshPath: String { path + ".salvage" }
  private var completePath: String { path + ".salvaged" }

  /// Salvages the database, and sets the old one aside under another name.
  func run(because damage: String) throws(StoreError) {
    logger.error(
      "the store's database is damaged; it is set aside and what can be read is taken over",
      metadata: ["event": "store.salvage", "error.message": "\(damage)"])
    do {
      for suffix in ["", "-wal", "-shm"] { try removeIfThere(freshPath + suffix) }
      let copy = try copyRows()
      try synchronize(freshPath)
      try rename(freshPath, completePath)
      let aside = try finish()
      observer.observe(.salvaged(from: aside, rows: copy.rows, lostTables: copy.damagedTables))
      logger.warning(
        "the store's database is whole again",
        metadata: [
          "event": "store.salvaged", "rows": "\(copy.rows)", "set_aside": "\(aside)",
          "damaged_tables": "\(copy.damagedTables.joined(separator: " "))",
        ])
    } catch {
      throw StoreError.unusable(directory: path, "it cannot be salvaged: \(error)")
    }
  }

  /// Whether an earlier start was ended between the copy and its taking place.
  var isUnfinished: Bool { FileManager.default.fileExists(atPath: completePath) }

  /// Puts the fresh database in the old one's place.
  ///
  /// The log goes first: left behind it would be taken for the fresh database's.
  ///
  /// - Returns: What the old one is called now.
  @discardableResult
  func finish() throws -> String {
    let aside = path + ".damaged-" + now.description.replacingOccurrences(of: ":", with: "-")
    for suffix in ["-wal", "-shm", ""] where FileManager.default.fileExists(atPath: path + suffix) {
      try rename(path + suffix, aside + suffix)
    }
    try rename(completePath, path)
    try synchronize((path as NSString).deletingLastPathComponent)
    return aside
  }

  private func rename(_ old: String, _ new: String) throws {
    try LiveSystemCalls().rename(old, to: new)
  }

  private func removeIfThere(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    try FileManager.default.removeItem(atPath: path)
  }

  private func synchronize(_ path: String) throws {
    let system = LiveSystemCalls()
    let descriptor = try system.open(path, flags: O_RDONLY, mode: 0)
    defer { system.close(descriptor) }
    try system.synchronize(descriptor)
  }

  private func copyRows() throws -> RowCopy {
    let fresh = try DatabaseQueue(path: freshPath, configuration: freshConfiguration)
    defer { try? fresh.close() }
    // A file that is no database at all has nothing to copy.
    guard let old = try? DatabaseQueue(path: path) else {
      try fresh.writeWithoutTransaction { try StoreSchema.migrate($0) }
      return RowCopy(damagedTables: StoreSchema.tables)
    }
    defer { try? old.close() }
    return try fresh.writeWithoutTransaction { target in
      try StoreSchema.migrate(target)
      return try old.unsafeRead { source in
        var copy = RowCopy()
        for table in StoreSchema.tables {
          try target.inTransaction(.immediate) {
            try copy.take(table, from: source, into: target)
            return .commit
          }
        }
        try StoreSchema.raiseSequences(target, from: source)
        return copy
      }
    }
  }

  private var freshConfiguration: Configuration {
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
    return configuration
  }
}
