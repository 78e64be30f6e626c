import TestSupport
import Testing
import WeirResilienceTesting

@testable import WeirResilience

struct HedgeTests {
  private let clock = ManualClock()
  private let events = RecordedEvents()

  private func hedge(
    _ delay: HedgeSettings.Delay = .fixed(.seconds(1)), hedges: Int = 1, budget: RetryBudget? = nil
  ) throws -> Hedge {
    var settings = HedgeSettings()
    settings.delay = delay
    settings.maxHedges = hedges
    return try Hedge(
      settings, budget: budget, in: PolicyEnvironment(clock: clock, observer: events))
  }

  @Test("a call that is done in time is made once")
  func fast() async throws {
    let hedge = try hedge()
    #expect(try await hedge.run { $0 } == 1)
    #expect(events.all.isEmpty && clock.deadlines.isEmpty)
  }

  @Test("after the delay a second attempt starts; the first value wins, the loser is cancelled")
  func secondWins() async throws {
    let clock = clock
    let hedge = try hedge()
    let cancelled = Shared(0)
    let task = Task {
      try await hedge.run { attempt in
        if attempt == 2 { return attempt }
        do {
          try await clock.sleep(for: .seconds(100))
        } catch {
          cancelled.change { $0 = attempt }
          throw error
        }
        return attempt
      }
    }
    try await clock.untilSleeping(2)
    clock.advance(by: .milliseconds(999))
    #expect(events.all.isEmpty)
    clock.advance(by: .milliseconds(1))
    #expect(try await task.value == 2)
    #expect(cancelled.value == 1)
    #expect(events.all == [.hedged(attempt: 2)])
    #expect(clock.deadlines.isEmpty)
  }

  @Test("a failure waits for what is under way; when all fail, the first failure is thrown")
  func failures() async throws {
    let clock = clock
    for doesSecondFail in [false, true] {
      let hedge = try hedge()
      let task = Task {
        try await hedge.run { attempt in
          try await clock.sleep(for: .seconds(attempt == 1 ? 10 : 30))
          if attempt == 1 { throw Refusal(.retryable) }
          if doesSecondFail { throw Refusal(.permanent) }
          return attempt
        }
      }
      try await clock.untilSleeping(2)
      clock.advance(by: .seconds(1))
      try await clock.untilSleeping(for: .seconds(30))
      clock.advance(by: .seconds(9))
      clock.advance(by: .seconds(30))
      let result = await Result.of { try await task.value }
      if doesSecondFail {
        #expect(throws: Refusal.self) { try result.get() }
      } else {
        #expect(try result.get() == 2)
      }
    }
  }

  @Test("a failure before the delay is the call's: to try again is a retry's work")
  func earlyFailure() async throws {
    let hedge = try hedge()
    await #expect(throws: Refusal(.retryable)) {
      try await hedge.run { _ in throw Refusal(.retryable) }
    }
    #expect(events.all.isEmpty && clock.deadlines.isEmpty)
  }

  @Test("hedges are paid from the budget, and without any left none starts")
  func budget() async throws {
    let clock = clock
    var settings = RetryBudgetSettings()
    settings.initialRetries = 1
    let hedge = try hedge(hedges: 5, budget: RetryBudget(settings))
    let started = Shared(0)
    let task = Task {
      try await hedge.run { attempt in
        started.change { $0 += 1 }
        try await clock.sleep(for: .seconds(100))
      }
    }
    try await clock.untilSleeping(2)
    clock.advance(by: .seconds(1))
    try await clock.untilSleeping(3)
    clock.advance(by: .seconds(1))
    // The timer of the second attempt is over, and nothing else came of it.
    try await clock.untilSleeping(2)
    clock.advance(by: .seconds(98))
    try await task.value
    #expect(started.value == 2)
    #expect(events.all == [.hedged(attempt: 2)])
  }

  @Test("a machine starts as many as it may, and ends with the last failure")
  func machine() {
    var machine = HedgeMachine(maxHedges: 2)
    let events: [HedgeMachine.Event] = [
      .delayOver, .failed, .delayOver, .delayOver, .failed, .failed,
    ]
    let actions = events.map { machine.handle($0) { true } }
    #expect(actions == [.startAnother, .wait, .startAnother, .wait, .wait, .finish])
  }

  @Test("percentiles are those of the last hundred", arguments: 1...3 as ClosedRange<UInt64>)
  func percentiles(seed: UInt64) {
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    var window = LatencyWindow()
    var all: [Duration] = []
    for count in 1...250 {
      let latency = Duration.milliseconds(Int.random(in: 0...1000, using: &random))
      all.append(latency)
      window.note(latency)
      guard count >= 20 else {
        #expect(window.percentile(95) == nil)
        continue
      }
      guard count % 9 == 0 else { continue }
      let sorted = all.suffix(100).sorted()
      for percentage in [1, 50, 95, 100] {
        let least = sorted.first { limit in
          sorted.count { $0 <= limit } * 100 >= percentage * sorted.count
        }
        #expect(window.percentile(percentage) == least)
      }
    }
  }

  @Test("the delay is learnt from how long attempts take")
  func learns() async throws {
    let clock = clock
    // Some take longer than the delay; without a budget that starts nothing.
    var none = RetryBudgetSettings()
    none.initialRetries = 0
    none.retriesPer100Calls = 0
    let hedge = try hedge(.percentile(95, until: .seconds(9)), budget: RetryBudget(none))
    for milliseconds in 1...100 {
      #expect(
        hedge.delay
          == (milliseconds > 20 ? .milliseconds((95 * (milliseconds - 1) + 99) / 100) : .seconds(9))
      )
      try await hedge.run { _ in clock.advance(by: .milliseconds(milliseconds)) }
    }
    #expect(hedge.delay == .milliseconds(95))
  }

  @Test("cancellation passes through")
  func cancellation() async throws {
    let clock = clock
    let hedge = try hedge()
    let task = Task { try await hedge.run { _ in try await clock.sleep(for: .seconds(100)) } }
    try await clock.untilSleeping(2)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(events.all.isEmpty && clock.deadlines.isEmpty)
  }

  @Test("settings that make no sense are refused")
  func settings() {
    #expect(throws: SettingError.self) { try hedge(.fixed(.zero)) }
    #expect(throws: SettingError.self) { try hedge(.percentile(0, until: .seconds(1))) }
    #expect(throws: SettingError.self) { try hedge(hedges: 0) }
  }
}
