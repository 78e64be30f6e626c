import TestSupport
import Testing
import WeirResilienceTesting

@testable import WeirResilience

/// A limit that goes by how long calls take, told the time.
struct GradientLimitTests {
  private var generator = ConstantGenerator.lowest

  private func limit(
    start: Int = 32, every interval: Duration = .seconds(60),
    _ change: (inout AdaptiveConcurrencySettings) -> Void = { _ in }
  ) -> GradientLimit {
    var settings = AdaptiveConcurrencySettings()
    change(&settings)
    var gradient = GradientSettings()
    gradient.measuringInterval = interval
    return GradientLimit(settings, gradient, start: start, now: .zero)
  }

  /// Calls that take the same time, as many at once as the limit allows, until `moment` or for `rounds`.
  private mutating func run(
    _ limit: inout GradientLimit, from start: Duration, rounds: Int, share: Double = 1,
    taking time: (_ running: Int) -> Duration
  ) -> Duration {
    var now = start
    for _ in 0..<rounds {
      let running = max(1, Int(Double(limit.limit) * share))
      let beganAt = now
      now += time(running)
      for _ in 0..<running {
        limit.note(.success, beganAt: beganAt, now: now, running: running, using: &generator)
      }
    }
    return now
  }

  @Test("first it is measured with few calls, then the limit begins where it stood")
  mutating func measures() {
    var limit = limit()
    #expect(limit.limit == 3)
    for _ in 0..<49 {
      limit.note(.success, beganAt: .zero, now: .seconds(1), running: 3, using: &generator)
    }
    #expect(limit.limit == 3)
    limit.note(.success, beganAt: .zero, now: .seconds(1), running: 3, using: &generator)
    #expect(limit.limit == 32)
  }

  @Test("it grows while calls take no longer and the limit is used, and not while it is not")
  mutating func grows() {
    var limit = limit()
    let measured = run(&limit, from: .zero, rounds: 17) { _ in .milliseconds(200) }
    #expect(limit.limit == 32)
    let idle = run(&limit, from: measured, rounds: 20, share: 0.4) { _ in .milliseconds(200) }
    #expect(limit.limit == 32)
    _ = run(&limit, from: idle, rounds: 20) { _ in .milliseconds(200) }
    #expect(limit.limit == 200)
  }

  @Test("it falls when calls take longer, to half in a window at most")
  mutating func falls() {
    var limit = limit(start: 100)
    var now = run(&limit, from: .zero, rounds: 17) { _ in .milliseconds(200) }
    var limits: [Int] = []
    for _ in 0..<3 {
      now = run(&limit, from: now, rounds: 1) { _ in .seconds(2) }
      limits.append(limit.limit)
    }
    // Half of it, and the root of that.
    #expect(limits == [57, 33, 21])
  }

  /// A destination that serves 20 calls at once in a second each; what is beyond waits its turn.
  @Test("it settles near what a destination can take, before anything fails")
  mutating func settles() {
    var limit = limit(start: 200, every: .seconds(3600))
    var now = run(&limit, from: .zero, rounds: 17) { _ in .seconds(1) }
    now = run(&limit, from: now, rounds: 40) { .seconds(max(1, Double($0) / 20)) }
    var sum = 0
    for _ in 0..<20 {
      now = run(&limit, from: now, rounds: 1) { .seconds(max(1, Double($0) / 20)) }
      sum += limit.limit
    }
    #expect((25...35).contains(sum / 20), "\(sum / 20)")
  }

  @Test("it is measured again after an interval, longer by chance", arguments: [false, true])
  mutating func measuresAgain(isLongest: Bool) {
    generator = isLongest ? .highest : .lowest
    var limit = limit()
    let measured = run(&limit, from: .zero, rounds: 17) { _ in .milliseconds(100) }
    let interval: Duration = isLongest ? .seconds(69) : .seconds(60)
    func note(at now: Duration) {
      limit.note(
        .success, beganAt: now - .milliseconds(100), now: now, running: 1, using: &generator)
    }
    note(at: measured + interval - .seconds(1))
    #expect(limit.limit == 32)
    note(at: measured + interval + .milliseconds(1))
    #expect(limit.limit == 3)
    // What began before says nothing.
    for _ in 0..<100 { note(at: measured + interval + .milliseconds(2)) }
    #expect(limit.limit == 3)
    for _ in 0..<50 { note(at: measured + interval + .milliseconds(102)) }
    #expect(limit.limit == 32)
  }

