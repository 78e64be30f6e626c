import WeirResilience

/// The records between a sink's cursor and what was read last: which go together, what became of them,
/// and whether the sink takes any now. Decides and does nothing; told the time, it answers.
///
/// ```
///  cursor │ waiting or under way                      │ read last
/// ────────┼──────────────┬─────────────┬──────────────┼──────────
///  settled│ under way    │ settled     │ waiting      │ in the spool
/// ```
///
/// - No record is in two deliveries at once, nor in another one after it is settled.
/// - The cursor stands before the first record that is neither settled nor parked.
/// - A failure of the sink as a whole settles nothing: its records wait where they were.
struct DeliveryWindow {
  typealias BatchID = Int

  /// Records that are delivered together.
  struct Batch: Sendable, Equatable {
    let id: BatchID
    let records: [SpoolRecord]

    /// Whether they were parked, with the attempts of earlier times.
    let earlierAttempts: [Int64: Int]?

    let begunAt: Duration

    /// Since how many pauses; what belongs to an earlier one says nothing of this.
    let round: Int

    var isParked: Bool { earlierAttempts != nil }
  }

  /// What to read from the spool.
  struct ReadRequest: Sendable, Equatable {
    var after: Int64
    var limit: Int
    var bytes: Int
  }

  enum Health: Equatable {
    case running
    case paused(until: Duration)

    /// One record is under way, and decides.
    case probing(BatchID)
  }

  private struct Waiting {
    var record: SpoolRecord
    var readAt: Duration
  }

  let settings: DeliverySettings
  let concurrency: Int
  let batchLimit: Int
  let isIdempotent: Bool

  /// No new delivery begins, and nothing is read.
  var isDraining = false

  private(set) var health = Health.running
  private(set) var underWay: [BatchID: Batch] = [:]

  /// In the order of the spool.
  private var waiting: [Waiting] = []
  private var parked: [ParkedRecord] = []
  private var waitingBytes = 0
  private var underWayBytes = 0

  /// Read last.
  private var readUpTo: Int64
  private var nextID: BatchID = 0
  var round = 0

  /// In a row, without a delivery that went well.
  var pauses = 0
  var outcomes: SettlementDraft
  var silence = SinkSilence()

  init(
    sink: String, progress: SinkProgress, settings: DeliverySettings, concurrency: Int,
    batchLimit: Int = .max, isIdempotent: Bool
  ) {
    self.settings = settings
    self.concurrency = max(1, min(concurrency, settings.maxConcurrentDeliveries))
    self.batchLimit = max(1, min(batchLimit, settings.maxBatchRecords))
    self.isIdempotent = isIdempotent
    readUpTo = progress.cursor
    outcomes = SettlementDraft(sink: sink, cursor: progress.cursor)
  }

  /// Every record up to here is settled or parked.
  var cursor: Int64 {
    let firsts = underWay.values.lazy.filter { !$0.isParked }.compactMap {
      $0.records.first?.sequence
    }
    let firstOpen = [firsts.min(), waiting.first?.record.sequence].compactMap { $0 }.min()
    return firstOpen.map { $0 - 1 } ?? readUpTo
  }

  /// Since when the sink has records and gives no answer; nil where it owes none.
  var silentSince: Duration? {
    silence.since(underWay: underWay.values.lazy.map(\.begunAt), isWaiting: queuedCount > 0)
  }

  var heldBytes: Int { waitingBytes + underWayBytes }
  var queuedCount: Int { waiting.count + parked.count }
}

// MARK: - Reading

extension DeliveryWindow {
  /// Nil while it holds enough. One read at a time.
  var readRequest: ReadRequest? {
    let room = settings.maxHeldBytes - heldBytes
    guard !isDraining, room > 0, waiting.count < settings.maxBatchRecords else { return nil }
    return ReadRequest(
      after: readUpTo, limit: settings.maxBatchRecords, bytes: min(room, settings.maxBatchBytes))
  }

  /// Takes what was read.
  mutating func add(_ records: [SpoolRecord], now: Duration) {
    for record in records where record.sequence > readUpTo {
      waiting.append(Waiting(record: record, readAt: now))
      waitingBytes += record.payload.count
      readUpTo = record.sequence
    }
  }

  /// Whether to look for parked records. Those of one look are settled in the store before there is
  /// another, which would find them again.
  func wantsParked(now: Duration) -> Bool {
    guard !isDraining, parked.isEmpty, !outcomes.hasParkedRecords,
      !underWay.values.contains(where: \.isParked)
    else { return false }
    return switch health {
    case .running: true
    case .probing: false
    case .paused(let until): now >= until
    }
  }

