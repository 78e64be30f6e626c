import Glibc
import StreamTestSupport
import Testing

@testable import WeirStream

/// Whatever system call a run ends at, the next start leaves the outputs of a run that never ended.
struct CrashTests {
  @Test(
    "killed before or inside any call, a run resumes to the same bytes", arguments: Scenario.all)
  func deaths(scenario: Scenario) {
    let expected = scenario.undisturbed()
    let calls = countCalls(scenario)
    for fault in [FaultyCalls.Fault.death, .deathInside] {
      for index in 0..<calls.count {
        let place = "\(fault) at \(index) (\(calls[index]))"
        let broken = scenario.system(scenario.disk)
        scenario.run(on: FaultyCalls(broken, fault, at: index))
        expectWholePrefix(scenario, broken, place)
        let resumed = scenario.system(broken.disk)
        let outcome = scenario.run(on: resumed)
        #expect(outcome.exitStatus == scenario.status, "\(place)")
        expect(scenario, broken, resumed, expected, place)
      }
    }
  }

  @Test("killed again while it resumes, it still does", arguments: [0, 1, 4, 5, 7, 11, 19])
  func deathsWhileResuming(number: Int) {
    let scenario = Scenario.all[number]
    let expected = scenario.undisturbed()
    let calls = countCalls(scenario)
    for first in stride(from: 3, to: calls.count, by: 9) {
      let broken = scenario.system(scenario.disk)
      scenario.run(on: FaultyCalls(broken, .deathInside, at: first))
      for second in stride(from: first % 3, to: 90, by: 3) {
        let place = "death at \(first), then at \(second)"
        let again = scenario.system(broken.disk)
        scenario.run(on: FaultyCalls(again, .deathInside, at: second))
        let resumed = scenario.system(again.disk)
        #expect(scenario.run(on: resumed).exitStatus == scenario.status, "\(place)")
        if scenario.accepted != .stdoutPipe {
          expect(scenario, again, resumed, expected, place)
        }
      }
    }
  }

  @Test(
    "after any call that fails, a run has ended in good order or was not harmed, and resumes",
    arguments: Scenario.all.filter { $0.quarantine != .stderrPipe })
  func failures(scenario: Scenario) {
    let expected = scenario.undisturbed()
    let calls = countCalls(scenario)
    for number in [EIO, ENOSPC] {
      for index in 0..<calls.count {
        let place = "\(SystemError(number).text) at \(index) (\(calls[index]))"
        let broken = scenario.system(scenario.disk)
        let outcome = scenario.run(on: FaultyCalls(broken, .error(number), at: index))
        #expect([scenario.status, 2, 4].contains(outcome.exitStatus), "\(place)")
        expectWholePrefix(scenario, broken, place)
        let resumed = scenario.system(broken.disk)
        #expect(scenario.run(on: resumed).exitStatus == scenario.status, "\(place)")
        expect(scenario, broken, resumed, expected, place)
      }
    }
  }

  @Test("a call that takes one byte only changes nothing", arguments: Scenario.all)
  func shortCalls(scenario: Scenario) {
    let expected = scenario.undisturbed()
    for index in 0..<countCalls(scenario).count {
      let system = scenario.system(scenario.disk)
      let outcome = scenario.run(on: FaultyCalls(system, .short, at: index))
      #expect(outcome.exitStatus == scenario.status, "short at \(index)")
      #expect(Scenario.Result(scenario, system) == expected, "short at \(index)")
    }
  }

  @Test(
    "a call that a signal interrupts is made again, except one that synchronises: that ends the run",
    arguments: Scenario.all.filter { $0.quarantine != .stderrPipe })
  func interruptions(scenario: Scenario) {
    let expected = scenario.undisturbed()
    let calls = countCalls(scenario)
    for index in 0..<calls.count {
      let place = "interrupted at \(index) (\(calls[index]))"
      let system = scenario.system(scenario.disk)
      let outcome = scenario.run(on: FaultyCalls(system, .error(EINTR), at: index))
      if [.open, .read, .readAt, .write, .poll, .lock].contains(calls[index]) {
        #expect(outcome.exitStatus == scenario.status, "\(place)")
        #expect(Scenario.Result(scenario, system) == expected, "\(place)")
      } else {
        let resumed = scenario.system(system.disk)
        #expect(scenario.run(on: resumed).exitStatus == scenario.status, "\(place)")
        expect(scenario, system, resumed, expected, place)
      }
    }
  }

  // MARK: Parts

  /// The calls of an undisturbed run.
  private func countCalls(_ scenario: Scenario) -> [FaultyCalls.Kind] {
    let counting = FaultyCalls(scenario.system(scenario.disk))
    scenario.run(on: counting)
    #expect(counting.kinds.count > 50)
    return counting.kinds
  }

  /// What a checkpoint vouches for is there, and its counts are those of the outputs.
  private func expectWholePrefix(_ scenario: Scenario, _ system: ModelSystem, _ place: String) {
    let disk = system.disk
    guard let text = disk.file("/out/state/checkpoint.json") else { return }
    guard let checkpoint = try? Checkpoint(text: text) else {
      Issue.record("a broken checkpoint: \(place)")
      return
    }
    let position = checkpoint.position
    let tally = position.tally
    #expect(tally.received == tally.accepted + tally.quarantined + tally.duplicates + tally.held)
    let read = position.inputs.reduce(0) { $0 + $1.lines }
    #expect(position.tally.lines == read, "\(place)")
    guard scenario.accepted == .file else { return }
    let file = disk.file("/out/good.partial") ?? disk.file("/out/good") ?? []
    let lines = file.prefix(position.accepted.length).count { $0 == 0x0A }
    #expect(lines == position.tally.accepted, "\(place)")
  }

  private func expect(
    _ scenario: Scenario, _ broken: ModelSystem, _ resumed: ModelSystem,
    _ expected: Scenario.Result, _ place: String
  ) {
    var result = Scenario.Result(scenario, resumed)
    if scenario.accepted == .stdoutPipe {
      result.accepted = joined(broken.taken(by: 1), result.accepted, expected.accepted, place)
    }
    if scenario.quarantine == .stderrPipe {
      result.quarantine = joined(
        broken.taken(by: 2), result.quarantine, expected.quarantine, place)
    }
    #expect(result == expected, "\(place)")
  }

  /// What a reader of a pipe has in the end, without what came twice: nothing is missing between what
  /// came before and what came after. Nothing that was written can be taken back from a pipe.
  private func joined(
    _ before: [UInt8], _ after: [UInt8], _ expected: [UInt8], _ place: String
  ) -> [UInt8] {
    let start = expected.count - after.count
    #expect(start >= 0 && start <= before.count, "\(place): nothing is lost in between")
    return Array(before.prefix(max(0, start))) + after
  }
}
