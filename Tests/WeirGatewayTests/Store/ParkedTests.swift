import GRDB
import Testing
import WeirResilienceTesting
import WeirStream

@testable import WeirGateway

/// Parked records as operators see them, in a real store.
struct ParkedTests {
  /// A store in which 2 to 5 of six records are parked for `files`: 2 and 4 until they are due, 3 and 5
  /// with an outcome that is unknown.
  private func fixture(clock: any Clock<Duration> = ContinuousClock()) async throws -> StoreFixture
  {
    let fixture = try await StoreFixture(clock: clock)
    try await fixture.write(0..<6)
    var settlement = Settlement(sink: "files", cursor: 6)
    settlement.parked = (2...5).map { sequence in
      Settlement.Parking(
        sequence: sequence, attempts: Int(sequence),
        dueAt: sequence % 2 == 0 ? Timestamp(nanoseconds: 1 << 62) : nil, code: "sink.c\(sequence)")
    }
    try await fixture.store.settle(settlement)
    return fixture
  }

  @Test("they come page by page, with what an operator must know")
  func pages() async throws {
    let fixture = try await fixture()
    let store = fixture.store
    let first = try await store.parkedPage(of: "files", limit: 3)
    #expect(first.entries.map(\.sequence) == [2, 3, 4] && first.next == 4)
    #expect(
      first.entries[1]
        == ParkedEntry(
          sequence: 3, eventID: "event-2", stream: "orders", tenant: "shop",
          receivedAt: Timestamp(nanoseconds: 2), byteCount: 12, attempts: 3, code: "sink.c3"))
    let second = try await store.parkedPage(of: "files", limit: 3, after: 4)
    #expect(second.entries.map(\.sequence) == [5] && second.next == nil)
    let unknown = try await store.parkedPage(of: "files", onlyUnknown: true, limit: 2)
    #expect(unknown.entries.map(\.sequence) == [3, 5] && unknown.next == nil)
    await #expect(throws: StoreError.unknownSink("nobody")) {
      try await store.parkedPage(of: "nobody", limit: 3)
    }
  }

  @Test("all of unknown outcome are sent again together")
  func sendAgain() async throws {
    let fixture = try await fixture()
    #expect(try await fixture.store.sendAgain(.outcomeUnknown, to: "files") == 2)
    let due = try await fixture.store.parked(for: "files", dueBy: .now, limit: 9)
    #expect(due.map(\.record.sequence) == [3, 5])
    #expect(try await fixture.store.sendAgain(.outcomeUnknown, to: "files") == 0)
  }

  @Test("of unknown outcome are dismissed, and no others; the spool lets go of them")
  func dismiss() async throws {
    let fixture = try await fixture()
    let store = fixture.store
    #expect(try await store.dismiss(.sequences([2, 3, 4, 99]), of: "files") == 1)
    let rest = try await store.parkedPage(of: "files", limit: 9)
    #expect(rest.entries.map(\.sequence) == [2, 4, 5])
    #expect(try await store.dismiss(.outcomeUnknown, of: "files") == 1)
    #expect(try await store.dismiss(.outcomeUnknown, of: "files") == 0)
    let isGone = try await eventually {
      try await store.pool.read {
        try Int.fetchOne($0, sql: "SELECT count(*) FROM spool WHERE sequence IN (3, 5)") == 0
      }
    }
    #expect(isGone)
    await #expect(throws: StoreError.unknownSink("nobody")) {
      try await store.dismiss(.outcomeUnknown, of: "nobody")
    }
  }

  @Test("they are counted once a second where something changed, and at the start")
  func counts() async throws {
    let clock = ManualClock()
    let fixture = try await fixture(clock: clock)
    let store = fixture.store
    #expect(store.parked == [:])
    func look(until expected: ParkedCount?) async throws {
      try await clock.untilSleeping(1)
      clock.advance(by: .seconds(1))
      #expect(try await eventually { store.parked["files"] == expected })
    }
    try await look(until: ParkedCount(all: 4, outcomeUnknown: 2))
    try await store.sendAgain(.sequences([3]), to: "files")
    try await look(until: ParkedCount(all: 4, outcomeUnknown: 1))
    var settlement = Settlement(sink: "files", cursor: 6)
    settlement.unparked = [2, 3, 4]
    try await store.settle(settlement)
    try await look(until: ParkedCount(all: 1, outcomeUnknown: 1))
    await store.close()
    let again = try await StoreFixture(in: fixture.folder)
    #expect(again.store.parked == ["files": ParkedCount(all: 1, outcomeUnknown: 1)])
  }
}
