import TestSupport
import Testing
import WeirJSON
import WeirStream

@testable import WeirGateway

/// What the gateway's quarantine records say.
struct QuarantineRecordTests {
  @Test(
    "Every record is one by the schema that is shipped",
    arguments: [
      "schema.required", "decode.utf8", "limit.depth", "route.unknown",
    ])
  func schema(_ code: String) throws {
    var rejection = Rejections.rejection(0, code: code)
    #expect(try Rejections.faults(of: rejection.written().line) == [])
    rejection.schema = nil
    rejection.origin = RequestOrigin(requestID: "r")
    rejection.payload = .whole([0xff, 0x00, 0x22])
    #expect(try Rejections.faults(of: rejection.written().line) == [])
    rejection.payload = .beginning(
      Array("{\"a".utf8), byteCount: 1 << 30, sha256: SHA256.hexadecimal(of: [1]))
    #expect(try Rejections.faults(of: rejection.written().line) == [])
    rejection.redactedPointers = ["/number"]
    rejection.payload = .whole(Array("{\"number\":4}".utf8))
    let redacted = rejection.written().line
    #expect(try Rejections.faults(of: redacted) == [])
    #expect(String(decoding: redacted, as: UTF8.self).contains("[redacted]"))
  }

  @Test("A record says where its payload came from, and restores it")
  func origin() throws {
    let written = Rejections.rejection(3).written()
    let text = String(decoding: written.line, as: UTF8.self)
    #expect(
      text.contains(
        #""origin":{"http.request.id":"request-7","http.request.record":3,"tenant":"shop"}"#))
    #expect(text.contains(#""traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-"#))
    #expect(text.contains(#""source":"/weir/gateway/orders""#))
    #expect(text.contains(#""schema":{"id":"order","version":"2","#))
    let record = try ReplayedRecord(line: written.line, maxPayloadBytes: 100)
    #expect(try record.payload.get() == Array("{\"number\":3}".utf8))
    #expect(record.id == written.id && record.eventID == written.id)
  }

  @Test("The id is the same for the same bytes at the same place, and no other")
  func identity() {
    let id = Rejections.rejection(3).written().id
    #expect(Rejections.rejection(3).written().id == id)
    #expect(Rejections.rejection(3, tenant: "other").written().id != id)
    #expect(Rejections.rejection(3, stream: "events").written().id != id)
    #expect(Rejections.rejection(3, code: "decode.utf8").written().id != id)
    var moved = Rejections.rejection(3)
    moved.origin.index = 4
    #expect(moved.written().id != id)
    moved.origin.index = 3
    moved.origin.requestID = "request-8"
    #expect(moved.written().id != id)
  }

  @Test(
    "A record that a sink refuses is quarantined with its payload, in the settlement's transaction")
  func refused() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    try await fixture.write(1..<4)
    var settlement = Settlement(sink: "files", cursor: 3)
    settlement.refused = [
      Settlement.Refusal(
        sequence: 2, attempts: 4, code: "sink.rejected", message: "the service answered 400")
    ]
    try await store.settle(settlement)
    let rows = try await store.quarantined().rows
    let row = try #require(rows.first)
    #expect(rows.count == 1 && row.stage == "sink" && row.code == "sink.rejected")
    #expect(row.eventID == "event-2" && row.tenant == "shop")
    #expect(try Rejections.faults(of: row.record) == [])
    let text = String(decoding: row.record, as: UTF8.self)
    #expect(text.contains(#""origin":{"tenant":"shop","sink":"files","spool.sequence":2}"#))
    #expect(text.contains(#""attempt":{"count":4,"#))
    let payload = try ReplayedRecord(line: row.record, maxPayloadBytes: 99).payload.get()
    #expect(payload == Array("{\"number\":2}".utf8))
    #expect(try await eventually { store.level.records == 0 })
  }
}
