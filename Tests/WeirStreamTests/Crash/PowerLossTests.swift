import StreamTestSupport
import TestSupport
import Testing

@testable import WeirStream

/// When the power fails, what was not synchronised may be gone, or be there in part. Proved on the
/// recorded calls of a run: after every one of them.
struct PowerLossTests {
  @Test(
    "after a power failure at any call a run resumes to the same bytes",
    arguments: Scenario.all.filter { $0.accepted != .stdoutPipe && $0.quarantine != .stderrPipe })
  func everyPrefix(scenario: Scenario) {
    let expected = scenario.undisturbed()
    let recorded = scenario.system(scenario.disk)
    scenario.run(on: recorded)
    let changes = recorded.changes
    #expect(changes.count > 30)
    var random = SeededGenerator(seed: 41)
    for end in 0...changes.count {
      let lost = scenario.disk.afterPowerLoss(changes[..<end]) { _ in nil }
      expectResume(scenario, lost, expected, "all unsynchronised lost at \(end)")
      for round in 0..<3 {
        let partly = scenario.disk.afterPowerLoss(changes[..<end]) { torn($0, &random) }
        expectResume(scenario, partly, expected, "kept in part at \(end), round \(round)")
      }
    }
  }

  /// Keeps a change, loses it, or keeps the beginning or the end of what it writes.
  private func torn(_ change: DiskChange, _ random: inout SeededGenerator) -> DiskChange? {
    guard case .write(let inode, let offset, let bytes) = change, bytes.count > 1 else {
      return Bool.random(using: &random) ? change : nil
    }
    let middle = Int.random(in: 1..<bytes.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return nil
    case 1: return .write(inode: inode, offset: offset, bytes: Array(bytes[..<middle]))
    case 2: return .write(inode: inode, offset: offset + middle, bytes: Array(bytes[middle...]))
    default: return change
    }
  }

  private func expectResume(
    _ scenario: Scenario, _ disk: DiskImage, _ expected: Scenario.Result, _ place: String
  ) {
    let system = scenario.system(disk)
    #expect(scenario.run(on: system).exitStatus == scenario.status, "\(place)")
    #expect(Scenario.Result(scenario, system) == expected, "\(place)")
  }
}
