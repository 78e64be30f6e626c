/// Decides when the writes that wait share a transaction.
///
/// Pure: it is told the time, and answers what is to be done. An idle writer commits at once. While it is
/// busy others gather, until the first of them has waited `delay` or they have `maxBytes`.
struct CommitGathering<Job> {
  private let delay: Duration
  private let maxBytes: Int
  private var phase = Phase.idle
  private var waiting: [(job: Job, bytes: Int)] = []
  private var waitingBytes = 0
  private var firstArrival = Duration.zero

  private enum Phase { case idle, gathering, committing }

  enum Action: Equatable {
    case nothing
    case commit

    /// To ask again by `delayEnded` after that time.
    case wait(Duration)
  }

  init(delay: Duration, maxBytes: Int) {
    self.delay = delay
    self.maxBytes = maxBytes
  }

  var waitingCount: Int { waiting.count }

  mutating func add(_ job: Job, bytes: Int, at now: Duration) -> Action {
    if waiting.isEmpty { firstArrival = now }
    waiting.append((job, bytes))
    waitingBytes += bytes
    switch phase {
    case .committing: return .nothing
    case .gathering where waitingBytes < maxBytes: return .nothing
    case .idle, .gathering:
      phase = .committing
      return .commit
    }
  }

  /// The jobs of the next transaction: at least one if any waits, and no more than `maxBytes` unless
  /// the first alone has more.
  mutating func take() -> [Job] {
    var count = 0
    var bytes = 0
    while count < waiting.count, count == 0 || bytes + waiting[count].bytes <= maxBytes {
      bytes += waiting[count].bytes
      count += 1
    }
    let jobs = waiting.prefix(count).map(\.job)
    waiting.removeFirst(count)
    waitingBytes -= bytes
    return jobs
  }

  mutating func commitEnded(at now: Duration) -> Action {
    guard !waiting.isEmpty else {
      phase = .idle
      return .nothing
    }
    let rest = firstArrival + delay - now
    if waitingBytes >= maxBytes || rest <= .zero { return .commit }
    phase = .gathering
    return .wait(rest)
  }

  mutating func delayEnded() -> Action {
    guard case .gathering = phase else { return .nothing }
    phase = .committing
    return .commit
  }
}
