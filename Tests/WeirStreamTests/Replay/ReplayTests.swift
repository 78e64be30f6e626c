import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirStream

/// What was quarantined comes back byte by byte, or stays quarantined with its history.
struct ReplayTests {
  @Test(
    "whatever the bytes, reads, blocks and workers, accepted payloads are those that were held back"
  )
  func payloadsAreExact() throws {
    var random = SeededGenerator(seed: 23)
    for round in 0..<8 {
      let lines = (0..<50).map { _ in RandomLine.bytes(&random) }
      let scene = try ReplayScene(lines)
      let blanks: [UInt8] = [0x20, 0x09, 0x0D]
      var expected: [UInt8] = []
      for line in lines where !line.allSatisfy({ blanks.contains($0) }) {
        expected += line + [0x0A]
      }
      for (blockBytes, jobs) in [(1 << 20, 1), (4096, 3), (64, 2)] {
        let run = try scene.replay(blockBytes: blockBytes, jobs: jobs) { AcceptAll() }
        #expect(run.accepted == expected, "round \(round), blocks of \(blockBytes)")
        #expect(run.quarantine.isEmpty)
        #expect(run.status == 0)
      }
    }
  }

  @Test("what is rejected again keeps its event, names what it replaces, and counts, up to the cap")
  func lineage() throws {
    var scene = try ReplayScene([Array("1".utf8), Array("\"ü\"".utf8)])
    let first = try scene.records()
    for round in 1...4 {
      let earlier = try scene.records()
      scene = try scene.next { RejectAll() }
      let records = try scene.records()
      #expect(records.count == 2)
      for (index, record) in records.enumerated() {
        #expect(record.eventID == first[index].id)
        #expect(record.replayOf == earlier[index].id)
        #expect(record.id != earlier[index].id)
        #expect(record.replayCount == round)
        #expect(record.attemptCount == round + 1)
        #expect(record.origin == first[index].origin)
        #expect(record.content == first[index].content)
        #expect(record.source == "/weir/replay/schema")
      }
    }
    let last = try scene.replay(maxReplays: 4) { RejectAll() }
    #expect(last.quarantine == (try scene.quarantine()), "beyond the cap a record stays as it is")
    #expect(last.codes == ["replay.cap"])
    #expect(last.status == 0)
  }

  @Test(
    "what cannot be replayed stays as it is, and the summary says why",
    arguments: [
      ("\"content\":\"1\"", "\"content\":\"2\"", "replay.checksum", 1),
      ("\"bytes\":1", "\"bytes\":2", "replay.checksum", 1),
      ("\"stored\":\"inline\"", "\"stored\":\"truncated\"", "replay.truncated", 0),
      (
        "\"stored\":\"inline\"", "\"redacted\":[\"/a\"],\"stored\":\"inline\"", "replay.redacted", 0
      ),
      ("\"encoding\":\"utf8\"", "\"encoding\":\"base64\"", "replay.malformed", 1),
      ("\"payload\":", "\"paylod\":", "replay.malformed", 1),
      ("dev.weir.quarantine.v1", "dev.weir.quarantine.v2", "replay.malformed", 1),
      ("{\"specversion\"", "[\"specversion\"", "replay.malformed", 1),
      ("\"replay_count\":0", "\"replay_count\":5", "replay.cap", 0),
    ])
  func refusals(old: String, new: String, code: String, status: Int32) throws {
    let scene = try ReplayScene([Array("1".utf8), Array("2".utf8)])
    let text = String(decoding: try scene.quarantine(), as: UTF8.self)
    // The first record alone is altered.
    let end = try #require(text.firstIndex(of: "\n"))
    let altered =
      text[...end].replacing(old, with: new, maxReplacements: 1) + text[text.index(after: end)...]
    #expect(altered != text)
    let run = try scene.replay(quarantine: Array(altered.utf8)) { AcceptAll() }
    #expect(run.accepted == Array("2\n".utf8))
    let kept = altered.prefix { $0 != "\n" } + "\n"
    #expect(run.quarantine == Array(kept.utf8))
    #expect(run.codes == [code])
    #expect(run.status == status)
  }

