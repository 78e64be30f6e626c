import Foundation
import GRDB
package import Logging
import Synchronization
package import WeirStream

/// The gateway's durable store: accepted records until all their sinks have them, the sinks' cursors,
/// idempotency keys, quarantine records. SQLite, in one directory that one process has at a time.
///
/// What a method has returned from is durable, as far as `StoreSettings.durability` says. Writes share
/// transactions (`CommitQueue`); reads go on beside them.
package final class GatewayStore: Sendable {
  package let settings: StoreSettings
  let pool: DatabasePool
  let queue: CommitQueue
  let watch: CommitWatch
  let news = SpoolNews()

  /// The same for quarantine records, which are of one stream for it.
  let quarantineNews = SpoolNews()
  let claims = Mutex<[IdempotencyKey: [UInt8]]>([:])
  let observer: any StoreObserver
  let logger: Logger
  let wall: @Sendable () -> Timestamp
  let state: Mutex<StoreState>
  private let directory: StoreDirectory
  private let upkeep = Mutex<Task<Void, Never>?>(nil)

  /// Opens the store in a directory, making it if need be.
  ///
  /// A damaged database is set aside under another name, and what can be read of it is taken over.
  ///
  /// - Parameters:
  ///   - sinks: The streams that each sink takes.
  ///   - clock: What the watch over commits goes by.
  /// - Throws: `StoreError.inUse`, `newerFormat`, `unusable`, or what the disk says.
  package static func open(
    _ path: String, settings: StoreSettings = StoreSettings(), sinks: [String: [String]] = [:],
    observer: any StoreObserver = SilentStoreObserver(),
    logger: Logger = Logger(label: "weir.store"),
    clock: any Clock<Duration> = ContinuousClock(),
    wall: @escaping @Sendable () -> Timestamp = { .now }
  ) async throws(StoreError) -> GatewayStore {
    let directory = try StoreDirectory(path, now: wall())
    let opening = StoreOpening(
      directory: directory, settings: settings, observer: observer, logger: logger, now: wall())
    let (pool, state) = try await opening.open()
    let store = GatewayStore(
      directory, settings, pool, state, observer, logger, elapsed(by: clock), wall)
    store.news.announce(state.newest)
    store.quarantineNews.announce([quarantineStream: state.newestQuarantined])
    try await store.register(sinks)
    store.upkeep.withLock { $0 = store.startUpkeep(clock) }
    observer.observe(.level(state.level))
    return store
  }

  private init(
    _ directory: StoreDirectory, _ settings: StoreSettings, _ pool: DatabasePool,
    _ state: StoreState, _ observer: any StoreObserver, _ logger: Logger,
    _ now: @escaping @Sendable () -> Duration, _ wall: @escaping @Sendable () -> Timestamp
  ) {
    self.directory = directory
    self.settings = settings
    self.pool = pool
    self.observer = observer
    self.logger = logger
    self.wall = wall
    self.state = Mutex(state)
    watch = CommitWatch(timeout: settings.commitTimeout, observer: observer, now: now)
    queue = CommitQueue(pool, settings: settings, watch: watch, observer: observer)
  }

  /// How full the store is.
  package var level: StoreLevel { state.withLock { $0.level } }

  /// The share of its limit that whatever is fullest has taken; from 1 on writes are refused.
  package var fill: Double { level.fill(settings, at: wall()) }

  /// The place of the last record of a stream that is durable; 0 if there has been none since the
  /// store was opened, and the spool had none then.
  package func newestSequence(of stream: String) -> Int64 { news.newest(of: [stream]) }

  /// Whether a commit can be expected to succeed: none hangs, and the last one did not fail.
  package var isWritable: Bool { watch.failure == nil && !state.withLock { $0.isClosed } }

  /// What stands in the way of writing, if anything does.
  package var failure: StoreError? { watch.failure }

  /// Ends what is under way, closes the database, and lets others have the directory.
  package func close() async {
    guard
      state.withLock({ state in
        defer { state.isClosed = true }
        return !state.isClosed
      })
    else { return }
    news.close()
    quarantineNews.close()
    let task = upkeep.withLock { $0 }
    task?.cancel()
    await task?.value
    _ = try? await queue.write { _ in }
    // By hand: the connection that is closed last is a reader, which could not do it. And when no read is
    // under way, which would be in its way.
    await closing("checkpoint") {
      try await pool.barrierWriteWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }
    await closing("close") { try await closePool() }
    directory.unlock()
  }

  /// Whatever fails of the steps of closing, the next one is taken.
  private func closing(_ step: String, _ body: () async throws -> Void) async {
    do {
      try await body()
    } catch {
      logger.warning(
        "the store was not closed cleanly",
        metadata: ["step": "\(step)", "error.message": "\(error)"])
    }
  }

  /// Waits for reads that are under way on a thread of its own: they may need those of the tasks.
  private func closePool() async throws {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { [pool] in continuation.resume(with: Result { try pool.close() }) }
    }
  }
}

