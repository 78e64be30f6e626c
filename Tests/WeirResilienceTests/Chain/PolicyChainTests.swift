import TestSupport
import Testing
import WeirResilienceTesting

@testable import WeirResilience

/// The policies composed, on a manual clock.
struct PolicyChainTests {
  private let clock = ManualClock()
  private let events = RecordedEvents()

  private var environment: PolicyEnvironment {
    PolicyEnvironment(clock: clock, randomness: ConstantGenerator.highest, observer: events)
  }

  /// All of them, with the defaults of a gateway but for what `change` makes of it.
  private func chain(
    permits: Int = 2, places: Int = 100, change: (inout PolicyChain) throws -> Void = { _ in }
  ) throws -> PolicyChain {
    var settings = BulkheadSettings()
    settings.maxConcurrentCalls = permits
    settings.maxQueuedCalls = places
    var chain = PolicyChain()
    chain.fallback = Fallback(in: environment)
    chain.totalTimeout = try Timeout(.seconds(120), in: environment)
    chain.retry = try Retry(classifier: Refusal.classifier, in: environment)
    chain.circuitBreaker = try CircuitBreaker(classifier: Refusal.classifier, in: environment)
    chain.bulkhead = try Bulkhead(settings, in: environment)
    chain.attemptTimeout = try Timeout(.seconds(30), in: environment)
    try change(&chain)
    return chain
  }

