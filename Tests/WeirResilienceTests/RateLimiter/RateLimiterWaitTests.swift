import TestSupport
import Testing
import WeirResilienceTesting

@testable import WeirResilience

/// Waiting for permits, on a clock that stands still.
struct RateLimiterWaitTests {
  private let clock = ManualClock()
  private let events = RecordedEvents()

  /// Ten a second, two at once.
  private func limiter() throws -> RateLimiter {
    try RateLimiter(
      RateLimiterSettings(permits: 10, per: .seconds(1), burst: 2),
      in: PolicyEnvironment(clock: clock, observer: events))
  }

  @Test("callers get their turn in the order in which they came, as permits come")
  func order() async throws {
    let limiter = try limiter()
    let done = Shared<[Int]>([])
    for _ in 0..<2 { try await limiter.acquire(within: .zero) }
    var callers: [Task<Void, any Error>] = []
    for number in 0..<3 {
      callers.append(
        Task {
          try await limiter.run(within: .seconds(1)) { done.change { $0.append(number) } }
        })
      try await clock.untilSleeping(for: .milliseconds(100 * (number + 1)))
    }
    for count in 1...3 {
      clock.advance(by: .milliseconds(99))
      #expect(done.value.count == count - 1)
      clock.advance(by: .milliseconds(1))
      try await callers[count - 1].value
    }
    #expect(done.value == [0, 1, 2])
    #expect(events.all == [])
  }

  @Test("nobody waits in vain: what takes longer than the limit fails at once")
  func tooLong() async throws {
    let limiter = try limiter()
    try await limiter.acquire(2, within: .zero)
    let error = RateLimiterError.limited(retryAfter: .milliseconds(200))
    await #expect(throws: error) { try await limiter.acquire(2, within: .milliseconds(199)) }
    #expect(events.all == [.rateLimited(error)])
    await #expect(throws: RateLimiterError.costExceedsBurst(cost: 3, burst: 2)) {
      try await limiter.acquire(3, within: .seconds(60))
    }
    // Neither has taken anything.
    clock.advance(by: .milliseconds(200))
    try limiter.take(2)
  }

  @Test("a deadline shortens the wait, whatever the limit says")
  func deadline() async throws {
    let limiter = try limiter()
    try await limiter.acquire(2, within: .zero)
    let environment = PolicyEnvironment(clock: clock)
    await #expect(throws: RateLimiterError.limited(retryAfter: .milliseconds(100))) {
      try await Deadline.withTimeLeft(.milliseconds(50), in: environment) {
        try await limiter.run(within: .seconds(5)) { Issue.record("called") }
      }
    }
  }

  @Test("who is cancelled while waiting gives the permits back, and calls nothing")
  func cancellation() async throws {
    let limiter = try limiter()
    try await limiter.acquire(2, within: .zero)
    let caller = Task {
      try await limiter.run(within: .seconds(5)) { Issue.record("called") }
    }
    try await clock.untilSleeping(for: .milliseconds(100))
    caller.cancel()
    await #expect(throws: CancellationError.self) { try await caller.value }
    clock.advance(by: .milliseconds(100))
    try limiter.take()
  }

  @Test(
    "over any span no more pass than the burst and what came in it, whoever waits or leaves",
    arguments: 1...20 as ClosedRange<UInt64>)
  func property(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let settings = RateLimiterSettings(
      permits: .random(in: 1...1000, using: &random),
      per: .milliseconds(random.next() % 10_000 + 1),
      burst: .random(in: 1...20, using: &random))
    var bucket = TokenBucket(settings, now: .zero)
    let tokenTime = settings.interval / settings.permits
    var now: Duration = .zero
    var passed: [(at: Duration, cost: Int)] = []
    var waiting: [(TokenBucket.Reservation, cost: Int)] = []
    for _ in 0..<500 {
      now += .random(in: .zero...(tokenTime * 6), using: &random)
      passed += waiting.filter { $0.0.moment <= now }.map { ($0.0.moment, $0.cost) }
      waiting.removeAll { $0.0.moment <= now }
      if !waiting.isEmpty, random.next() % 4 == 0 {
        bucket.cancel(waiting.remove(at: .random(in: waiting.indices, using: &random)).0)
        continue
      }
      let cost = Int.random(in: 0...settings.burst, using: &random)
      let limit: Duration = .random(in: .zero...(tokenTime * 40), using: &random)
      do throws(RateLimiterError) {
        let reservation = try bucket.reserve(cost, now: now, within: limit)
        #expect(reservation.moment <= now + limit)
        waiting.append((reservation, cost))
      } catch {
        guard case .limited(let wait) = error else { continue }
        #expect(wait > limit)
      }
    }
    passed.sort { $0.at < $1.at }
    for start in stride(from: 0, to: passed.count, by: 7) {
      var sum = 0
      for call in passed[start...] {
        sum += call.cost
        let came = (call.at - passed[start].at) / tokenTime
        #expect(Double(sum) <= Double(settings.burst) + came + 1e-6)
      }
    }
    #expect(passed.count > 50)
  }
}
