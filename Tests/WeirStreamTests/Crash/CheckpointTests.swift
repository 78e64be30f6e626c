import TestSupport
import Testing

@testable import WeirStream

/// The record of a checkpoint: what is read is what was written, or nothing.
struct CheckpointTests {
  @Test("a checkpoint reads as it was written", arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    let checkpoint = Self.checkpoint(seed)
    #expect(try Checkpoint(text: checkpoint.text) == checkpoint)
  }

  @Test("a checkpoint of which one byte is different, or some are missing, is not read")
  func damage() {
    let text = Self.checkpoint(3).text
    for index in text.indices {
      var other = text
      other[index] ^= 1 << UInt8(index % 8)
      #expect(throws: Checkpoint.Fault.checksum) { try Checkpoint(text: other) }
      #expect(throws: Checkpoint.Fault.checksum) { try Checkpoint(text: Array(text[..<index])) }
    }
    #expect(throws: Checkpoint.Fault.checksum) { try Checkpoint(text: text + [0x0A]) }
  }

  @Test(
    "a text with the right checksum and the wrong form is not read",
    arguments: [
      #"{"version":1"#, #"{"version":1,"sequence":-1"#, #"{"version":1,"sequence":"1""#,
      #"{"version":1,"sequence":1,"status":"elsewhere""#, #"["version":1"#,
    ])
  func form(body: String) {
    let bytes = Array(body.utf8)
    #expect(throws: Checkpoint.Fault.self) {
      try Checkpoint(text: bytes + Checkpoint.ending(for: bytes))
    }
  }

  @Test("a contract tells its differences by name")
  func differences() {
    let old = RunContract(
      schemaSHA256: "a", options: [.init(name: "--x", value: "1"), .init(name: "--z", value: "")])
    let new = RunContract(
      schemaSHA256: "b", options: [.init(name: "--x", value: ""), .init(name: "--y", value: "2")])
    #expect(
      new.differences(from: old)
        == [
          "the schema has changed", "--x was 1 and is not set", "--y was not set and is 2",
        ])
    #expect(old.differences(from: old).isEmpty)
  }

  // MARK: Parts

  private static func checkpoint(_ seed: UInt64) -> Checkpoint {
    var random = SeededGenerator(seed: seed)
    func number() -> Int { Int.random(in: 0...(1 << 40), using: &random) }
    func print() -> Fingerprint {
      Fingerprint((0..<Int.random(in: 0...40, using: &random)).map { UInt8($0) })
    }
    func place() -> InputPosition {
      InputPosition(input: InputName(path: "ä b"), offset: number(), line: number())
    }
    func sightings() -> OrderWatch.Sightings {
      OrderWatch.Sightings(
        count: number(), places: (0..<Int(seed % 3)).map { _ in place() })
    }
    func position() -> RunPosition {
      let groups = (0..<3).map { index in
        Tally.Group(
          reason: RejectReason(code: "schema.x\(index)", schemaLocation: "#/a\"\\\u{7}"),
          ordinal: index, count: number(),
          places: [
            Tally.Place(position: place(), column: number())
          ])
      }
      let inputs = (0..<3).map { index in
        InputMark(
          path: "/in \(index)",
          identity: index == 1
            ? .stream
            : InputIdentity(
              file: FileStatus.Identity(device: .max, inode: UInt64(number())), head: print()),
          offset: number(), lines: number(), tail: print(), endsOpen: Bool.random(using: &random))
      }
      return RunPosition(
        inputs: inputs,
        accepted: OutputMark(path: "-", placement: .stream, length: 0, tail: .empty),
        quarantine: Bool.random(using: &random)
          ? OutputMark(path: "q", placement: .partial, length: number(), tail: print()) : nil,
        tally: Tally(
          lines: number(), accepted: number(), quarantined: number(), duplicates: number(),
          held: number(), bytes: number(),
          ungrouped: number(), groups: groups,
          schemas: [Tally.SchemaCounts(accepted: number(), quarantined: number())],
          passed: JudgedLines.PassedLines(notices: number(), unselected: number())),
        recentRejects: (0..<5).map { _ in number() },
        sequence: Bool.random(using: &random) ? sequence() : nil)
    }
    func time() -> Int64 { Int64.random(in: .min ... .max, using: &random) }
    func key() -> RecordKey {
      RecordKey(
        low: UInt64.random(in: 0 ... .max, using: &random),
        high: UInt64.random(in: 0...9, using: &random))
    }
    func partitions() -> [RecordKey: OrderWatch.Partition] {
      var partitions: [RecordKey: OrderWatch.Partition] = [:]
      for _ in 0..<3 {
        partitions[key()] = OrderWatch.Partition(latest: time(), released: time())
      }
      return partitions
    }
    func sequence() -> SequenceState {
      let order = OrderWatch.Memory(
        counts: OrderWatch.Counts(
          outOfOrder: sightings(), late: sightings(), gaps: sightings(), untimed: sightings(),
          releasedEarly: number()), younger: partitions(), older: partitions())
      let held = (0..<4).map { index in
        ReorderWindow.Record(
          time: Int64(index) - 2, arrival: number(), partition: key(), schemaIndex: index,
          place: place(), bytes: (0...UInt8(index * 50)).map { $0 })
      }
      return SequenceState(
        keylessCount: number(),
        window: KeyWindow.Mark(oldest: 3, next: 3 + number(), latest: time(), cutShort: number()),
        order: seed % 5 == 0 ? nil : order,
        held: seed % 5 == 1 ? ReorderWindow.Contents(records: held, arrivals: number()) : nil)
    }
    return Checkpoint(
      sequence: number(), status: [.running, .stopped, .tooManyRejects, .complete][Int(seed % 4)],
      run: RunFacts(
        id: "r", startTime: Timestamp(nanoseconds: Int64(number())), milliseconds: number(),
        maxRejects: seed % 2 == 0 ? "1%" : nil, rejectWindow: number(),
        keySecret: seed % 3 == 0 ? key() : nil),
      contract: RunContract(schemaSHA256: "s", options: [.init(name: "--x", value: "\"y\"")]),
      position: position(), beforeOpenLine: seed % 3 == 0 ? position() : nil)
  }
}

