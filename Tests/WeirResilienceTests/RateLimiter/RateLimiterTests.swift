import TestSupport
import Testing
import WeirResilienceTesting

@testable import WeirResilience

struct RateLimiterTests {
  private let clock = ManualClock()
  private let events = RecordedEvents()

  private func limiter(_ settings: RateLimiterSettings) throws -> RateLimiter {
    try RateLimiter(settings, in: PolicyEnvironment(clock: clock, observer: events))
  }

  @Test("a burst passes, then one permit after another, and the answer says when to come again")
  func answer() throws {
    let limiter = try limiter(RateLimiterSettings(permits: 10, per: .seconds(1), burst: 5))
    for _ in 0..<5 { try limiter.take() }
    let error = RateLimiterError.limited(retryAfter: .milliseconds(100))
    #expect(throws: error) { try limiter.take() }
    #expect(events.all == [.rateLimited(error)])
    #expect(throws: RateLimiterError.limited(retryAfter: .milliseconds(300))) {
      try limiter.take(3)
    }
    clock.advance(by: .milliseconds(60))
    #expect(throws: RateLimiterError.limited(retryAfter: .milliseconds(40))) { try limiter.take() }
    clock.advance(by: .milliseconds(40))
    try limiter.take()
    #expect(throws: error) { try limiter.take() }
    clock.advance(by: .seconds(1000))
    #expect(throws: RateLimiterError.costExceedsBurst(cost: 6, burst: 5)) { try limiter.take(6) }
    try limiter.take(5)
    #expect(throws: error) { try limiter.take() }
  }

  @Test("what is limited is not called")
  func run() async throws {
    let limiter = try limiter(RateLimiterSettings(permits: 1))
    #expect(try await limiter.run { 7 } == 7)
    await #expect(throws: RateLimiterError.self) {
      try await limiter.run { Issue.record("called") }
    }
  }

  @Test(
    "over any span no more pass than the burst and what came in it, and none waits in vain",
    arguments: 1...20 as ClosedRange<UInt64>)
  func property(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let settings = RateLimiterSettings(
      permits: .random(in: 1...1000, using: &random),
      per: .milliseconds(random.next() % 10_000 + 1),
      burst: .random(in: 1...100, using: &random))
    var bucket = TokenBucket(settings, now: .zero)
    let tokenTime = settings.interval / settings.permits
    var now: Duration = .zero
    var taken: [(at: Duration, cost: Int)] = []
    for _ in 0..<300 {
      now += .random(in: .zero...(tokenTime * 20), using: &random)
      let cost = Int.random(in: 0...settings.burst, using: &random)
      do {
        try bucket.take(cost, now: now)
      } catch .limited(let retryAfter) {
        #expect(throws: RateLimiterError.self) {
          try bucket.take(cost, now: now + retryAfter * 0.99)
        }
        now += retryAfter
        try bucket.take(cost, now: now)
      }
      taken.append((now, cost))
    }
    for start in stride(from: 0, to: taken.count, by: 7) {
      var sum = 0
      for call in taken[start...] {
        sum += call.cost
        let came = (call.at - taken[start].at) / tokenTime
        #expect(Double(sum) <= Double(settings.burst) + came + 1e-6)
      }
    }
  }

  @Test("settings that make no sense are refused")
  func settings() {
    for settings in [
      RateLimiterSettings(permits: 0), RateLimiterSettings(permits: 1, per: .zero),
      RateLimiterSettings(permits: 1, burst: 0),
      RateLimiterSettings(permits: 1, per: .seconds(Int64.max)),
    ] {
      #expect(throws: SettingError.self) { try RateLimiter(settings) }
    }
  }
}
