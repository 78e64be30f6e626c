/// Who waits for what on a ``ManualClock``.
struct ManualClockState {
  typealias Continuation = CheckedContinuation<Void, any Error>

  enum Event {
    /// The clock has come that far: somebody sleeps.
    case time(Duration)

    /// So many sleep.
    case sleepers(Int)

    /// Somebody sleeps until this time.
    case sleeper(Duration)
  }

  private(set) var now: Duration = .zero
  private let skipsSleeps: Bool
  private var waiting: [Int: (event: Event, task: Continuation)] = [:]
  private var lastID = 0

  init(skipsSleeps: Bool) { self.skipsSleeps = skipsSleeps }

  mutating func makeID() -> Int {
    lastID += 1
    return lastID
  }

  /// The deadlines of those that sleep, in order.
  var deadlines: [Duration] {
    waiting.values.compactMap { entry in
      if case .time(let deadline) = entry.event { deadline } else { nil }
    }.sorted()
  }

  /// - Returns: Whom to wake.
  mutating func add(_ id: Int, _ event: Event, _ task: Continuation) -> [Continuation] {
    if skipsSleeps, case .time(let deadline) = event { now = max(now, deadline) }
    waiting[id] = (event, task)
    return takeSatisfied()
  }

  mutating func remove(_ id: Int) -> Continuation? { waiting.removeValue(forKey: id)?.task }

  /// - Returns: Whom to wake, those with earlier deadlines first.
  mutating func advance(by duration: Duration) -> [Continuation] {
    now += duration
    return takeSatisfied()
  }

  private mutating func takeSatisfied() -> [Continuation] {
    let deadlines = deadlines
    let satisfied = waiting.filter { _, entry in
      switch entry.event {
      case .time(let deadline): deadline <= now
      case .sleepers(let count): deadlines.count { $0 > now } >= count
      case .sleeper(let deadline): deadlines.contains(deadline)
      }
    }
    let order = satisfied.sorted {
      ($0.value.event.deadline, $0.key) < ($1.value.event.deadline, $1.key)
    }
    return order.compactMap { id, _ in remove(id) }
  }
}

extension ManualClockState.Event {
  /// What is no time comes last.
  fileprivate var deadline: Duration {
    if case .time(let deadline) = self { deadline } else { .nanoseconds(Int64.max) }
  }
}
