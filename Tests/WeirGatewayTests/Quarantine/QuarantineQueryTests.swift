import Testing
import WeirStream

@testable import WeirGateway

/// Browsing the quarantine.
struct QuarantineQueryTests {
  private func fixture() async throws -> StoreFixture {
    let fixture = try await StoreFixture()
    let rows = [
      Rejections.rejection(1), Rejections.rejection(2, code: "decode.utf8", at: ""),
      Rejections.rejection(3, stream: "events"), Rejections.rejection(4, tenant: "other"),
      Rejections.rejection(5, code: "schema.type", at: "/items/0/price"),
    ].map { QuarantineRow($0) }
    _ = try await fixture.store.commit(IngestWrite(quarantined: rows))
    return fixture
  }

  @Test(
    "Conditions are those of weir replay, and stream and tenant",
    arguments: [
      ([], [1, 2, 3, 4, 5]), (["code=schema.required"], [1, 3, 4]), (["stage=decode"], [2]),
      (["stream=events"], [3]), (["tenant=other"], [4]), (["pointer=/items"], [5]),
      (["keyword=required", "tenant=shop"], [1, 3]),
      (["schema=order", "stage=schema"], [1, 3, 4, 5]),
      (["code=schema.type", "code=decode.utf8"], [2, 5]), (["code=schema.enum"], []),
    ] as [([String], [Int64])])
  func conditions(_ conditions: [String], _ expected: [Int64]) async throws {
    let store = try await fixture().store
    let page = try await store.quarantined(where: try QuarantineQuery(where: conditions))
    #expect(page.rows.map(\.sequence) == expected)
    #expect(page.next == nil)
  }

  @Test("A page ends at its limit and says where to go on")
  func pages() async throws {
    let store = try await fixture().store
    let first = try await store.quarantined(limit: 2)
    #expect(first.rows.map(\.sequence) == [1, 2] && first.next == 2)
    let second = try await store.quarantined(limit: 3, after: 2)
    #expect(second.rows.map(\.sequence) == [3, 4, 5] && second.next == nil)
  }

  @Test("Only records since a time are found")
  func since() async throws {
    let store = try await fixture().store
    let query = try QuarantineQuery(where: [], since: Timestamp(nanoseconds: 4_000_000_000))
    #expect(try await store.quarantined(where: query).rows.map(\.sequence) == [4, 5])
  }

  @Test(
    "A condition that says nothing is refused with the words that there are",
    arguments: [
      "code", "colour=red", "=x",
    ])
  func refusal(_ condition: String) {
    #expect {
      try QuarantineQuery(where: [condition])
    } throws: { error in
      "\(error)".hasPrefix("\"\(condition)\" is no condition") && "\(error)".contains("pointer")
    }
  }

  @Test("The same record twice is kept once")
  func once() async throws {
    let fixture = try await StoreFixture()
    let write = IngestWrite(quarantined: Rejections.rows(0..<2))
    _ = try await fixture.store.commit(write)
    _ = try await fixture.store.commit(write)
    #expect(try await fixture.store.quarantined().rows.count == 2)
    #expect(fixture.store.level.quarantined == 2)
  }
}