  mutating func add(parked records: [ParkedRecord]) {
    parked += records
    waitingBytes += records.reduce(0) { $0 + $1.record.payload.count }
  }
}

// MARK: - Batches

extension DeliveryWindow {
  /// The next records to deliver; nil when none may go now.
  mutating func nextBatch(now: Duration) -> Batch? {
    guard !isDraining, underWay.count < concurrency else { return nil }
    switch health {
    case .probing: return nil
    case .paused(let until):
      guard now >= until, let batch = takeBatch(limit: 1, now: now) else { return nil }
      health = .probing(batch.id)
      return batch
    case .running:
      guard isBatchReady(now: now) else { return nil }
      return takeBatch(limit: batchLimit, now: now)
    }
  }

  /// When to ask for a batch again although nothing else happens. After a pause also where nothing waits:
  /// what was parked is looked for then.
  func wakeUp(now: Duration) -> Duration? {
    guard !isDraining, underWay.count < concurrency else { return nil }
    return switch health {
    case .probing: nil
    case .paused(let until): queuedCount > 0 || until > now ? until : nil
    case .running: waiting.first.map { $0.readAt + settings.linger }
    }
  }

  private func isBatchReady(now: Duration) -> Bool {
    guard parked.isEmpty else { return true }
    guard let first = waiting.first else { return false }
    return waiting.count >= batchLimit || waitingBytes >= settings.maxBatchBytes
      || now >= first.readAt + settings.linger
  }

  private mutating func takeBatch(limit: Int, now: Duration) -> Batch? {
    if !parked.isEmpty {
      let taken = parked.prefix(prefixLength(of: parked.lazy.map(\.record), limit: limit))
      parked.removeFirst(taken.count)
      let attempts = Dictionary(
        taken.map { ($0.record.sequence, $0.attempts) }, uniquingKeysWith: { $1 })
      return begin(taken.map(\.record), earlierAttempts: attempts, now: now)
    }
    let taken = waiting.prefix(prefixLength(of: waiting.lazy.map(\.record), limit: limit))
    waiting.removeFirst(taken.count)
    return taken.isEmpty ? nil : begin(taken.map(\.record), earlierAttempts: nil, now: now)
  }

  /// How many records go together: at least one, if there is any.
  private func prefixLength(of records: some Sequence<SpoolRecord>, limit: Int) -> Int {
    var count = 0
    var bytes = 0
    for record in records {
      bytes += record.payload.count
      guard count == 0 || bytes <= settings.maxBatchBytes, count < limit else { break }
      count += 1
    }
    return count
  }

  private mutating func begin(
    _ records: [SpoolRecord], earlierAttempts: [Int64: Int]?, now: Duration
  ) -> Batch {
    nextID += 1
    let batch = Batch(
      id: nextID, records: records, earlierAttempts: earlierAttempts, begunAt: now, round: round)
    let bytes = records.reduce(0) { $0 + $1.payload.count }
    waitingBytes -= bytes
    underWayBytes += bytes
    underWay[batch.id] = batch
    return batch
  }

  /// Ends a delivery. - Returns: Nil when it is not under way.
  mutating func end(_ id: BatchID) -> Batch? {
    guard let batch = underWay.removeValue(forKey: id) else { return nil }
    underWayBytes -= batch.records.reduce(0) { $0 + $1.payload.count }
    return batch
  }

  /// Puts records back where they were: nothing became of them. Parked ones are found again in the
  /// store.
  mutating func putBack(_ records: [SpoolRecord], of batch: Batch, now: Duration) {
    guard !batch.isParked, let first = records.first else { return }
    let place = waiting.firstIndex { $0.record.sequence > first.sequence } ?? waiting.endIndex
    // Later ones may stand between them: sorted, since batches end in any order.
    waiting.insert(contentsOf: records.map { Waiting(record: $0, readAt: now) }, at: place)
    waiting.sort { $0.record.sequence < $1.record.sequence }
    waitingBytes += records.reduce(0) { $0 + $1.payload.count }
  }

  mutating func setHealth(_ health: Health) { self.health = health }

  /// Lets go of parked records that are not under way: the store has them.
  mutating func forgetParked() {
    waitingBytes -= parked.reduce(0) { $0 + $1.record.payload.count }
    parked.removeAll()
  }
}
