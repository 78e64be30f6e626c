import StreamTestSupport
import Synchronization
import TestSupport
import Testing

@testable import WeirStream

/// Clocks jump, and several workers run at once; outputs are the same.
struct ClockTests {
  /// A clock that leaps and steps back by hours.
  private static func jumping(_ seed: UInt64) -> RunClock {
    let random = Mutex(SeededGenerator(seed: seed))
    let jump: @Sendable () -> Int64 = {
      random.withLock { Int64.random(in: 0...10_000_000_000_000, using: &$0) }
    }
    return RunClock(continuous: jump, wall: RunClock.stopped.wall)
  }

  @Test("a clock that jumps at every look changes no output", arguments: 0..<10 as Range<UInt64>)
  func jumps(seed: UInt64) {
    let scenario = Scenario(accepted: .file, quarantine: .file)
    let expected = scenario.undisturbed()
    let whole = scenario.system(scenario.disk)
    #expect(scenario.run(on: whole, clock: Self.jumping(seed)).exitStatus == 0)
    #expect(Scenario.Result(scenario, whole) == expected)

    let broken = scenario.system(scenario.disk)
    scenario.run(
      on: FaultyCalls(broken, .deathInside, at: 70 + Int(seed) * 3), clock: Self.jumping(seed))
    let resumed = scenario.system(broken.disk)
    #expect(scenario.run(on: resumed, clock: Self.jumping(seed + 100)).exitStatus == 0)
    #expect(Scenario.Result(scenario, resumed) == expected)
  }

  @Test(
    "killed at any call of several workers and a committing thread, a run resumes to the same bytes",
    arguments: [0, 1, 4, 5, 7])
  func manyThreads(number: Int) {
    var scenario = Scenario.all[number]
    let expected = scenario.undisturbed()
    scenario.jobs = 3
    for index in 0..<130 {
      let broken = scenario.system(scenario.disk)
      scenario.run(on: FaultyCalls(broken, index % 2 == 0 ? .death : .deathInside, at: index))
      let resumed = scenario.system(broken.disk)
      #expect(scenario.run(on: resumed).exitStatus == 0, "at \(index)")
      var result = Scenario.Result(scenario, resumed)
      if scenario.accepted == .stdoutPipe {
        let start = expected.accepted.count - result.accepted.count
        #expect(start >= 0 && start <= broken.taken(by: 1).count, "at \(index)")
        result.accepted = Array(broken.taken(by: 1).prefix(max(0, start))) + result.accepted
      }
      #expect(result == expected, "at \(index)")
    }
  }
}
