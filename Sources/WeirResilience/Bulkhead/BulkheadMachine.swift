/// Who runs, who waits, and who comes next: first in, first out.
///
/// Invariant: while somebody waits, no permit is free.
struct BulkheadMachine<Waiter> {
  /// Numbered in the order of arrival.
  typealias ID = Int

  enum Admission: Equatable {
    case granted
    case queued
  }

  private struct Entry {
    var waiter: Waiter
    var bytes: Int
  }

  private let settings: BulkheadSettings
  private(set) var limit: Int
  private(set) var running = 0
  private(set) var queuedBytes = 0
  private var entries: [ID: Entry] = [:]

  /// No entry has a smaller number. Numbers from here on that have none were cancelled.
  private var head: ID = 0
  private var nextID: ID = 0

  init(_ settings: BulkheadSettings) {
    self.settings = settings
    limit = settings.maxConcurrentCalls
  }

  var snapshot: BulkheadSnapshot {
    BulkheadSnapshot(
      limit: limit, running: running, queued: entries.count, queuedBytes: queuedBytes)
  }

  mutating func makeID() -> ID {
    nextID += 1
    return nextID
  }

  /// Takes a permit if one is free; does not queue.
  mutating func tryEnter() -> Bool {
    guard running < limit else { return false }
    running += 1
    return true
  }

  mutating func enter(
    _ id: ID, bytes: Int, _ waiter: Waiter
  ) throws(BulkheadError) -> Admission {
    if tryEnter() { return .granted }
    guard entries.count < settings.maxQueuedCalls else {
      throw .tooManyCalls(limit: settings.maxQueuedCalls)
    }
    guard bytes <= settings.maxQueuedBytes - queuedBytes else {
      throw .tooManyBytes(limit: settings.maxQueuedBytes)
    }
    if entries.isEmpty { head = id } else { head = min(head, id) }
    entries[id] = Entry(waiter: waiter, bytes: bytes)
    queuedBytes += bytes
    return .queued
  }

  /// - Returns: Nil when it does not wait any more, because it has got its permit.
  mutating func cancel(_ id: ID) -> Waiter? {
    guard let entry = entries.removeValue(forKey: id) else { return nil }
    queuedBytes -= entry.bytes
    return entry.waiter
  }

  /// Gives a permit back. - Returns: Who gets it.
  mutating func leave() -> [Waiter] {
    running -= 1
    return grant()
  }

  /// - Returns: Who gets a permit thereby.
  mutating func setLimit(_ limit: Int) -> [Waiter] {
    self.limit = limit
    return grant()
  }

  private mutating func grant() -> [Waiter] {
    var granted: [Waiter] = []
    while running < limit, let waiter = takeFirst() {
      running += 1
      granted.append(waiter)
    }
    return granted
  }

  /// Constant time on the average: each number is passed over once.
  private mutating func takeFirst() -> Waiter? {
    guard !entries.isEmpty else { return nil }
    while true {
      head += 1
      if let waiter = cancel(head - 1) { return waiter }
    }
  }
}
