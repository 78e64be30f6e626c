import Synchronization

/// What senders saw.
final class SenderTally: Sendable {
  private struct State {
    var requests = 0
    var repeated = 0

    /// By status; 0 for no answer.
    var failures: [Int: Int] = [:]

    /// When each sender began the last request that was answered.
    var lastAnswered: [Int: ContinuousClock.Instant] = [:]
    var slowest = Duration.zero
  }

  private let state = Mutex(State())

  func answered(_ sender: Int, _ beganAt: ContinuousClock.Instant) {
    let took = ContinuousClock.now - beganAt
    state.withLock { state in
      state.requests += 1
      state.lastAnswered[sender] = beganAt
      state.slowest = max(state.slowest, took)
    }
  }

  func failed(_ sender: Int, status: Int?) {
    state.withLock { $0.failures[status ?? 0, default: 0] += 1 }
  }

  func repeated() { state.withLock { $0.repeated += 1 } }

  var requests: Int { state.withLock { $0.requests } }
  var repetitions: Int { state.withLock { $0.repeated } }
  var slowest: Duration { state.withLock { $0.slowest } }

  /// Failures as a text: `no answer 3, 503 12`.
  var failures: String {
    let failures = state.withLock { $0.failures }.sorted { $0.key < $1.key }
    guard !failures.isEmpty else { return "none" }
    return failures.map { "\($0.key == 0 ? "no answer" : "\($0.key)") \($0.value)" }
      .joined(separator: ", ")
  }

  /// How many senders got an answer to a request that they began after this moment.
  func sendersAnswered(since moment: ContinuousClock.Instant) -> Int {
    state.withLock { $0.lastAnswered.values.count { $0 > moment } }
  }
}