// MARK: Writing

extension GatewayStore {
  /// Stores what one request leaves, durably, together with what others do at the same time.
  ///
  /// - Returns: The place of each record in the spool, in their order; 0 for one whose event id was
  ///   seen within `duplicateWindow`, which is not stored.
  /// - Throws: `StoreError`; then nothing of the write is stored. After an error of the disk that
  ///   came with the answer of `fsync`, it may turn up again when the process starts anew.
  package func commit(_ write: IngestWrite) async throws -> [Int64] {
    let wall = wall()
    try admit(write, at: wall)
    let (sequences, effects) = try await queue.write(
      records: write.records.count, bytes: write.byteCount
    ) { [settings] in
      try WriteStatements(database: $0, settings: settings, now: wall).perform(write)
    }
    settled(write, sequences, effects)
    return sequences
  }

  private func admit(_ write: IngestWrite, at now: Timestamp) throws(StoreError) {
    let limit: StoreError.Limit? = try state.withLock { state throws(StoreError) in
      if state.isClosed { throw .closed }
      return state.level.limit(
        settings, at: now, addingRecords: write.records.count, bytes: write.payloadBytes,
        quarantineBytes: write.quarantineBytes)
    }
    if let limit { throw .full(limit) }
  }

  /// Takes into account what a write did, and tells those who wait for it.
  func settled(_ write: IngestWrite, _ sequences: [Int64], _ effects: WriteEffects) {
    var newest: [String: Int64] = [:]
    let level = state.withLock { state in
      for (record, sequence) in zip(write.records, sequences) where sequence > 0 {
        newest[record.stream] = sequence
        state.level.records += 1
        state.level.bytes += record.payload.count
        if state.level.oldest == nil { state.level.oldest = record.receivedAt.nanoseconds }
      }
      state.level.add(effects)
      return state.level
    }
    if let completion = write.completion {
      claims.withLock { _ = $0.removeValue(forKey: completion.key) }
      observer.observe(.idempotencyEntries(effects.idempotencyEntries))
    }
    if effects.duplicates > 0 { observer.observe(.duplicates(effects.duplicates)) }
    observer.observe(.level(level))
    news.announce(newest)
    announce(effects)
  }

  func announce(_ effects: WriteEffects) {
    guard let last = effects.lastQuarantined else { return }
    quarantineNews.announce([quarantineStream: last])
  }
}

/// What `quarantineNews` calls the one stream it has.
let quarantineStream = "quarantine"

/// What the store knows without asking the database.
struct StoreState: Sendable {
  var level = StoreLevel()

  /// The place of the last record of each stream, as the store was opened.
  var newest: [String: Int64] = [:]
  var newestQuarantined: Int64 = 0
  var sinks: [String: RegisteredSink] = [:]

  /// By sink, as counted last; and whether something changed since.
  var parked: [String: ParkedCount] = [:]
  var isParkedCountOld = false

  /// Up to where the settled records of each stream are deleted.
  var trimmed: [String: Int64] = [:]

  /// Records that were parked and are no longer, to be deleted.
  var released: Set<Int64> = []
  var isTrimming = false
  var wantsTrim = false
  var isProbing = false
  var isClosed = false

  struct RegisteredSink: Sendable {
    var streams: [String]
    var cursor: Int64
  }

  /// Up to where each stream is settled by all its sinks. A stream that no sink takes has no floor:
  /// what it holds is kept until one does.
  var floors: [String: Int64] {
    sinks.values.reduce(into: [:]) { floors, sink in
      for stream in sink.streams { floors[stream] = min(floors[stream] ?? .max, sink.cursor) }
    }
  }
}

/// Tells nobody.
package struct SilentStoreObserver: StoreObserver {
  package init() {}
  package func observe(_ event: StoreEvent) {}
}

/// The time since now, by a clock.
private func elapsed(by clock: some Clock<Duration>) -> @Sendable () -> Duration {
  let start = clock.now
  return { start.duration(to: clock.now) }
}