  @Test("where it stays at the minimum, the destination has become slower: it is measured anew")
  mutating func slowerForGood() {
    var limit = limit { $0.minConcurrentCalls = 4 }
    var now = run(&limit, from: .zero, rounds: 17) { _ in .milliseconds(100) }
    now = run(&limit, from: now, rounds: 40) { _ in .seconds(1) }
    // Now a second is what a call takes, and the limit grows again.
    _ = run(&limit, from: now, rounds: 10) { _ in .seconds(1) }
    #expect(limit.limit > 32, "\(limit.limit)")
  }

  @Test("overload lowers it once a round, also before anything was measured")
  mutating func overload() {
    var limit = limit { $0.backoffPercentage = 50 }
    limit.note(.overload, beganAt: .zero, now: .seconds(1), running: 3, using: &generator)
    limit.note(.overload, beganAt: .zero, now: .seconds(1), running: 3, using: &generator)
    #expect(limit.limit == 3)
    let measured = run(&limit, from: .seconds(2), rounds: 17) { _ in .milliseconds(100) }
    #expect(limit.limit == 16)
    limit.note(
      .success, beganAt: measured, now: measured + .seconds(6), running: 1, using: &generator)
    #expect(limit.limit == 8)
    limit.note(
      .ignored, beganAt: measured, now: measured + .seconds(60), running: 1, using: &generator)
    #expect(limit.limit == 8)
  }

  @Test("the limit stays within its bounds", arguments: 1...10 as ClosedRange<UInt64>)
  func bounds(seed: UInt64) {
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    var limit = limit(start: 1000) {
      $0.minConcurrentCalls = 3
      $0.maxConcurrentCalls = 17
    }
    var seen: Set<Int> = []
    var now: Duration = .zero
    for step in 0..<20_000 {
      let isSlow = step / 2000 % 2 == 1
      now += .milliseconds(random.next() % 10)
      let time = Duration.milliseconds(random.next() % 20 + (isSlow ? 500 : 10))
      limit.note(
        random.next() % 500 == 0 ? .overload : .success, beganAt: now - time, now: now, running: 20,
        using: &random)
      seen.insert(limit.limit)
    }
    #expect(seen.min() == 3 && seen.max() == 17)
  }

  @Test("a bulkhead follows the latency of its calls")
  func movesBulkhead() async throws {
    let clock = ManualClock()
    let events = RecordedEvents()
    let bulkhead = try Bulkhead()
    var settings = AdaptiveConcurrencySettings()
    var gradient = GradientSettings()
    gradient.measuredCalls = 2
    settings.rule = .gradient(gradient)
    let adaptive = try AdaptiveConcurrency(
      moving: bulkhead, settings, in: PolicyEnvironment(clock: clock, observer: events))
    #expect(bulkhead.limit == 3)
    for _ in 0..<2 {
      try await bulkhead.run {
        try await adaptive.run { clock.advance(by: .milliseconds(10)) }
      }
    }
    #expect(bulkhead.limit == 32)
    for _ in 0..<2 {
      try await bulkhead.run { try await adaptive.run { clock.advance(by: .seconds(1)) } }
    }
    #expect(bulkhead.limit == 20)
    #expect(
      events.all == [.concurrencyChanged(from: 3, to: 32), .concurrencyChanged(from: 32, to: 20)])
  }

  @Test("settings that make no sense are refused")
  func settings() throws {
    let bulkhead = try Bulkhead()
    let changes: [(inout GradientSettings) -> Void] = [
      { $0.measuringCalls = 0 }, { $0.measuredCalls = 0 }, { $0.measuringInterval = .zero },
      { $0.jitterPercentage = 101 }, { $0.tolerancePercentage = -1 }, { $0.window = .zero },
      { $0.measuringInterval = .seconds(Int64.max) },
    ]
    for change in changes {
      var gradient = GradientSettings()
      change(&gradient)
      var settings = AdaptiveConcurrencySettings()
      settings.rule = .gradient(gradient)
      #expect(throws: SettingError.self) {
        try AdaptiveConcurrency(moving: bulkhead, settings)
      }
    }
  }
}
