import Glibc
import StreamTestSupport
import Testing

@testable import WeirStream

/// `--no-clobber` to the end: no output takes the name of a file that somebody else put there.
struct KeepTests {
  private let scenario = Scenario(accepted: .file, quarantine: .file)

  /// The scenario's disk, on which no output is there yet.
  private var disk: DiskImage {
    var disk = scenario.disk
    disk.apply(.unlink(path: "/out/good"))
    return disk
  }

  private func run(_ system: any SystemCalls) -> FilterOutcome {
    scenario.run(on: system) { $0.existing = .keep }
  }

  /// A file system on which a file has one name only.
  private struct OneName: WrappedCalls {
    let base: any SystemCalls

    func link(_ path: String, as newPath: String) throws(SystemError) { throw SystemError(EPERM) }
  }

  /// Somebody who gives a file the name `/out/good` right before the run does.
  private struct Rival: WrappedCalls {
    let base: any SystemCalls
    let hasLinks: Bool

    func link(_ path: String, as newPath: String) throws(SystemError) {
      if newPath == "/out/good" {
        base.close(try base.open(newPath, flags: O_WRONLY | O_CREAT, mode: 0o644))
      }
      guard hasLinks else { throw SystemError(EPERM) }
      try base.link(path, as: newPath)
    }
  }

  @Test("a file that appears at the last moment is kept, and so is what should have its name")
  func rival() {
    let expected = scenario.undisturbed()
    for hasLinks in [true, false] {
      let system = scenario.system(disk)
      #expect(run(Rival(base: system, hasLinks: hasLinks)).exitStatus == 4)
      #expect(system.disk.file("/out/good") == [])
      #expect(system.disk.file("/out/good.partial") == expected.accepted)
      let words = String(decoding: system.taken(by: 2), as: UTF8.self)
      #expect(words.contains("/out/good has appeared meanwhile"), "\(words)")
      // As long as it is there, and then not.
      let again = scenario.system(system.disk)
      #expect(run(again).exitStatus == 4)
      #expect(again.disk.file("/out/good") == [])
      var freed = again.disk
      freed.apply(.rename(path: "/out/good", newPath: "/in/theirs"))
      let last = scenario.system(freed)
      #expect(run(last).exitStatus == 0)
      #expect(last.disk.file("/out/good") == expected.accepted)
      #expect(last.disk.file("/out/good.partial") == nil)
    }
  }

  @Test("killed at any call, it resumes to the same bytes and leaves no second name")
  func deaths() {
    let expected = scenario.undisturbed()
    let counting = FaultyCalls(scenario.system(disk))
    #expect(run(counting).exitStatus == 0)
    #expect(counting.kinds.contains(.link))
    for index in counting.kinds.indices {
      for fault in [FaultyCalls.Fault.death, .error(EIO)] {
        let place = "\(fault) at \(index) (\(counting.kinds[index]))"
        let broken = scenario.system(disk)
        _ = run(FaultyCalls(broken, fault, at: index))
        let resumed = scenario.system(broken.disk)
        #expect(run(resumed).exitStatus == 0, "\(place)")
        #expect(Scenario.Result(scenario, resumed) == expected, "\(place)")
      }
    }
  }

  @Test("where files have one name only, nothing is replaced either, and nothing is lost")
  func oneName() {
    let expected = scenario.undisturbed()
    let counting = FaultyCalls(OneName(base: scenario.system(disk)))
    #expect(run(counting).exitStatus == 0)
    for index in counting.kinds.indices {
      let broken = scenario.system(disk)
      _ = run(FaultyCalls(OneName(base: broken), .death, at: index))
      let resumed = scenario.system(broken.disk)
      // The empty file that took the name might be anybody's.
      if run(OneName(base: resumed)).exitStatus == 4 {
        let names = ["/out/good", "/out/bad"].filter {
          resumed.disk.file($0) == [] && resumed.disk.file($0 + ".partial") != nil
        }
        #expect(names.count == 1, "at \(index)")
        for name in names { try? resumed.unlink(name) }
        #expect(run(OneName(base: resumed)).exitStatus == 0, "at \(index)")
      }
      #expect(Scenario.Result(scenario, resumed) == expected, "at \(index)")
    }
  }

  @Test("when the power fails between two names, both are brought to their end")
  func powerLoss() {
    let expected = scenario.undisturbed()
    let recorded = scenario.system(disk)
    _ = run(recorded)
    let changes = recorded.changes
    for end in 0...changes.count {
      for keepsAll in [true, false] {
        let left = disk.afterPowerLoss(changes[..<end]) { keepsAll ? $0 : nil }
        let system = scenario.system(left)
        #expect(run(system).exitStatus == 0, "at \(end)")
        #expect(Scenario.Result(scenario, system) == expected, "at \(end)")
      }
    }
  }
}
