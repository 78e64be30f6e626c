import Glibc
import StreamTestSupport
import Testing
import WeirJSON

@testable import WeirStream

/// Where going on would be a guess, a run is refused and says what is different.
struct RefusalTests {
  private let scenario = Scenario(accepted: .file, quarantine: .file)

  /// Stops a run in the middle, changes the disk, and starts it again.
  private func restart(
    stoppedAt index: Int = 90, change: (inout DiskImage) -> Void = { _ in },
    options: (inout FilterOptions) -> Void = { _ in }
  ) -> (outcome: FilterOutcome, changes: [DiskChange], words: String) {
    let broken = scenario.system(scenario.disk)
    scenario.run(on: FaultyCalls(broken, .death, at: index))
    var disk = broken.disk
    change(&disk)
    let system = scenario.system(disk)
    let outcome = scenario.run(on: system, change: options)
    return (outcome, system.changes, String(decoding: system.taken(by: 2), as: UTF8.self))
  }

  private func expectRefusal(
    _ words: String, change: (inout DiskImage) -> Void = { _ in },
    options: (inout FilterOptions) -> Void = { _ in }
  ) {
    let run = restart(change: change, options: options)
    #expect(run.outcome.exitStatus == 4)
    #expect(run.changes.isEmpty, "nothing is touched")
    #expect(run.words.contains(words), "\(run.words)")
  }

  @Test("the middle of the run is resumed when nothing is different")
  func resumes() {
    #expect(restart().outcome.exitStatus == 0)
  }

  @Test("an input that is another file, has shrunk, or is not what it was")
  func inputs() {
    expectRefusal("/in/1 is another file") { disk in
      let text = disk.file("/in/1") ?? []
      let inode = disk.number()
      disk.apply(.create(inode: inode, path: "/in/1", isFolder: false))
      disk.apply(.write(inode: inode, offset: 0, bytes: text))
    }
    expectRefusal("has shrunk") { disk in
      disk.apply(.truncate(inode: disk.names["/in/1"] ?? 0, length: 3))
    }
    expectRefusal("does not begin as it did") { disk in
      disk.apply(.write(inode: disk.names["/in/1"] ?? 0, offset: 0, bytes: [0x33]))
    }
    expectRefusal("cannot look at /in/1") { $0.apply(.unlink(path: "/in/1")) }
    expectRefusal("the inputs were /in/1", options: { $0.inputs = ["/in/2", "/in/1"] })
  }

  @Test(
    "an input that was copied back goes on with --accept-changes, if it is the same as far as read")
  func copiedInputs() {
    let expected = scenario.undisturbed()
    func restart(alteringAt offset: Int?, of path: String) -> (FilterOutcome, ModelSystem) {
      let broken = scenario.system(scenario.disk)
      scenario.run(on: FaultyCalls(broken, .death, at: 150))
      var disk = broken.disk
      for name in ["/in/1", "/in/2"] {
        let inode = disk.number()
        let text = disk.file(name) ?? []
        disk.apply(.create(inode: inode, path: name, isFolder: false))
        disk.apply(.write(inode: inode, offset: 0, bytes: text))
        guard name == path, let offset else { continue }
        disk.apply(.write(inode: inode, offset: offset, bytes: [0x33]))
      }
      let system = scenario.system(disk)
      return (scenario.run(on: system) { $0.acceptsChanges = true }, system)
    }
    let (outcome, system) = restart(alteringAt: nil, of: "")
    #expect(outcome.exitStatus == 0)
    #expect(Scenario.Result(scenario, system) == expected)
    for offset in [0, 20] {
      let (outcome, system) = restart(alteringAt: offset, of: "/in/1")
      #expect(outcome.exitStatus == 4, "at \(offset)")
      #expect(system.changes.isEmpty, "at \(offset)")
    }
  }

  @Test("an output that is shorter, altered, gone, or of another kind")
  func outputs() {
    expectRefusal("fewer than the") { disk in
      disk.apply(.truncate(inode: disk.names["/out/good.partial"] ?? 0, length: 2))
    }
    expectRefusal("is not what this run wrote") { disk in
      disk.apply(.write(inode: disk.names["/out/good.partial"] ?? 0, offset: 0, bytes: [0x33]))
    }
    expectRefusal("/out/bad is gone") { $0.apply(.unlink(path: "/out/bad.partial")) }
    expectRefusal("--accepted was /out/good and is not set", options: { $0.accepted = nil })
  }