  @Test("payloads that are kept outside are found in the input and in the quarantine's folder")
  func references() throws {
    let long = [UInt8](repeating: UInt8(ascii: "7"), count: 600)
    let scene = try ReplayScene([long, Array("8".utf8)], maxRecordBytes: 100)
    #expect(try scene.records().map(\.stored) == ["ref", "inline"])
    let found = try scene.replay { AcceptAll() }
    #expect(found.accepted == long + Array("\n8\n".utf8))
    let still = try scene.replay(maxPayloadBytes: 100) { AcceptAll() }
    #expect(still.codes == ["replay.too_long"])
    let id = try #require(try scene.records().first?.id)
    try scene.removeInput()
    #expect(try scene.replay { AcceptAll() }.codes == ["replay.payload_missing"])
    try scene.keepPayload(long, id: id)
    #expect(try scene.replay { AcceptAll() }.accepted == long + Array("\n8\n".utf8))
    try scene.keepPayload(long.dropLast() + [UInt8(ascii: "8")], id: id)
    #expect(try scene.replay { AcceptAll() }.codes == ["replay.checksum"])
  }

  @Test("a payload that is there and cannot be read is an input that cannot be read")
  func unreadablePayload() throws {
    let long = [UInt8](repeating: UInt8(ascii: "7"), count: 600)
    let scene = try ReplayScene([long, Array("8".utf8)], maxRecordBytes: 100)
    try scene.removeInput()
    let id = try #require(try scene.records().first?.id)
    // A folder can be opened, but not read.
    try scene.keepPayload(long, id: id + "/payload")
    let run = try scene.replay { AcceptAll() }
    #expect(run.status == 4)
    #expect(run.codes == ["replay.payload_unreadable"])
    #expect(run.accepted == Array("8\n".utf8))
    #expect(run.quarantine == (try scene.quarantine().split(separator: 0x0A)[0]) + [0x0A])
  }

  @Test("notices are passed over, and records that nobody asked for are left alone")
  func selection() throws {
    let scene = try ReplayScene([Array("1".utf8), Array("nope".utf8), Array("{\"a\":1}".utf8)])
    let notice = Array("{\"type\":\"dev.weir.notice.v1\",\"data\":{}}\n".utf8)
    let quarantine = notice + (try scene.quarantine())
    var options = ReplayOptions()
    options.selection.add(.stage, "schema")
    options.selection.add(.code, "schema.type")
    options.selection.add(.code, "schema.required")
    let run = try scene.replay(options, quarantine: quarantine) { AcceptAll() }
    #expect(run.accepted == Array("1\n{\"a\":1}\n".utf8))
    #expect(run.quarantine.isEmpty)
    #expect(run.summary.contains("\"lines\":4,\"blank\":0,\"received\":2,\"accepted\":2"))
    #expect(run.summary.contains("\"notices\":1,\"unselected\":1"))
    options.selection.since = Timestamp(nanoseconds: .max)
    #expect(try scene.replay(options, quarantine: quarantine) { AcceptAll() }.accepted.isEmpty)
  }
}

private struct AcceptAll: RecordJudge {
  mutating func accepts(_ line: ByteSlice) -> Bool { true }

  mutating func report(on line: ByteSlice, limit: Int) -> Report {
    Report(errors: [], isTruncated: false)
  }
}

private struct RejectAll: RecordJudge {
  mutating func accepts(_ line: ByteSlice) -> Bool { false }

  mutating func report(on line: ByteSlice, limit: Int) -> Report {
    Report(errors: [], isTruncated: false)
  }
}

/// Lines of all kinds of bytes, LF excepted.
private enum RandomLine {
  static func bytes(_ random: inout SeededGenerator) -> [UInt8] {
    let count = Int.random(in: 1..<60, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        .map { $0 == 0x0A ? 0x0B : $0 }
    case 1:
      let scalars = ["a", "\"", "\\", "\u{7f}", "ß", "語", "🌊", "\u{2028}", "\t", "\u{1}"]
      return (0..<count).flatMap { _ in
        Array((scalars.randomElement(using: &random) ?? "").utf8)
      }
    case 2: return Array("{\"n\":\(count)}\r".utf8)
    default: return Array("\"text \(count)\"".utf8)
    }
  }
}
