import Testing

@testable import WeirStream

/// The names of records: the same for the same, different for what differs.
struct RunIdentityTests {
  private let place = InputPosition(input: InputName(path: "in.ndjson"), offset: 17, line: 2)

  private func identity(
    command: String = "filter", schema: String = "orders", runID: String = "r", start: Int64 = 0
  ) -> RunIdentity {
    RunIdentity(
      command: command, schema: SchemaIdentity(name: schema), runID: runID,
      startTime: Timestamp(nanoseconds: start))
  }

  private func recordID(
    of identity: RunIdentity, at place: InputPosition? = nil, payload: String = "p",
    stage: Substring = "schema"
  ) -> String {
    identity.recordID(at: place ?? self.place, payloadSHA256: payload, stage: stage)
  }

  @Test("a record has the same id whenever it is made in the same run")
  func sameID() {
    #expect(recordID(of: identity()) == recordID(of: identity(start: 99)))
    #expect(recordID(of: identity()).count == 64)
  }

  @Test("another source, run, input, place, payload or stage is another id")
  func otherIDs() {
    var later = place
    later.offset += 1
    let other = InputPosition(input: InputName(path: "other"), offset: 17, line: 2)
    let ids = [
      recordID(of: identity()), recordID(of: identity(command: "replay")),
      recordID(of: identity(schema: "events")), recordID(of: identity(runID: "s")),
      recordID(of: identity(), at: later), recordID(of: identity(), at: other),
      recordID(of: identity(), payload: "q"), recordID(of: identity(), stage: "decode"),
    ]
    #expect(Set(ids).count == ids.count)
  }

  @Test("fields that meet differently do not give the same id")
  func fieldBorders() {
    let first = InputPosition(input: InputName(path: "a1"), offset: 2, line: 1)
    let second = InputPosition(input: InputName(path: "a"), offset: 12, line: 1)
    #expect(recordID(of: identity(), at: first) != recordID(of: identity(), at: second))
  }

  @Test(
    "a moment is RFC 3339 in UTC, leap days included",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
      (951_868_799, "2000-02-29T23:59:59.000Z"), (1_709_164_800, "2024-02-29T00:00:00.000Z"),
      (4_107_542_400, "2100-03-01T00:00:00.000Z"), (1_735_689_599, "2024-12-31T23:59:59.000Z"),
    ])
  func time(seconds: Int64, text: String) {
    #expect("\(Timestamp(nanoseconds: seconds * 1_000_000_000))" == text)
  }

  @Test(
    "a schema is named by its file, without endings",
    arguments: [
      ("schemas/orders.schema.json", "orders"), ("event.yaml#/$defs/A", "event"), ("x", "x"),
      ("", "schema"),
    ])
  func schemaName(path: String, name: String) {
    #expect(SchemaIdentity(path: path).name == name)
  }

  @Test("a name with characters that no URI has is encoded in the source")
  func source() {
    #expect(identity(schema: "große Liste").source == "/weir/filter/gro%C3%9Fe%20Liste")
  }
}