/// When a commit is due.
struct CommitScheduleTests {
  @Test("after so many bytes, or so long after the first byte that waits")
  func due() {
    var schedule = CommitSchedule(bytes: 100, nanoseconds: 1000, startBytes: 50)
    #expect(schedule.wait(now: 0) == nil)
    schedule.note(60, now: 10)
    #expect(schedule.wait(now: 10) == 1000)
    schedule.note(70, now: 500)
    #expect(schedule.wait(now: 600) == 410)
    #expect(schedule.wait(now: 1010) == 0)
    schedule.begin(70, now: 1010)
    schedule.end(now: 1010)
    #expect(schedule.wait(now: 5000) == nil)
    schedule.note(170, now: 5000)
    #expect(schedule.wait(now: 5000) == 0)
  }

  @Test("a commit that took long is followed by a rest, which the time limit ends")
  func rest() {
    var schedule = CommitSchedule(bytes: 100, nanoseconds: 1000)
    schedule.note(100, now: 0)
    schedule.begin(100, now: 0)
    schedule.end(now: 50)
    schedule.note(200, now: 60)
    #expect(schedule.wait(now: 60) == 190)
    #expect(schedule.wait(now: 250) == 0)
    schedule.begin(200, now: 250)
    schedule.end(now: 1_000_000)
    schedule.note(300, now: 1_000_000)
    #expect(schedule.wait(now: 1_000_000) == 1000)
    #expect(schedule.wait(now: 1_001_000) == 0)
  }

  @Test("a clock that steps back delays a commit by an interval; one that leaps brings it forward")
  func jumps() {
    var schedule = CommitSchedule(bytes: 100, nanoseconds: 1000)
    schedule.note(1, now: 1_000_000)
    #expect(schedule.wait(now: 5) == 1000)
    #expect(schedule.wait(now: 1004) == 1)
    #expect(schedule.wait(now: 1005) == 0)
    schedule.begin(1, now: 1005)
    schedule.end(now: 1005)
    schedule.note(2, now: 1005)
    #expect(schedule.wait(now: .max) == 0)
  }
}
