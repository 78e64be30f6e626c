import GRDB
import TestSupport
import Testing
import WeirStream

@testable import WeirGateway

/// The spool as a sink's deliveries see it.
struct SpoolTests {
  @Test("A sink gets the records of its streams, byte by byte, in their order")
  func order() async throws {
    let fixture = try await StoreFixture(sinks: [
      "one": ["orders"], "both": ["orders", "events"], "other": ["events"],
    ])
    try await fixture.write(0..<3)
    try await fixture.write(3..<5, stream: "events")
    try await fixture.write(5..<7)
    let one = try await fixture.pending("one")
    #expect(one.map(\.eventID) == [0, 1, 2, 5, 6].map { "event-\($0)" })
    #expect(one[1].payload == Array("{\"number\":1}".utf8))
    #expect(one[1].tenant == "shop" && one[1].schema == "order" && one[1].traceparent == nil)
    #expect(try await fixture.pending("both").map(\.sequence) == [1, 2, 3, 4, 5, 6, 7])
    #expect(try await fixture.pending("other").map(\.eventID) == ["event-3", "event-4"])
  }

  @Test("A read ends at its limits, but never gives nothing")
  func limits() async throws {
    let fixture = try await StoreFixture()
    try await fixture.write(0..<5)
    let store = fixture.store
    #expect(try await store.records(for: "files", after: 0, limit: 2, bytes: 1000).count == 2)
    #expect(try await store.records(for: "files", after: 0, limit: 9, bytes: 24).count == 2)
    #expect(try await store.records(for: "files", after: 0, limit: 9, bytes: 1).count == 1)
    #expect(try await store.records(for: "files", after: 4, limit: 9, bytes: 99).count == 1)
  }

  @Test("Whoever waits for records is woken by the commit that brings them")
  func waiting() async throws {
    let fixture = try await StoreFixture(sinks: ["files": ["orders"], "other": ["events"]])
    async let waiting = fixture.pending("other")
    try await fixture.write(0..<2)
    try await fixture.write(2..<3, stream: "events")
    #expect(try await waiting.map(\.eventID) == ["event-2"])
  }

  @Test("A wait ends with its task, and with the store")
  func endOfWait() async throws {
    let fixture = try await StoreFixture()
    let cancelled = Task { try await fixture.pending() }
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    let closed = Task { try await fixture.pending() }
    await fixture.store.close()
    await #expect(throws: StoreError.closed) { try await closed.value }
    await #expect(throws: StoreError.closed) { try await fixture.write(0..<1) }
  }

