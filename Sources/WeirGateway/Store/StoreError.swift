/// Why the store did not do what it was asked for. Nothing of a write that failed was acknowledged.
package enum StoreError: Error, Sendable, Equatable {
  /// A limit of `StoreSettings` is reached: there is room again when sinks have taken records, or
  /// when quarantined ones have been dealt with.
  case full(Limit)

  /// The disk has no room.
  case diskFull(String)

  /// The disk, or what stands for it, does not work: the words of SQLite.
  case inputOutput(String)

  /// The database file is no longer one. The next start salvages it.
  case corrupt(String)

  /// Another process has the directory.
  case inUse(directory: String, holder: String)

  /// The directory was written by a later version.
  case newerFormat(directory: String, found: Int, known: Int)

  /// The directory cannot be used at all.
  case unusable(directory: String, String)

  /// The sink was not registered.
  case unknownSink(String)

  /// The store is closed.
  case closed

  /// SQLite refused a statement, which is a fault of this program.
  case refused(String)

  package enum Limit: String, Sendable {
    case spoolBytes = "spool_bytes"
    case spoolRecords = "spool_records"
    case spoolAge = "spool_age"
    case quarantineBytes = "quarantine_bytes"
  }
}

extension StoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .full(let limit): "the store is full: \(limit.rawValue) has reached its limit"
    case .diskFull(let cause): "the disk is full: \(cause)"
    case .inputOutput(let cause): "the store cannot be written or read: \(cause)"
    case .corrupt(let cause): "the store's database is damaged: \(cause)"
    case .inUse(let directory, let holder): "\(directory) is in use by \(holder)"
    case .newerFormat(let directory, let found, let known):
      "\(directory) has state format \(found); this weir-gateway reads formats up to \(known)"
    case .unusable(let directory, let cause): "cannot use \(directory): \(cause)"
    case .unknownSink(let sink): "no sink \(sink) is registered with the store"
    case .closed: "the store is closed"
    case .refused(let cause): "the store refused a statement: \(cause)"
    }
  }

  /// Stable, for machines: `error.type` of logs and metrics.
  package var code: String {
    switch self {
    case .full: "store.full"
    case .diskFull: "store.disk_full"
    case .inputOutput: "store.io"
    case .corrupt: "store.corrupt"
    case .inUse: "store.in_use"
    case .newerFormat: "store.newer_format"
    case .unusable: "store.unusable"
    case .unknownSink: "store.unknown_sink"
    case .closed: "store.closed"
    case .refused: "store.refused"
    }
  }

  /// Whether it comes from the disk and may pass, so that nothing is to be learned by trying again at
  /// once.
  var isOfTheDisk: Bool {
    switch self {
    case .diskFull, .inputOutput, .corrupt: true
    default: false
    }
  }
}
