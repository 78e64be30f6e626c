import Testing
import WeirResilienceTesting

/// The clock that all other tests trust.
struct ManualClockTests {
  @Test("it wakes whoever is due, those with earlier deadlines first, and nobody else")
  func advance() async throws {
    let clock = ManualClock()
    let order = Shared<[Int]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for seconds in [3, 1, 2, 9] {
        group.addTask {
          try await clock.sleep(for: .seconds(seconds))
          order.change { $0.append(seconds) }
        }
      }
      try await clock.untilSleeping(4)
      #expect(clock.deadlines.map(\.elapsed) == [1, 2, 3, 9].map { .seconds($0) })
      for seconds in 1...3 {
        clock.advance(by: .seconds(1))
        try await group.next()
        #expect(order.value == Array(1...seconds))
      }
      #expect(clock.deadlines.map(\.elapsed) == [.seconds(9)])
      #expect(clock.now.elapsed == .seconds(3))
      clock.advance(by: .seconds(6))
      try await group.waitForAll()
    }
  }

  @Test("what is due already does not sleep")
  func due() async throws {
    let clock = ManualClock()
    clock.advance(by: .seconds(5))
    try await clock.sleep(until: .init(elapsed: .seconds(5)))
    try await clock.sleep(for: .seconds(-1))
    #expect(clock.now.elapsed == .seconds(5))
  }

  @Test("it waits for one that sleeps for just that time")
  func untilSleeping() async throws {
    let clock = ManualClock()
    let watcher = Task { try await clock.untilSleeping(for: .seconds(7)) }
    let sleepers = [6, 7].map { seconds in
      Task { try await clock.sleep(for: .seconds(seconds)) }
    }
    try await watcher.value
    #expect(clock.deadlines.contains { $0.elapsed == .seconds(7) })
    for sleeper in sleepers { sleeper.cancel() }
  }

  @Test("cancellation ends a sleep, and one that comes before it", arguments: [true, false])
  func cancellation(comesBefore: Bool) async throws {
    let clock = ManualClock()
    let task = Task {
      if comesBefore { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
      try await clock.sleep(for: .seconds(1))
    }
    if !comesBefore {
      try await clock.untilSleeping(1)
      task.cancel()
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(clock.deadlines.isEmpty)
  }

  @Test("a clock that skips sleeps moves to their ends")
  func skips() async throws {
    let clock = ManualClock(skipsSleeps: true)
    for seconds in [5, 60] { try await clock.sleep(for: .seconds(seconds)) }
    #expect(clock.now.elapsed == .seconds(65))
  }
}