  @Test("a damaged checkpoint, or one of another version")
  func checkpoints() {
    expectRefusal("is damaged") { disk in
      disk.apply(
        .write(inode: disk.names["/out/state/checkpoint.json"] ?? 0, offset: 30, bytes: [0x33]))
    }
    expectRefusal("has version 2; this weir reads 1") { disk in
      let inode = disk.names["/out/state/checkpoint.json"] ?? 0
      let body = Array(#"{"version":2"#.utf8)
      disk.apply(.truncate(inode: inode, length: 0))
      disk.apply(
        .write(inode: inode, offset: 0, bytes: body + Checkpoint.ending(for: body)))
    }
  }

  @Test("another schema, or options that change results, unless --accept-changes says so")
  func contract() {
    expectRefusal("the schema has changed", options: { $0.schemaDigest = "other" })
    expectRefusal("--max-errors was 32 and is 5", options: { $0.maxErrors = 5 })
    let accepted = restart(options: { options in
      options.schemaDigest = "other"
      options.maxErrors = 5
      options.acceptsChanges = true
    })
    #expect(accepted.outcome.exitStatus == 0)
  }

  @Test("what is different is told a line each, by the options that were written")
  func toldDifferences() {
    let run = restart(options: { options in
      options.maxErrors = 5
      var dedupe = DedupeOptions(key: [JSONPointer(tokens: [Array("id".utf8)])])
      dedupe.span = Span("90m")
      options.dedupe = dedupe
      var order = OrderOptions(key: JSONPointer(tokens: [Array("at".utf8)]))
      order.lateness = 30_000_000_000
      order.maxGap = order.lateness
      options.order = order
    })
    #expect(
      run.words == """
        error: this is not the run that the state is of:
          --dedupe-for was not set and is 90m
          --dedupe-key was not set and is /id
          --lateness was not set and is 30s
          --max-errors was 32 and is 5
          --order-key was not set and is /at
          --accept-changes goes on all the same

        """)
  }

  @Test("how fast, by how many and how much may be quarantined does not matter")
  func otherOptions() {
    let run = restart(options: { options in
      options.jobs = 3
      options.flush = .line
      options.maxRejects = .count(1000)
    })
    #expect(run.outcome.exitStatus == 0)
  }

  @Test("a folder that another run uses")
  func inUse() throws {
    let system = scenario.system(scenario.disk)
    scenario.run(on: FaultyCalls(system, .error(EIO), at: 90))
    let other = try StateFolder("/out/state", system: system)
    #expect(scenario.run(on: system).exitStatus == 4)
    let words = String(decoding: system.taken(by: 2), as: UTF8.self)
    #expect(words.contains("is in use by another run"))
    #expect(other.checkpoint != nil)
  }

  @Test("a pipe is wrong usage unless its producer starts over, and then must say the same")
  func pipes() {
    var piped = Scenario(accepted: .file, quarantine: .file, readsPipe: true)
    let system = piped.system(piped.disk)
    #expect(piped.run(on: system) { $0.replaysInputs = false }.exitStatus == 2)

    let broken = piped.system(piped.disk)
    piped.run(on: FaultyCalls(broken, .death, at: 110))
    piped.pipedBytes = Array("something else altogether, and long enough\n".utf8) + Scenario.first
    let resumed = piped.system(broken.disk)
    #expect(piped.run(on: resumed).exitStatus == 4)
    #expect(String(decoding: resumed.taken(by: 2), as: UTF8.self).contains("cannot go on with"))
  }

  @Test("a limit that stopped the run stops it again; a higher one goes on to the same bytes")
  func gate() {
    let expected = scenario.undisturbed()
    let system = scenario.system(scenario.disk)
    // The limit in total is looked at from 100 records on, or at the end.
    #expect(scenario.run(on: system) { $0.maxRejects = .count(2) }.exitStatus == 1)
    let again = scenario.system(system.disk)
    #expect(scenario.run(on: again) { $0.maxRejects = .count(2) }.exitStatus == 1)
    #expect(again.changes.isEmpty)
    let higher = scenario.system(again.disk)
    #expect(scenario.run(on: higher) { $0.maxRejects = .count(20) }.exitStatus == 0)
    #expect(Scenario.Result(scenario, higher) == expected)
  }

  @Test("after a synchronisation that failed nothing is synchronised or renamed any more")
  func failedSynchronisation() {
    let counting = FaultyCalls(scenario.system(scenario.disk))
    scenario.run(on: counting)
    for (index, kind) in counting.kinds.enumerated() where kind == .synchronize {
      let faulty = FaultyCalls(scenario.system(scenario.disk), .error(EIO), at: index)
      #expect(scenario.run(on: faulty).exitStatus == 4, "at \(index)")
      let later = faulty.kinds[(index + 1)...]
      #expect(!later.contains(.synchronize) && !later.contains(.rename), "at \(index)")
    }
  }
}
