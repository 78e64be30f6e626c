import StreamTestSupport
import Testing

@testable import WeirStream

/// A run that is complete goes on when its inputs have more; and only then.
struct GrowthTests {
  private let scenario = Scenario(accepted: .file, quarantine: .raw)

  /// Runs to the end, changes the disk, and runs again.
  private func runTwice(
    _ scenario: Scenario, change: (inout DiskImage) -> Void,
    options: (inout FilterOptions) -> Void = { _ in }
  ) -> (outcome: FilterOutcome, system: ModelSystem) {
    let first = scenario.system(scenario.disk)
    #expect(scenario.run(on: first).exitStatus == 0)
    var disk = first.disk
    change(&disk)
    let second = scenario.system(disk)
    return (scenario.run(on: second, change: options), second)
  }

  private func text(_ system: ModelSystem, _ path: String) -> String {
    String(decoding: system.disk.file(path) ?? [], as: UTF8.self)
  }

  @Test("a complete run started again does nothing and is status 0")
  func nothingNew() {
    let expected = scenario.undisturbed()
    let (outcome, system) = runTwice(scenario, change: { _ in })
    #expect(outcome.exitStatus == 0)
    #expect(system.changes.isEmpty)
    #expect(Scenario.Result(scenario, system) == expected)
  }

  @Test(
    "an output of a complete run that was taken away, cut or altered is told, and nothing is touched"
  )
  func damagedOutputs() {
    func expect(_ words: String, change: (inout DiskImage) -> Void) {
      let (outcome, system) = runTwice(scenario, change: change)
      #expect(outcome.exitStatus == 4)
      #expect(system.changes.isEmpty)
      let said = String(decoding: system.taken(by: 2), as: UTF8.self)
      #expect(said.contains(words), "\(said)")
      #expect(said.contains("the run was complete; without its state it starts anew"))
    }
    expect("/out/good is gone") { $0.apply(.unlink(path: "/out/good")) }
    expect("/out/bad is gone") { $0.apply(.unlink(path: "/out/bad")) }
    // By a byte: the last line, which had no line end, is part of it.
    for path in ["/out/good", "/out/bad"] {
      expect("fewer than the") { disk in
        let length = disk.file(path)?.count ?? 0
        disk.apply(.truncate(inode: disk.names[path] ?? 0, length: length - 1))
      }
    }
    expect("/out/good is not what this run wrote") { disk in
      disk.apply(.write(inode: disk.names["/out/good"] ?? 0, offset: 1, bytes: [0x58]))
    }
  }

  @Test("what others add to an output of a complete run does no harm while there is nothing to do")
  func addedTo() {
    let (outcome, system) = runTwice(scenario, change: { $0.append("more\n", to: "/out/good") })
    #expect(outcome.exitStatus == 0)
    #expect(system.changes.isEmpty)
  }

  @Test(
    "a grown input continues, and a last line that was only a beginning is judged whole",
    arguments: [" of a line\n30001\nbad\n", "\n30001\n", "\r\n", "\n", "more without an end"])
  func grown(growth: String) {
    let (outcome, system) = runTwice(scenario, change: { $0.append(growth, to: "/in/2") })
    #expect(outcome.exitStatus == 0)
    var grown = scenario.disk
    grown.append(growth, to: "/in/2")
    let expected = scenario.system(grown)
    scenario.run(on: expected)
    let (result, wanted) = (Scenario.Result(scenario, system), Scenario.Result(scenario, expected))
    #expect(result.accepted == wanted.accepted)
    #expect(result.quarantine == wanted.quarantine)
    #expect(result.tally == wanted.tally)
    #expect(result.status == .complete)
    #expect(result.names == wanted.names)
  }

  @Test("an input behind the last one continues, and the open line before it is ended")
  func newInput() {
    let third = Array("30001\nbad\n".utf8)
    let (outcome, system) = runTwice(
      scenario,
      change: { disk in
        let inode = disk.number()
        disk.apply(.create(inode: inode, path: "/in/3", isFolder: false))
        disk.apply(.write(inode: inode, offset: 0, bytes: third))
      }, options: { $0.inputs.append("/in/3") })
    #expect(outcome.exitStatus == 0)
    #expect(text(system, "/out/good").hasSuffix("20006\n30001\n"))
    #expect(text(system, "/out/bad").hasSuffix("open end\nbad\n"))
  }

  @Test("an input that is not the last one and grows within a line is refused")
  func grownWithinLine() {
    let (outcome, system) = runTwice(scenario, change: { $0.append("7\n", to: "/in/1") })
    #expect(outcome.exitStatus == 4)
    #expect(system.changes.isEmpty)
  }

  @Test("killed while it goes on with a grown input, a run resumes to the same bytes")
  func deathsAfterGrowth() {
    let complete = scenario.system(scenario.disk)
    scenario.run(on: complete)
    var grown = complete.disk
    grown.append(" of a line\n30001\nbad\n30002\n30003\n30004\n", to: "/in/2")
    let whole = scenario.system(grown)
    let counting = FaultyCalls(whole)
    scenario.run(on: counting)
    let expected = Scenario.Result(scenario, whole)
    #expect(expected.status == .complete)
    for fault in [FaultyCalls.Fault.death, .deathInside, .error(5)] {
      for index in counting.kinds.indices {
        let broken = scenario.system(grown)
        scenario.run(on: FaultyCalls(broken, fault, at: index))
        let resumed = scenario.system(broken.disk)
        #expect(scenario.run(on: resumed).exitStatus == 0, "\(fault) at \(index)")
        #expect(Scenario.Result(scenario, resumed) == expected, "\(fault) at \(index)")
      }
    }
  }

  @Test("what others append to an output after the run is complete stays")
  func sharedOutput() {
    var appending = Scenario(accepted: .appended, quarantine: .appended)
    appending.endsOpen = false
    let (outcome, system) = runTwice(
      appending,
      change: { disk in
        disk.append("somebody else's\n", to: "/out/good")
        disk.append("30001\n", to: "/in/2")
      })
    #expect(outcome.exitStatus == 0)
    #expect(text(system, "/out/good").hasSuffix("20006\nsomebody else's\n30001\n"))
  }
}

extension DiskImage {
  mutating func append(_ text: String, to path: String) {
    guard let inode = names[path], let content = file(path) else { return }
    apply(.write(inode: inode, offset: content.count, bytes: Array(text.utf8)))
  }
}
