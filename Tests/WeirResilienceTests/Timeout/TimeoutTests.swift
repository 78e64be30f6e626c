import Testing
import WeirResilience
import WeirResilienceTesting

struct TimeoutTests {
  private let clock = ManualClock()
  private let events = RecordedEvents()
  private var environment: PolicyEnvironment { PolicyEnvironment(clock: clock, observer: events) }

  @Test("an operation is cancelled when its time is over")
  func exceeded() async throws {
    let clock = clock
    let timeout = try Timeout(.seconds(3), in: environment)
    let task = Task { try await timeout.run { try await clock.sleep(for: .seconds(100)) } }
    try await clock.untilSleeping(2)
    clock.advance(by: .milliseconds(2900))
    #expect(clock.deadlines.count == 2)
    clock.advance(by: .milliseconds(100))
    await #expect(throws: TimeoutError.exceeded(limit: .seconds(3))) { try await task.value }
    #expect(clock.deadlines.isEmpty)
    #expect(events.all == [.timedOut(.exceeded(limit: .seconds(3)))])
  }

  @Test("values and errors pass, and no timer is left behind")
  func passes() async throws {
    let timeout = try Timeout(.seconds(3), in: environment)
    #expect(try await timeout.run { 7 } == 7)
    await #expect(throws: Refusal(.permanent)) {
      try await timeout.run { throw Refusal(.permanent) }
    }
    #expect(clock.deadlines.isEmpty && events.all.isEmpty)
  }

  @Test("a value that comes after the time all the same is not thrown away")
  func lateValue() async throws {
    let clock = clock
    let timeout = try Timeout(.seconds(3), in: environment)
    let task = Task {
      try await timeout.run {
        try? await clock.sleep(for: .seconds(100))
        return 7
      }
    }
    try await clock.untilSleeping(2)
    clock.advance(by: .seconds(3))
    #expect(try await task.value == 7)
  }

  @Test("the inner limit never exceeds the outer one, which is told apart")
  func nested() async throws {
    let clock = clock
    let outer = try Timeout(.seconds(5), in: environment)
    let inner = try Timeout(.seconds(30), in: environment)
    let task = Task {
      try await outer.run {
        try await clock.sleep(for: .seconds(2))
        #expect(Deadline.current?.timeLeft == .seconds(3))
        try await inner.run {
          #expect(Deadline.current?.timeLeft == .seconds(3))
          try await clock.sleep(for: .seconds(100))
        }
      }
    }
    try await clock.untilSleeping(2)
    clock.advance(by: .seconds(2))
    try await clock.untilSleeping(3)
    #expect(clock.deadlines.map(\.elapsed) == [.seconds(5), .seconds(5), .seconds(102)])
    clock.advance(by: .seconds(3))
    await #expect(throws: TimeoutError.exceeded(limit: .seconds(5))) { try await task.value }
  }

  @Test("a deadline around it counts also where no timer belongs to it")
  func deadlineFromOutside() async throws {
    let clock = clock
    let timeout = try Timeout(.seconds(30), in: environment)
    let environment = environment
    let task = Task {
      try await Deadline.withTimeLeft(.seconds(1), in: environment) {
        try await Deadline.withTimeLeft(.seconds(60)) {
          try await timeout.run { try await clock.sleep(for: .seconds(100)) }
        }
      }
    }
    try await clock.untilSleeping(2)
    clock.advance(by: .seconds(1))
    await #expect(throws: TimeoutError.deadlinePassed) { try await task.value }
  }

  @Test("without time left nothing is begun")
  func noTimeLeft() async throws {
    let timeout = try Timeout(.seconds(30), in: environment)
    await Deadline.withTimeLeft(.zero, in: environment) {
      _ = await #expect(throws: TimeoutError.noTimeLeft) {
        try await timeout.run { Issue.record("begun") }
      }
    }
  }

  @Test("zero is no limit that anybody could mean", arguments: [Duration.zero, .seconds(-1)])
  func zero(limit: Duration) {
    #expect(throws: SettingError.notPositive(setting: "limit")) { try Timeout(limit) }
  }

  @Test("cancellation passes through")
  func cancellation() async throws {
    let clock = clock
    let timeout = try Timeout(.seconds(30), in: environment)
    let task = Task { try await timeout.run { try await clock.sleep(for: .seconds(100)) } }
    try await clock.untilSleeping(2)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(events.all.isEmpty)
  }

  @Test("the system's clock ends an operation as well")
  func systemClock() async throws {
    let timeout = try Timeout(.milliseconds(1))
    await #expect(throws: TimeoutError.exceeded(limit: .milliseconds(1))) {
      try await timeout.run { try await Task.sleep(for: .seconds(60)) }
    }
  }
}
