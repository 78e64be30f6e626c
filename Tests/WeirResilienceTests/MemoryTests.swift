import TestSupport
import Testing

@testable import WeirResilience

/// What policies remember does not grow with the calls that have been.
struct MemoryTests {
  /// All that a policy keeps, after some of the calls of a day.
  private struct Policies {
    var circuit = CircuitMachine(CircuitBreakerSettings())
    var bulkhead: BulkheadMachine<Int>
    var budget = RetryBucket(RetryBudgetSettings())
    var rate = TokenBucket(RateLimiterSettings(permits: 10), now: .zero)
    var latencies = LatencyWindow()
    var limit = AdaptiveLimit(AdaptiveConcurrencySettings(), start: 32)
    var random = SeededGenerator(seed: 1)
    var now: Duration = .zero

    init() {
      var settings = BulkheadSettings()
      settings.maxConcurrentCalls = 2
      settings.maxQueuedCalls = 5
      bulkhead = BulkheadMachine(settings)
    }

    mutating func call() {
      let took = Duration.random(in: .zero...(.milliseconds(300)), using: &random)
      let isFailure = random.next() % 3 == 0
      budget.noteCall()
      if isFailure { _ = budget.takeRetry() }
      try? rate.take(1, now: now)
      latencies.note(took)
      limit.note(isFailure ? .overload : .success, beganAt: now, now: now + took, running: 32)
      if let call = try? circuit.begin(now: now, using: &random) {
        circuit.end(call, isFailure ? .failure : .success, took: took, now: now, using: &random)
      }
      queueAndLeave()
      now += took
    }

    /// The bulkhead stays full: calls come, give up, and get their turn.
    private mutating func queueAndLeave() {
      let id = bulkhead.makeID()
      _ = try? bulkhead.enter(id, bytes: 1, id)
      switch random.next() % 3 {
      case 0: _ = bulkhead.cancel(id)
      default: if bulkhead.running > 0 { _ = bulkhead.leave() }
      }
    }

    mutating func mostHeld(inCalls calls: Int) -> Int {
      (0..<calls).reduce(0) { most, number in
        call()
        return number % 20 == 0 ? max(most, Self.size(of: self)) : most
      }
    }

    /// Values within values, all told.
    private static func size(of value: Any) -> Int {
      Mirror(reflecting: value).children.reduce(1) { $0 + size(of: $1.value) }
    }
  }

  @Test("after 20,000 calls policies hold no more than after 1,000")
  func longRun() {
    var policies = Policies()
    let most = policies.mostHeld(inCalls: 1000)
    for _ in 0..<18_000 { policies.call() }
    let later = policies.mostHeld(inCalls: 1000)
    #expect(later <= most && most > 100, "\(later), \(most)")
  }
}
