import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirStream

/// However input is cut into reads and blocks, and whoever judges them, the outputs are the same.
struct ChunkingTests {
  @Test("any size of reads and blocks and any number of workers give the same bytes")
  func sameBytes() throws {
    var random = SeededGenerator(seed: 7)
    for round in 0..<6 {
      let input = Self.input(lines: 40 + round * 30, &random)
      let expected = try outcome(of: input, readBytes: .max, blockBytes: 1 << 20, jobs: 1)
      try checkAgainstPlainReading(input, expected)
      for (readBytes, blockBytes, jobs) in [(1, 64, 1), (3, 256, 2), (17, 64, 3), (4096, 512, 2)] {
        let other = try outcome(of: input, readBytes: readBytes, blockBytes: blockBytes, jobs: jobs)
        #expect(other.accepted == expected.accepted, "reads \(readBytes), blocks \(blockBytes)")
        #expect(other.quarantine == expected.quarantine, "reads \(readBytes), blocks \(blockBytes)")
      }
    }
  }

  @Test(
    "empty input, a lone line end, a missing one, CRLF, a byte order mark",
    arguments: [
      ("", 0, 0), ("\n", 0, 0), ("1", 1, 0), ("1\r\n2\r\n", 2, 0), ("\u{FEFF}1\n", 1, 0),
      ("1\n\u{FEFF}1\n", 1, 1), ("1\n\u{0}\n3", 2, 1), ("\n\n\"x\"\n\n", 0, 1),
    ])
  func edges(text: String, accepted: Int, quarantined: Int) throws {
    for blockBytes in [64, 1 << 20] {
      let run = try outcome(of: Array(text.utf8), readBytes: 1, blockBytes: blockBytes, jobs: 2)
      #expect(run.tally.accepted == accepted)
      #expect(run.tally.quarantined == quarantined)
    }
  }

  @Test("lines much longer than a block follow each other", arguments: [1, 7, 64, 1000])
  func longLines(readBytes: Int) throws {
    let lines = [150, 190, 3, 199, 70, 200, 1].map { String(repeating: "7", count: $0) }
    let input = Array((lines.joined(separator: "\n") + "\n").utf8)
    let run = try outcome(of: input, readBytes: readBytes, blockBytes: 16, jobs: 2)
    #expect(run.accepted == input)
  }

  // MARK: Parts

  struct Outcome {
    var accepted: [UInt8]
    var quarantine: [UInt8]
    var tally: (accepted: Int, quarantined: Int)
  }

  /// Filters numbers from `input` in a folder of its own.
  private func outcome(
    of input: [UInt8], readBytes: Int, blockBytes: Int, jobs: Int
  ) throws -> Outcome {
    let folder = try TemporaryFolder()
    var options = FilterOptions()
    // One path for all runs: it is part of the records.
    options.inputs = [try folder.write(input, to: "in.ndjson")]
    options.accepted = folder.path + "/good"
    options.quarantine = .file(folder.path + "/bad")
    options.quarantineFormat = .raw
    options.jobs = jobs
    options.maxRecordBytes = 200
    options.isQuiet = true
    let schema = try Schema(
      json: Array(#"{"type": "number"}"#.utf8), options: SchemaOptions(instances: .strict))
    let filter = Filter(
      options, system: ShortReads(limit: readBytes), blockBytes: blockBytes)
    let outcome = filter.run { Validator(schema) }
    #expect(outcome.exitStatus == 0)
    let accepted = try folder.read("good")
    let quarantine = try folder.read("bad")
    return Outcome(
      accepted: accepted, quarantine: quarantine,
      tally: (lines(accepted).count, lines(quarantine).count))
  }

  private func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: true)
  }

  /// The same by the plainest reading there is: split, look, sort.
  private func checkAgainstPlainReading(_ input: [UInt8], _ run: Outcome) throws {
    var good: [UInt8] = []
    var document = Document(options: .strict)
    for line in input.split(separator: 0x0A, omittingEmptySubsequences: true) {
      guard line.count <= 200 else { continue }
      do {
        try document.parse(Array(line))
      } catch {
        continue
      }
      let kind = document.tape.kind(of: 0)
      if kind == .integer || kind == .decimal { good += line + [0x0A] }
    }
    #expect(run.accepted == good)
  }

  /// Lines good and bad, blank and overlong, with both line ends; every one is terminated.
  private static func input(lines: Int, _ random: inout SeededGenerator) -> [UInt8] {
    var input: [UInt8] = []
    for _ in 0..<lines {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: input += "\"text \(Int.random(in: 0..<1000, using: &random))\"".utf8
      case 1: break
      case 2:
        input += [UInt8](
          repeating: UInt8(ascii: "9"), count: 150 + Int.random(in: 0..<120, using: &random))
      case 3: input += [0x22, 0xFF, 0x00, 0x22]
      case 4: input += "\(Int.random(in: 0..<100_000, using: &random))\r".utf8
      default: input += "\(Int.random(in: 0..<1_000_000, using: &random))".utf8
      }
      input.append(0x0A)
    }
    return input
  }
}
