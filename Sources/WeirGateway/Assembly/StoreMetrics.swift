import Logging
import Synchronization

/// Counts what the store does, and says aloud what an operator should know.
final class StoreMetrics: StoreObserver {
  private let metrics: GatewayMetrics
  private let logger: Logger
  private let state = Mutex((areFilesFull: false, keys: 0))

  init(metrics: GatewayMetrics, logger: Logger) {
    self.metrics = metrics
    self.logger = logger
  }

  /// Whether the quarantine's files have reached their limit: rejected records pile up in the store.
  var areQuarantineFilesFull: Bool { state.withLock { $0.areFilesFull } }

  var idempotencyEntries: Int { state.withLock { $0.keys } }

  func observe(_ event: StoreEvent) {
    switch event {
    case .committed(_, _, _, let seconds): metrics.fsync(took: .seconds(seconds))
    case .commitFailed(let error):
      logger.error(
        "a commit failed",
        metadata: [
          "event": "store.commit_failed", "error.type": "\(error.code)",
          "error.message": "\(error)",
        ])
    case .commitHangs(let seconds):
      logger.error(
        "a commit hangs",
        metadata: ["event": "store.commit_hangs", "duration_ms": "\(Int(seconds * 1000))"])
    case .recovered:
      logger.notice("the store can be written to again", metadata: ["event": "store.recovered"])
    case .damagedForgotten(let count):
      metrics.damagedForgotten(count)
      logger.warning(
        "\(count) damaged records were deleted to make room for others",
        metadata: ["event": "store.damaged_forgotten"])
    case .damaged(let count):
      metrics.damaged(count)
      logger.error(
        "\(count) damaged records were set aside", metadata: ["event": "store.damaged"])
    case .salvaged(let path, let rows, let lostTables):
      logger.error(
        "a damaged database was set aside",
        metadata: [
          "event": "store.salvaged", "file": "\(path)", "rows": "\(rows)",
          "lost": "\(lostTables.joined(separator: " "))",
        ])
    case .quarantineFilesFull(let isFull):
      state.withLock { $0.areFilesFull = isFull }
      let words = "the quarantine's files have \(isFull ? "reached their limit" : "room again")"
      logger.log(
        level: isFull ? .error : .notice, "\(words)", metadata: ["event": "quarantine.full"])
    case .quarantineFilesExpired(let files):
      logger.info(
        "\(files.count) quarantine files have been deleted, as retention says",
        metadata: ["event": "quarantine.expired"])
    case .idempotencyEntries(let count): state.withLock { $0.keys = count }
    case .level, .duplicates, .trimmed, .quarantineExported, .quarantineTrimmed: break
    }
  }
}
