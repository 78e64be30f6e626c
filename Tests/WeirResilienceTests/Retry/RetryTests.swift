import TestSupport
import Testing
import WeirResilience
import WeirResilienceTesting

struct RetryTests {
  private let clock = ManualClock(skipsSleeps: true)
  private let events = RecordedEvents()

  private func retry(
    _ policy: RetryPolicy = RetryPolicy(), budget: RetryBudget? = nil,
    randomness: some RandomNumberGenerator & Sendable = ConstantGenerator.highest
  ) throws -> Retry {
    try Retry(
      policy, budget: budget, classifier: Refusal.classifier,
      in: PolicyEnvironment(clock: clock, randomness: randomness, observer: events))
  }

  /// Runs an operation that fails as told, attempt by attempt, and then succeeds.
  private func run(_ retry: Retry, failures: [Refusal]) async throws -> Int {
    try await retry.run { attempt in
      if attempt <= failures.count { throw failures[attempt - 1] }
      return attempt
    }
  }

  @Test("delays double from base to cap, and are longer where the destination throttles")
  func backoff() async throws {
    var policy = RetryPolicy()
    policy.maxAttempts = 12
    policy.maxTotalTime = .seconds(1000)
    let failures = Array(repeating: Refusal(.retryable), count: 9) + [Refusal(.throttled)]
    #expect(try await run(retry(policy), failures: failures) == 11)
    let delays = [200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000].map { milliseconds in
      Duration.milliseconds(milliseconds)
    }
    let waited = events.all.compactMap { event in
      if case .retrying(_, let delay, _) = event { delay } else { nil }
    }
    #expect(waited == delays + [.seconds(30)])
    #expect(clock.now.elapsed == waited.reduce(.zero, +))
    #expect(policy.longestDelay(beforeRetry: 0, after: .throttled) == .seconds(1))
    #expect(policy.longestDelay(beforeRetry: .max, after: .throttled) == .seconds(30))
  }

  @Test("delays are spread over the whole of their range", arguments: 1...5 as ClosedRange<UInt64>)
  func jitter(seed: UInt64) async throws {
    print("seed \(seed)")
    let retry = try retry(randomness: SeededGenerator(seed: seed))
    for _ in 0..<200 {
      _ = try? await run(retry, failures: Array(repeating: Refusal(.retryable), count: 9))
    }
    for attempt in 1...3 {
      let delays = events.all.compactMap { event in
        if case .retrying(attempt, let delay, _) = event { delay } else { nil }
      }
      let longest = retry.policy.longestDelay(beforeRetry: attempt - 1, after: .retryable)
      #expect(delays.count == 200)
      #expect(delays.allSatisfy { (.zero...longest).contains($0) })
      let mean = delays.reduce(.zero, +) / 200
      #expect(mean > longest * 0.4 && mean < longest * 0.6, "\(mean) of \(longest)")
      #expect(delays.contains { $0 < longest * 0.1 } && delays.contains { $0 > longest * 0.9 })
    }
  }

  @Test("four attempts are made, and the last failure is told")
  func exhausted() async throws {
    let error = await #expect(throws: RetryError.self) {
      try await run(retry(), failures: Array(repeating: Refusal(.retryable), count: 4))
    }
    #expect(error?.reason == .attemptsExhausted)
    #expect(error?.attempts == 4)
    #expect(error?.lastError as? Refusal == Refusal(.retryable))
    #expect(events.all.last == .gaveUp(attempts: 4, .attemptsExhausted))
  }

  @Test("a Retry-After is a floor of the delay")
  func retryAfterFloor() async throws {
    let retry = try retry(randomness: ConstantGenerator.lowest)
    #expect(try await run(retry, failures: [Refusal(.throttled, retryAfter: .seconds(60))]) == 2)
    #expect(clock.now.elapsed == .seconds(60))
    #expect(events.all == [.retrying(attempt: 1, after: .seconds(60), .throttled)])
  }

  @Test("a Retry-After that is longer than the time left ends the retries, and is told")
  func retryAfterTooLong() async throws {
    let error = await #expect(throws: RetryError.self) {
      try await run(
        retry(),
        failures: [
          Refusal(.throttled, retryAfter: .seconds(90)),
          Refusal(.retryable, retryAfter: .seconds(31)),
        ])
    }
    #expect(error?.reason == .outOfTime)
    #expect(error?.retryAfter == .seconds(31))
    #expect(error?.attempts == 2)
    #expect(clock.now.elapsed == .seconds(90))
  }

  @Test("no retry begins after the deadline around the call")
  func deadline() async throws {
    let environment = PolicyEnvironment(clock: clock)
    let retry = try retry()
    let error = await #expect(throws: RetryError.self) {
      try await Deadline.withTimeLeft(.seconds(1), in: environment) {
        try await run(retry, failures: Array(repeating: Refusal(.retryable), count: 9))
      }
    }
    #expect(error?.reason == .outOfTime)
    #expect(error?.attempts == 3)
    #expect(clock.now.elapsed == .milliseconds(600))
  }

  @Test("a permanent failure is thrown as it came")
  func permanent() async throws {
    await #expect(throws: Refusal(.permanent)) {
      try await run(retry(), failures: [Refusal(.retryable), Refusal(.permanent)])
    }
  }

  @Test("an ambiguous failure is tried again only where twice does no harm")
  func ambiguous() async throws {
    let failures = [Refusal(.ambiguous)]
    let error = await #expect(throws: RetryError.self) {
      try await run(retry(), failures: failures)
    }
    #expect(error?.reason == .outcomeUnknown)
    #expect(error?.attempts == 1)
    var policy = RetryPolicy()
    policy.isIdempotent = true
    #expect(try await run(retry(policy), failures: failures) == 2)
  }

  @Test("an error that nobody knows is ambiguous")
  func unknownError() async throws {
    struct Surprise: Error {}
    let retry = try retry()
    let error = await #expect(throws: RetryError.self) {
      try await retry.run { _ in throw Surprise() }
    }
    #expect(error?.reason == .outcomeUnknown)
  }

  @Test("cancellation passes through, from the operation and while waiting")
  func cancellation() async throws {
    let retry = try retry()
    await #expect(throws: CancellationError.self) {
      try await retry.run { _ in throw CancellationError() }
    }
    #expect(events.all.isEmpty)

    let standing = ManualClock()
    let waiting = try Retry(
      classifier: Refusal.classifier, in: PolicyEnvironment(clock: standing))
    let task = Task { try await waiting.run { _ in throw Refusal(.retryable) } }
    try await standing.untilSleeping(1)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(standing.deadlines.isEmpty)
  }

  @Test("settings that make no sense are refused")
  func settings() {
    func refused(_ change: (inout RetryPolicy) -> Void) -> SettingError? {
      var policy = RetryPolicy()
      change(&policy)
      return #expect(throws: SettingError.self) { try Retry(policy) }
    }
    #expect(
      refused { $0.maxAttempts = 0 } == .outOfRange(setting: "maxAttempts", 1...1_000_000_000))
    #expect(refused { $0.baseDelay = .zero } == .notPositive(setting: "baseDelay"))
    #expect(refused { $0.maxTotalTime = .zero } == .notPositive(setting: "maxTotalTime"))
    #expect(
      refused { $0.maxDelay = .seconds(0.5) }
        == .exceeds(setting: "throttledBaseDelay", limit: "maxDelay"))
  }
}
