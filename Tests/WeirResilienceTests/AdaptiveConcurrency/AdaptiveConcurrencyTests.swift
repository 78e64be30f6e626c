import TestSupport
import Testing
import WeirResilienceTesting

@testable import WeirResilience

struct AdaptiveConcurrencyTests {
  private let clock = ManualClock()

  @Test("the limit grows by one a round while it is used, and falls once a round")
  func rounds() {
    var settings = AdaptiveConcurrencySettings()
    settings.backoffPercentage = 50
    var limit = AdaptiveLimit(settings, start: 10)
    for _ in 0..<11 { limit.note(.success, beganAt: .zero, now: .seconds(1), running: 10) }
    #expect(limit.limit == 11)
    for _ in 0..<1000 { limit.note(.success, beganAt: .zero, now: .seconds(1), running: 5) }
    #expect(limit.limit == 11)
    // One round of calls, all begun before the limit fell.
    for _ in 0..<50 { limit.note(.overload, beganAt: .zero, now: .seconds(2), running: 11) }
    #expect(limit.limit == 5)
    limit.note(.overload, beganAt: .seconds(2), now: .seconds(3), running: 5)
    #expect(limit.limit == 2)
    limit.note(.success, beganAt: .seconds(3), now: .seconds(9), running: 9)
    #expect(limit.limit == 1)
    limit.note(.ignored, beganAt: .seconds(9), now: .seconds(20), running: 9)
    #expect(limit.limit == 1)
  }

  @Test("the limit stays within its bounds", arguments: 1...10 as ClosedRange<UInt64>)
  func bounds(seed: UInt64) {
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    var settings = AdaptiveConcurrencySettings()
    settings.minConcurrentCalls = 3
    settings.maxConcurrentCalls = 17
    var limit = AdaptiveLimit(settings, start: 1000)
    var seen: Set<Int> = []
    for step in 0..<5000 {
      let isOverloaded = random.next() % (step < 2500 ? 2 : 200) == 0
      limit.note(
        isOverloaded ? .overload : .success, beganAt: .seconds(step), now: .seconds(step + 1),
        running: 20)
      seen.insert(limit.limit)
    }
    #expect(seen.min() == 3 && seen.max() == 17)
  }

  /// A destination that serves 20 calls at once in a second each; what is beyond waits its turn.
  @Test("it settles near what a destination can take")
  func settles() {
    var settings = AdaptiveConcurrencySettings()
    settings.overloadedAfter = .seconds(1.5)
    var limit = AdaptiveLimit(settings, start: 200)
    var sum = 0
    for round in 0..<400 {
      let running = limit.limit
      let took = Duration.seconds(max(1, Double(running) / 20))
      let beganAt = Duration.seconds(1000 * round)
      for _ in 0..<running {
        limit.note(.success, beganAt: beganAt, now: beganAt + took, running: running)
      }
      if round >= 200 { sum += limit.limit }
    }
    #expect((25...31).contains(sum / 200), "\(sum / 200)")
  }

  @Test("a bulkhead's limit follows throttling and timeouts, not other failures")
  func movesBulkhead() async throws {
    let events = RecordedEvents()
    let bulkhead = try Bulkhead()
    let adaptive = try AdaptiveConcurrency(
      moving: bulkhead, classifier: Refusal.classifier,
      in: PolicyEnvironment(clock: clock, observer: events))
    for error in [
      Refusal(.throttled), Refusal(.retryable), TimeoutError.exceeded(limit: .seconds(1)),
    ]
      as [any Error]
    {
      clock.advance(by: .seconds(1))
      _ = try? await bulkhead.run { try await adaptive.run { throw error } }
    }
    #expect(bulkhead.limit == 25)
    #expect(
      events.all == [.concurrencyChanged(from: 32, to: 28), .concurrencyChanged(from: 28, to: 25)])
    _ = try? await adaptive.run { throw CancellationError() }
    #expect(bulkhead.limit == 25)
  }

  @Test("a raised limit lets in who waits")
  func letsIn() async throws {
    var settings = BulkheadSettings()
    settings.maxConcurrentCalls = 1
    let bulkhead = try Bulkhead(settings)
    let adaptive = try AdaptiveConcurrency(moving: bulkhead)
    let permit = try await bulkhead.acquire()
    let waiting = Task { try await bulkhead.run { 7 } }
    while bulkhead.snapshot.queued == 0 { await Task.yield() }
    try await adaptive.run {}
    #expect(bulkhead.limit == 2)
    #expect(try await waiting.value == 7)
    permit.release()
  }
}
