import Testing
import WeirResilienceTesting

@testable import WeirResilience

struct CircuitBreakerTests {
  private let clock = ManualClock()
  private let events = RecordedEvents()

  private func breaker() throws -> CircuitBreaker {
    try CircuitBreaker(
      classifier: Refusal.classifier,
      in: PolicyEnvironment(clock: clock, randomness: ConstantGenerator.highest, observer: events))
  }

  private func fail(_ breaker: CircuitBreaker, _ count: Int, with error: any Error) async {
    for _ in 0..<count { _ = try? await breaker.run { throw error } }
  }

  @Test("a hundred tasks at a half-open circuit make exactly three probes")
  func probes() async throws {
    let breaker = try breaker()
    await fail(breaker, 20, with: Refusal(.retryable))
    #expect(breaker.snapshot.state == .open)
    clock.advance(by: .seconds(6))
    let probes = Shared(0)
    // Probes last until all others have been turned away.
    let (allDecided, decided) = AsyncStream.makeStream(of: Void.self)
    let rejections = Shared(0)
    let results = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<100 {
        group.addTask {
          do {
            try await breaker.run {
              probes.change { $0 += 1 }
              for await _ in allDecided {}
            }
            return true
          } catch {
            if rejections.change({ rejections in
              rejections += 1
              return rejections == 97
            }) {
              decided.finish()
            }
            return false
          }
        }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(probes.value == 3)
    #expect(results.count { $0 } == 3)
    #expect(breaker.snapshot.state == .closed)
    let changes = events.all.filter { if case .circuitChanged = $0 { true } else { false } }
    #expect(
      changes == [
        .circuitChanged(from: .closed, to: .open), .circuitChanged(from: .open, to: .halfOpen),
        .circuitChanged(from: .halfOpen, to: .closed),
      ])
  }

  @Test("an open circuit calls nobody, and says when to come again")
  func open() async throws {
    let breaker = try breaker()
    await fail(breaker, 20, with: Refusal(.retryable))
    clock.advance(by: .seconds(2))
    await #expect(throws: CircuitBreakerError.open(retryAfter: .seconds(4))) {
      try await breaker.run { Issue.record("called") }
    }
  }

  @Test("faults of the client and cancellation do not count")
  func ignored() async throws {
    let breaker = try breaker()
    await fail(breaker, 50, with: Refusal(.permanent))
    await fail(breaker, 50, with: Refusal(.throttled))
    await fail(breaker, 50, with: CancellationError())
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      await fail(breaker, 50, with: Refusal(.retryable))
    }
    await task.value
    #expect(breaker.snapshot == CircuitSnapshot(state: .closed, calls: CallCounts()))
  }

  @Test("a call that is dropped frees its probe")
  func droppedCall() async throws {
    let breaker = try breaker()
    await fail(breaker, 20, with: Refusal(.retryable))
    clock.advance(by: .seconds(6))
    for _ in 0..<10 { _ = try breaker.begin() }
    for _ in 0..<3 {
      let call = try breaker.begin()
      call.succeeded()
    }
    #expect(breaker.snapshot.state == .closed)
  }

  @Test("a call's time can begin anew, when what was waited for is not the destination's")
  func restart() async throws {
    let breaker = try breaker()
    for isRestarted in [true, false] {
      var call = try breaker.begin()
      clock.advance(by: .seconds(25))
      if isRestarted { call.restart() }
      call.succeeded()
      #expect(breaker.snapshot.calls.slow == (isRestarted ? 0 : 1))
    }
  }

  @Test("modes are set from outside and are told")
  func modes() async throws {
    let breaker = try breaker()
    breaker.mode = .forcedOpen
    await #expect(throws: CircuitBreakerError.forcedOpen) { try await breaker.run {} }
    breaker.mode = .automatic
    try await breaker.run {}
    #expect(
      events.all == [
        .circuitChanged(from: .closed, to: .forcedOpen), .circuitRejected(.forcedOpen),
        .circuitChanged(from: .forcedOpen, to: .closed),
      ])
  }

  @Test("settings that make no sense are refused")
  func settings() {
    func refused(_ change: (inout CircuitBreakerSettings) -> Void) -> SettingError? {
      var settings = CircuitBreakerSettings()
      change(&settings)
      return #expect(throws: SettingError.self) { try CircuitBreaker(settings) }
    }
    #expect(refused { $0.window = .zero } == .notPositive(setting: "window"))
    #expect(
      refused { $0.failurePercentage = 101 } == .outOfRange(setting: "failurePercentage", 1...100))
    #expect(
      refused { $0.openTime = .seconds(61) } == .exceeds(setting: "openTime", limit: "maxOpenTime"))
  }
}