  @Test("Cursor, position and parked records are there again after a restart")
  func progress() async throws {
    let folder = try TemporaryFolder()
    do {
      let fixture = try await StoreFixture(in: folder)
      try await fixture.write(0..<4)
      var settlement = Settlement(sink: "files", cursor: 3, position: [1, 2, 3])
      settlement.parked = [
        Settlement.Parking(
          sequence: 2, attempts: 3, dueAt: Timestamp(nanoseconds: 50), code: "sink.timeout"),
        Settlement.Parking(sequence: 3, attempts: 1, dueAt: nil, code: "sink.ambiguous"),
      ]
      try await fixture.store.settle(settlement)
      await fixture.store.close()
    }
    let fixture = try await StoreFixture(in: folder)
    let store = fixture.store
    let progress = try await store.progress(of: "files")
    #expect(progress == SinkProgress(cursor: 3, position: [1, 2, 3]))
    let early = try await store.parked(
      for: "files", dueBy: Timestamp(nanoseconds: 49), limit: 9)
    #expect(early.isEmpty)
    let due = try await store.parked(for: "files", dueBy: Timestamp(nanoseconds: 50), limit: 9)
    #expect(due.map(\.record.sequence) == [2])
    #expect(due.first?.attempts == 3 && due.first?.failureCode == "sink.timeout")
    #expect(try await fixture.pending(after: 3).map(\.sequence) == [4])
    let unknown = try await store.parkedPage(of: "files", onlyUnknown: true, limit: 9)
    #expect(unknown.entries.map(\.sequence) == [3] && unknown.next == nil)
    #expect(try await store.sendAgain(.sequences([3, 4]), to: "files") == 1)
    #expect(
      try await store.parkedPage(of: "files", onlyUnknown: true, limit: 9).entries.isEmpty)
    #expect(try await store.parked(for: "files", dueBy: .now, limit: 9).count == 2)
  }

  @Test("A record goes when every sink of its stream is past it and nobody has parked it")
  func deletion() async throws {
    let fixture = try await StoreFixture(sinks: ["a": ["orders"], "b": ["orders"]])
    let store = fixture.store
    _ = try await store.commit(
      IngestWrite(records: (0..<1500).map { StoreFixture.record($0) }))
    try await store.settle(Settlement(sink: "a", cursor: 1500))
    #expect(store.level.records == 1500)
    var settlement = Settlement(sink: "b", cursor: 1400)
    settlement.parked = [
      Settlement.Parking(sequence: 700, attempts: 1, dueAt: nil, code: "sink.ambiguous")
    ]
    try await store.settle(settlement)
    #expect(try await eventually { store.level.records == 101 })
    settlement = Settlement(sink: "b", cursor: 1400)
    settlement.unparked = [700]
    try await store.settle(settlement)
    #expect(try await eventually { store.level.records == 100 })
    #expect(try await fixture.pending("b", after: 1400).first?.sequence == 1401)
    try await store.settle(Settlement(sink: "b", cursor: 1500))
    #expect(try await eventually { store.level.records == 0 && store.level.bytes == 0 })
    #expect(store.level.oldest == nil)
  }

  @Test("Places go on growing when all records are gone and the store starts again")
  func growingSequences() async throws {
    let folder = try TemporaryFolder()
    do {
      let fixture = try await StoreFixture(in: folder)
      try await fixture.write(0..<3)
      try await fixture.store.settle(Settlement(sink: "files", cursor: 3))
      #expect(try await eventually { fixture.store.level.records == 0 })
      await fixture.store.close()
    }
    let fixture = try await StoreFixture(in: folder)
    #expect(try await fixture.write(3..<4) == [4])
    #expect(try await fixture.pending(after: 3).map(\.eventID) == ["event-3"])
  }

  @Test("The file gives its pages back when what lay on them is gone")
  func shrinking() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    for number in 0..<80 {
      var record = StoreFixture.record(number)
      record.payload = [UInt8](repeating: 48, count: 1 << 20)
      _ = try await store.commit(IngestWrite(records: [record]))
    }
    try await store.settle(Settlement(sink: "files", cursor: 80))
    let shrunk = try await eventually {
      try await store.pool.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? .max } < 6000
    }
    #expect(shrunk)
  }

  @Test("A record whose bytes changed is set aside, and the others go on")
  func damagedRow() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    try await fixture.write(0..<5)
    try await store.pool.write { database in
      try database.execute(
        sql: "UPDATE spool SET payload = CAST('{\"number\":9}' AS BLOB) WHERE sequence = 2")
      try database.execute(sql: "UPDATE spool SET event_id = 'event-7' WHERE sequence = 4")
    }
    #expect(try await fixture.pending().map(\.sequence) == [1, 3, 5])
    #expect(fixture.observer.events.contains(.damaged(2)))
    #expect(store.level.records == 3)
    let kept = try await store.pool.read {
      try Int64.fetchAll($0, sql: "SELECT sequence FROM damaged ORDER BY sequence")
    }
    #expect(kept == [2, 4])
  }

  @Test("Of damaged records no more is kept than the settings say, the oldest go, and are counted")
  func damagedCap() async throws {
    var settings = StoreSettings()
    settings.maxDamagedBytes = 30
    let fixture = try await StoreFixture(settings: settings)
    let store = fixture.store
    for batch in [0..<3, 3..<6] {
      try await fixture.write(batch)
      let damaged = batch.dropFirst().map { $0 + 1 }
      try await store.pool.write { database in
        for sequence in damaged {
          try database.execute(
            sql: "UPDATE spool SET event_id = 'x' WHERE sequence = ?", arguments: [sequence])
        }
      }
      _ = try await fixture.pending(after: Int64(batch.lowerBound))
    }
    let kept = try await store.pool.read {
      try Int64.fetchAll($0, sql: "SELECT sequence FROM damaged ORDER BY sequence")
    }
    #expect(kept == [5, 6])
    #expect(fixture.observer.events.filter { $0 == .damaged(2) }.count == 2)
    #expect(fixture.observer.events.contains(.damagedForgotten(2)))
  }

  @Test("A sink that nobody registered is refused by its name")
  func unknownSink() async throws {
    let fixture = try await StoreFixture()
    await #expect(throws: StoreError.unknownSink("nobody")) { try await fixture.pending("nobody") }
  }
}