  @Test("a chain of nothing calls once and passes everything")
  func empty() async throws {
    #expect(try await PolicyChain().run { $0 } == 1)
    await #expect(throws: Refusal(.retryable)) {
      try await PolicyChain().run { _ in throw Refusal(.retryable) }
    }
    await #expect(throws: Refusal(.retryable)) {
      try await PolicyChain().run { _ in
        throw Refusal(.retryable)
      } substitute: { _ in
      }
    }
  }

  @Test("attempts fail, time out and succeed, each policy doing its part")
  func together() async throws {
    let clock = clock
    var policy = RetryPolicy()
    policy.isIdempotent = true
    let chain = try chain { chain in
      chain.retry = try Retry(policy, classifier: Refusal.classifier, in: environment)
    }
    let task = Task {
      try await chain.run { attempt in
        switch attempt {
        case 1: throw Refusal(.retryable)
        case 2: try await clock.sleep(for: .seconds(500))
        default: break
        }
        return attempt
      } substitute: { _ in
        0
      }
    }
    try await clock.untilSleeping(for: .milliseconds(200))
    clock.advance(by: .milliseconds(200))
    try await clock.untilSleeping(for: .seconds(500))
    #expect(chain.bulkhead?.snapshot.running == 1)
    clock.advance(by: .seconds(30))
    try await clock.untilSleeping(for: .milliseconds(400))
    // Between two attempts: the permit is kept.
    #expect(chain.bulkhead?.snapshot.running == 1)
    clock.advance(by: .milliseconds(400))
    #expect(try await task.value == 3)
    #expect(
      events.all == [
        .retrying(attempt: 1, after: .milliseconds(200), .retryable),
        .timedOut(.exceeded(limit: .seconds(30))),
        .retrying(attempt: 2, after: .milliseconds(400), .ambiguous),
      ])
    let calls = chain.circuitBreaker?.snapshot.calls
    // The first attempt was more than 30 s ago.
    #expect(calls?.ended == 2 && calls?.failed == 1 && calls?.slow == 1)
    #expect(chain.bulkhead?.snapshot.running == 0)
    #expect(clock.deadlines.isEmpty)
  }

  @Test("a call that waits for its next attempt keeps others out of the bulkhead")
  func permitKept() async throws {
    let clock = clock
    let chain = try chain(permits: 1)
    let order = Shared<[String]>([])
    let first = Task {
      try await chain.run { attempt in
        order.change { $0.append("first \(attempt)") }
        if attempt == 1 { throw Refusal(.retryable) }
      }
    }
    try await clock.untilSleeping(for: .milliseconds(200))
    let second = Task { try await chain.run { _ in order.change { $0.append("second") } } }
    while chain.bulkhead?.snapshot.queued == 0 { await Task.yield() }
    #expect(order.value == ["first 1"])
    clock.advance(by: .milliseconds(200))
    try await first.value
    try await second.value
    #expect(order.value == ["first 1", "first 2", "second"])
  }

  @Test("the fallback runs without a permit, and with what the last policy threw")
  func fallback() async throws {
    let chain = try chain(permits: 1) { $0.retry = nil }
    let value = try await chain.run { _ -> Int in
      throw Refusal(.permanent)
    } substitute: { error in
      #expect(error as? Refusal == Refusal(.permanent))
      #expect(chain.bulkhead?.snapshot.running == 0)
      return try await chain.run { _ in 7 }
    }
    #expect(value == 7)
  }

  @Test("an open circuit turns calls away before they queue, and they are not tried again")
  func openCircuit() async throws {
    let chain = try chain(permits: 1)
    for _ in 0..<20 { _ = try? await chain.circuitBreaker?.run { throw Refusal(.retryable) } }
    let permit = try await chain.bulkhead?.acquire()
    let error = Shared<(any Error)?>(nil)
    try await chain.run { _ in
      Issue.record("called")
    } substitute: { thrown in
      error.change { $0 = thrown }
    }
    #expect(error.value as? CircuitBreakerError == .open(retryAfter: .seconds(6)))
    #expect(chain.bulkhead?.snapshot.running == 1)
    permit?.release()
  }

  @Test("waiting for a permit is not the destination's slowness, nor is a full bulkhead its fault")
  func breakerSeesTheCallOnly() async throws {
    let clock = clock
    let chain = try chain(permits: 1, places: 1) { $0.retry = nil }
    let permit = try await chain.bulkhead?.acquire()
    let task = Task { try await chain.run { $0 } }
    while chain.bulkhead?.snapshot.queued == 0 { await Task.yield() }
    await #expect(throws: BulkheadError.tooManyCalls(limit: 1)) { try await chain.run { $0 } }
    clock.advance(by: .seconds(60))
    permit?.release()
    #expect(try await task.value == 1)
    let calls = chain.circuitBreaker?.snapshot.calls
    #expect(calls?.ended == 1 && calls?.slow == 0 && calls?.failed == 0)
  }

  @Test("the total timeout ends waiting for a permit, and nothing of the call is left")
  func totalTimeout() async throws {
    let clock = clock
    let chain = try chain(permits: 1)
    let permit = try await chain.bulkhead?.acquire()
    let task = Task { try await chain.run { $0 } }
    while chain.bulkhead?.snapshot.queued == 0 { await Task.yield() }
    clock.advance(by: .seconds(120))
    await #expect(throws: TimeoutError.exceeded(limit: .seconds(120))) { try await task.value }
    #expect(chain.bulkhead?.snapshot.queued == 0)
    permit?.release()
    #expect(chain.bulkhead?.snapshot.running == 0)
    #expect(chain.circuitBreaker?.snapshot.calls == CallCounts())
  }

  @Test("the bulkhead's limit moves where the chain adapts it")
  func adaptive() async throws {
    let bulkhead = try Bulkhead()
    let chain = try chain { chain in
      chain.retry = nil
      chain.bulkhead = nil
      chain.adaptiveConcurrency = try AdaptiveConcurrency(
        moving: bulkhead, classifier: Refusal.classifier, in: environment)
    }
    _ = try? await chain.run { _ in
      #expect(bulkhead.snapshot.running == 1)
      throw Refusal(.throttled)
    }
    #expect(bulkhead.snapshot.running == 0 && bulkhead.limit == 28)
  }

  /// 60 s in which everything fails, 2,000 calls: the proof of the second of the gateway's principles.
  @Test("in an outage attempts are bounded, the wire falls silent, and every call is substituted")
  func outage() async throws {
    let skipping = ManualClock(skipsSleeps: true)
    let environment = PolicyEnvironment(
      clock: skipping, randomness: SeededGenerator(seed: 7), observer: events)
    let chain = try chain { chain in
      chain.totalTimeout = nil
      chain.attemptTimeout = nil
      chain.retry = try Retry(classifier: Refusal.classifier, in: environment)
      chain.circuitBreaker = try CircuitBreaker(
        classifier: Refusal.classifier, in: environment)
    }
    let attempts = Shared(0)
    var substituted = 0
    for _ in 0..<2000 {
      substituted += try await chain.run { _ in
        attempts.change { $0 += 1 }
        throw Refusal(.retryable)
      } substitute: { _ in
        1
      }
      skipping.advance(by: .milliseconds(30))
    }
    #expect(substituted == 2000)
    #expect(attempts.value >= 20 && attempts.value <= 20 + 3 * 8, "\(attempts.value)")
    #expect(chain.bulkhead?.snapshot.running == 0)
  }

  @Test(
    "no permit is lost and no timer left under random failures and cancellation",
    arguments: 1...5 as ClosedRange<UInt64>)
  func random(seed: UInt64) async throws {
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let chain = try chain(permits: 4, places: 30)
    let clock = clock
    let ended = Shared(0)
    var tasks: [Task<Void, Never>] = []
    for _ in 0..<300 {
      let kinds = (0..<4).map { _ in Int.random(in: 0...4, using: &random) }
      tasks.append(
        Task {
          _ = try? await chain.run(bytes: 10) { attempt in
            switch kinds[attempt - 1] {
            case 0: throw Refusal(.retryable)
            case 1: throw Refusal(.throttled)
            case 2: try await clock.sleep(for: .seconds(40))
            default: await Task.yield()
            }
          } substitute: { _ in
          }
          ended.change { $0 += 1 }
        })
      if random.next() % 3 == 0 { tasks.randomElement(using: &random)?.cancel() }
      if random.next() % 2 == 0 { clock.advance(by: .milliseconds(random.next() % 5000)) }
      await Task.yield()
    }
    while ended.value < 300 {
      clock.advance(by: .seconds(1))
      await Task.yield()
    }
    let snapshot = chain.bulkhead?.snapshot
    #expect(snapshot == BulkheadSnapshot(limit: 4, running: 0, queued: 0, queuedBytes: 0))
    #expect(clock.deadlines.isEmpty)
  }
}
