import Testing
import WeirStream

@testable import WeirGateway

/// Judging quarantined records anew.
struct QuarantineReplayTests {
  @Test("Accepted payloads go to the spool under their event ids, the rest is quarantined again")
  func replay() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(1..<251)))
    let ids = try await store.quarantined(limit: 1000).rows.map(\.eventID)
    let tally = try await store.replay(QuarantineQuery()) { candidate in
      candidate.row.sequence % 2 == 0
        ? .accepted(schema: "order2") : .rejected(Rejections.report("schema.type"), nil)
    }
    #expect(tally == ReplayTally(accepted: 125, rejected: 125))
    let records = try await fixture.pending()
    #expect(records.count == 125)
    #expect(records[0].eventID == ids[1] && records[0].schema == "order2")
    #expect(records[0].payload == Array("{\"number\":2}".utf8))
    #expect(records[0].tenant == "shop" && records[0].traceparent?.hasPrefix("00-4bf9") == true)
    let rows = try await store.quarantined(limit: 1000).rows
    #expect(rows.count == 375)
    #expect(rows[0].replayedBy == rows[250].id && rows[1].replayedBy == "accepted:1")
    #expect(rows[250].eventID == ids[0] && rows[250].replayCount == 1)
    #expect(try Rejections.faults(of: rows[250].record) == [])
    let text = String(decoding: rows[250].record, as: UTF8.self)
    #expect(text.contains(#""http.request.record":1,"#))
    #expect(text.contains("\"replay_of\":\"\(rows[0].id)\""))
  }

  @Test("What was replayed is passed over the next time, and nothing more than the cap")
  func cap() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(1..<4)))
    for _ in 0..<5 {
      let tally = try await store.replay(QuarantineQuery()) { _ in
        .rejected(Rejections.report(), nil)
      }
      #expect(tally == ReplayTally(rejected: 3))
    }
    let capped = try await store.replay(QuarantineQuery()) { _ in .accepted(schema: nil) }
    #expect(capped == ReplayTally(kept: ["replay.cap": 3]))
  }

  @Test("Two replays at the same time double nothing")
  func concurrent() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(1..<301)))
    let judge: @Sendable (ReplayCandidate) async throws -> ReplayVerdict = { _ in
      .accepted(schema: nil)
    }
    async let first = store.replay(QuarantineQuery(), judge: judge)
    async let second = store.replay(QuarantineQuery(), judge: judge)
    let tallies = try await [first, second]
    #expect(tallies[0].accepted + tallies[1].accepted == 300)
    #expect(try await Set(fixture.pending().map(\.eventID)).count == 300)
    #expect(store.level.records == 300)
  }

  @Test("A payload that was redacted or cut stays where it is, with the reason")
  func kept() async throws {
    let fixture = try await StoreFixture()
    var redacted = Rejections.rejection(1)
    redacted.redactedPointers = ["/number"]
    var cut = Rejections.rejection(2)
    cut.payload = .beginning([0x7b], byteCount: 900, sha256: String(repeating: "0", count: 64))
    _ = try await fixture.store.commit(
      IngestWrite(quarantined: [QuarantineRow(redacted), QuarantineRow(cut)]))
    let tally = try await fixture.store.replay(QuarantineQuery()) { _ in .accepted(schema: nil) }
    #expect(tally == ReplayTally(kept: ["replay.redacted": 1, "replay.truncated": 1]))
    #expect(try await fixture.store.quarantined().rows.allSatisfy { $0.replayedBy == nil })
  }

  @Test("A judge that fails leaves the batch as it was")
  func failingJudge() async throws {
    let fixture = try await StoreFixture()
    _ = try await fixture.store.commit(IngestWrite(quarantined: Rejections.rows(1..<4)))
    await #expect(throws: CancellationError.self) {
      try await fixture.store.replay(QuarantineQuery()) { candidate in
        if candidate.row.sequence == 3 { throw CancellationError() }
        return .accepted(schema: nil)
      }
    }
    #expect(fixture.store.level.records == 0)
  }
}
