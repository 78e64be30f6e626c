import Dispatch
import Synchronization
import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirStream

/// Blocks are judged in any order and written in theirs.
struct OrderedOutputTests {
  @Test("while one record takes its time, the rest of the window is judged, and waits for its turn")
  func slowRecord() throws {
    let jobs = 3
    let folder = try TemporaryFolder()
    // Eight bytes a line and a block, so that every line is a block of its own.
    let lines = (0..<60).map { "\(1_000_000 + $0)\n" }
    var options = FilterOptions()
    options.inputs = [try folder.write(lines.joined(), to: "in")]
    options.accepted = folder.path + "/good"
    options.quarantine = .discard
    options.jobs = jobs
    options.isQuiet = true
    let scene = SlowFirstLine(othersInWindow: 2 * jobs)
    let outcome = Filter(options, blockBytes: 8).run { SlowJudge(scene: scene) }
    #expect(outcome.exitStatus == 0)
    #expect(scene.othersJudgedMeanwhile == 2 * jobs)
    #expect(String(decoding: try folder.read("good"), as: UTF8.self) == lines.joined())
  }

  @Test("whatever the delays, accepted and rejected lines come in input order", arguments: 1...4)
  func randomDelays(jobs: Int) throws {
    let folder = try TemporaryFolder()
    let lines = (0..<400).map { "\($0)\n" }
    var options = FilterOptions()
    options.inputs = [try folder.write(lines.joined(), to: "in")]
    options.accepted = folder.path + "/good"
    options.quarantine = .file(folder.path + "/bad")
    options.quarantineFormat = .raw
    options.jobs = jobs
    options.isQuiet = true
    let filter = Filter(options, blockBytes: 32)
    let outcome = filter.run { DelayingJudge(random: SeededGenerator(seed: UInt64(jobs))) }
    #expect(outcome.exitStatus == 0)
    let isGood = { (line: String) in !line.dropLast().hasSuffix("7") }
    let good = String(decoding: try folder.read("good"), as: UTF8.self)
    let bad = String(decoding: try folder.read("bad"), as: UTF8.self)
    #expect(good == lines.filter(isGood).joined())
    #expect(bad == lines.filter { !isGood($0) }.joined())
  }
}

/// The first line is not done before as many others are.
private final class SlowFirstLine: Sendable {
  private let others = Mutex(0)
  private let allOthers = DispatchSemaphore(value: 0)
  private let seenByFirst = Mutex(-1)
  private let othersInWindow: Int

  init(othersInWindow: Int) { self.othersInWindow = othersInWindow }

  func judge(isFirst: Bool) {
    guard isFirst else {
      let count = others.withLock { count in
        count += 1
        return count
      }
      if count == othersInWindow { allOthers.signal() }
      return
    }
    _ = allOthers.wait(timeout: .now() + .seconds(30))
    seenByFirst.withLock { $0 = others.withLock { $0 } }
  }

  var othersJudgedMeanwhile: Int { seenByFirst.withLock { $0 } }
}

private struct SlowJudge: RecordJudge {
  let scene: SlowFirstLine

  mutating func accepts(_ line: ByteSlice) -> Bool {
    scene.judge(isFirst: line.elementsEqual(Array("1000000".utf8)))
    return true
  }

  mutating func report(on line: ByteSlice, limit: Int) -> Report {
    Report(errors: [], isTruncated: false)
  }
}

/// Rejects what ends in 7, after looking at it for longer or shorter.
private struct DelayingJudge: RecordJudge {
  var random: SeededGenerator

  mutating func accepts(_ line: ByteSlice) -> Bool {
    var spins = Int.random(in: 0..<20_000, using: &random)
    while spins > 0 { spins -= 1 }
    return line[line.count - 1] != UInt8(ascii: "7")
  }

  mutating func report(on line: ByteSlice, limit: Int) -> Report {
    Report(errors: [], isTruncated: false)
  }
}

extension ByteSlice {
  fileprivate func elementsEqual(_ bytes: [UInt8]) -> Bool {
    copied() == bytes
  }
}
