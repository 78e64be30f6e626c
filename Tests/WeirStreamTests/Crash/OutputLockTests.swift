import Glibc
import StreamTestSupport
import Testing

@testable import WeirStream

/// Two runs do not write to one file.
struct OutputLockTests {
  private let scenario = Scenario(accepted: .file, quarantine: .file)

  @Test(
    "an output that another run writes is refused by its name and stays as it is",
    arguments: ["/out/good.partial", "/out/bad.partial"], [nil, 90])
  func inUse(path: String, stoppedAt index: Int?) throws {
    let expected = scenario.undisturbed()
    let earlier = scenario.system(scenario.disk)
    if let index { scenario.run(on: FaultyCalls(earlier, .death, at: index)) }
    let system = scenario.system(earlier.disk)
    let other = try system.open(path, flags: O_RDWR | O_CREAT, mode: 0o666)
    try system.lock(other)
    if index == nil { system.change { $0.append("theirs", to: path) } }
    let before = system.disk.file(path)
    #expect(scenario.run(on: system).exitStatus == 4)
    let said = String(decoding: system.taken(by: 2), as: UTF8.self)
    #expect(said == "error: \(path) is being written by another run\n")
    #expect(system.disk.file(path) == before)
    // The lock goes with whoever has it.
    system.close(other)
    #expect(scenario.run(on: system).exitStatus == 0)
    #expect(Scenario.Result(scenario, system) == expected)
  }

  @Test("a file that another run completes between being opened and being locked is left alone")
  func completedMeanwhile() throws {
    let expected = scenario.undisturbed()
    let counting = FaultyCalls(scenario.system(scenario.disk))
    scenario.run(on: counting)
    // The first is the folder's.
    let locks = counting.kinds.indices.filter { counting.kinds[$0] == .lock }
    #expect(locks.count == 3)
    var disk = scenario.disk
    let inode = disk.number()
    disk.apply(.create(inode: inode, path: "/out/good.partial", isFolder: false))
    disk.apply(.write(inode: inode, offset: 0, bytes: Array("theirs".utf8)))
    let system = scenario.system(disk)
    let calls = FaultyCalls(system, .none, at: locks[1]) {
      try? system.rename("/out/good.partial", to: "/out/theirs")
    }
    #expect(scenario.run(on: calls).exitStatus == 0)
    #expect(system.disk.file("/out/theirs") == Array("theirs".utf8))
    #expect(system.disk.file("/out/good") == expected.accepted)
  }

  @Test("a run that goes on behind its end takes no name from a file that another run writes")
  func reopened() throws {
    let first = scenario.system(scenario.disk)
    #expect(scenario.run(on: first).exitStatus == 0)
    var disk = first.disk
    disk.append("\n30001\n", to: "/in/2")
    let system = scenario.system(disk)
    let other = try system.open("/out/good.partial", flags: O_RDWR | O_CREAT, mode: 0o666)
    try system.lock(other)
    #expect(scenario.run(on: system).exitStatus == 4)
    #expect(system.disk.names["/out/good.partial"] != system.disk.names["/out/good"])
    #expect(system.disk.file("/out/good.partial") == [])
  }
}
