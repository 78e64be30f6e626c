import Synchronization
package import WeirStream

/// What became of every record that was received, kept under one lock, so that at any moment
/// `received = accepted + quarantined + duplicate + shed + inflight`.
///
/// Cost: one lock for a batch of records, and a few look-ups. Memory: some 200 bytes for each batch that is
/// under way, and for each distinct set of labels, of which there are at most `maxSeries` a metric.
package final class RecordLedger: Sendable {
  package static let maxSeries = 1000

  /// What one record came to.
  package enum Outcome: Sendable, Hashable {
    /// Stored durably, to be delivered.
    case accepted(schema: String)

    /// Stored with a reason: of several, the first.
    case quarantined(schema: String, stage: String, code: String)

    /// It was there before.
    case duplicate(schema: String)

    /// Neither stored nor kept; whoever sent it was told so.
    case shed(reason: String)
  }

  /// Records that came together and are under way.
  package struct Batch: Sendable, Hashable {
    fileprivate let id: Int
  }

  /// The ledger at one moment.
  package struct Snapshot: Sendable, Equatable {
    package struct Key: Sendable, Hashable {
      package var source: String
      package var schema: String

      /// `accepted`, `quarantined`, `duplicate`, `shed`.
      package var outcome: String
    }

    package struct Reject: Sendable, Hashable {
      package var schema: String
      package var stage: String
      package var code: String
    }

    /// By source.
    package var received: [String: Int] = [:]
    package var inflight: [String: Int] = [:]
    package var settled: [Key: Int] = [:]
    package var rejects: [Reject: Int] = [:]

    /// By reason.
    package var shed: [String: Int] = [:]

    /// When the first of the records under way came; nil when there are none.
    package var oldestInflight: Timestamp?

    package func count(of outcome: String) -> Int {
      settled.reduce(0) { $1.key.outcome == outcome ? $0 + $1.value : $0 }
    }
  }

  fileprivate struct Underway {
    var source: String
    var count: Int
    var since: Timestamp
  }

  fileprivate struct Books {
    var totals = Snapshot()
    var batches: [Int: Underway] = [:]
    var nextID = 0
  }

  private let books = Mutex(Books())

  package init() {}

  /// Takes note of records that came, before anything is done with them.
  ///
  /// Each batch must be finished, however its work ends.
  package func receive(_ count: Int, from source: String, at now: Timestamp) -> Batch {
    books.withLock { books in
      let source = books.totals.received.bounded(source, overflow: Self.overflow)
      books.nextID += 1
      books.batches[books.nextID] = Underway(source: source, count: count, since: now)
      books.totals.received[source, default: 0] += count
      books.totals.inflight[source, default: 0] += count
      return Batch(id: books.nextID)
    }
  }

  /// Takes note of more records of a batch: of a body that is read as it comes.
  package func receive(_ count: Int, more batch: Batch) {
    books.withLock { books in
      guard let source = books.batches[batch.id]?.source else { return }
      books.batches[batch.id]?.count += count
      books.totals.received[source, default: 0] += count
      books.totals.inflight[source, default: 0] += count
    }
  }

  /// Takes note of what became of records of a batch; more than it has left are passed over.
  package func settle(_ batch: Batch, _ outcome: Outcome, count: Int = 1) {
    books.withLock { $0.settle(batch, outcome, count) }
  }

  /// Ends a batch: what is left of it was shed for `reason`.
  package func finish(_ batch: Batch, leftover reason: String) {
    books.withLock { books in
      guard let left = books.batches[batch.id]?.count else { return }
      books.settle(batch, .shed(reason: reason), left)
      books.batches[batch.id] = nil
    }
  }

  /// Linear in the number of batches under way and of series.
  package var snapshot: Snapshot {
    books.withLock { books in
      var snapshot = books.totals
      snapshot.oldestInflight = books.batches.values.lazy.filter { $0.count > 0 }
        .map(\.since).min { $0.nanoseconds < $1.nanoseconds }
      return snapshot
    }
  }

  fileprivate static let overflow = "overflow"
}

extension RecordLedger.Books {
  fileprivate mutating func settle(
    _ batch: RecordLedger.Batch, _ outcome: RecordLedger.Outcome, _ wanted: Int
  ) {
    guard let underway = batches[batch.id] else { return }
    let count = min(wanted, underway.count)
    guard count > 0 else { return }
    batches[batch.id]?.count -= count
    totals.inflight[underway.source, default: 0] -= count
    totals.add(outcome, from: underway.source, count)
  }
}

extension RecordLedger.Snapshot {
  fileprivate mutating func add(_ outcome: RecordLedger.Outcome, from source: String, _ count: Int)
  {
    let overflow = RecordLedger.overflow
    switch outcome {
    case .accepted(let schema): settle(source, schema, "accepted", count)
    case .duplicate(let schema): settle(source, schema, "duplicate", count)
    case .quarantined(let schema, let stage, let code):
      settle(source, schema, "quarantined", count)
      let reject = rejects.bounded(
        Reject(schema: schema, stage: stage, code: code),
        overflow: Reject(schema: overflow, stage: overflow, code: overflow))
      rejects[reject, default: 0] += count
    case .shed(let reason):
      settle(source, "", "shed", count)
      shed[shed.bounded(reason, overflow: overflow), default: 0] += count
    }
  }

  private mutating func settle(_ source: String, _ schema: String, _ outcome: String, _ count: Int)
  {
    let key = settled.bounded(
      Key(source: source, schema: schema, outcome: outcome),
      overflow: Key(source: source, schema: RecordLedger.overflow, outcome: outcome))
    settled[key, default: 0] += count
  }
}

extension Dictionary where Value == Int {
  /// The key, or the one that stands for all others when there is no room for a new one.
  fileprivate func bounded(_ key: Key, overflow: Key) -> Key {
    count < RecordLedger.maxSeries || self[key] != nil ? key : overflow
  }
}
