import TestSupport
import Testing
import WeirSchema
import WeirStream

@testable import WeirGateway

/// What becomes of records by the schemas of their stream.
struct StreamJudgeTests {
  let fixture: ConfigurationFixture

  init() throws { fixture = try ConfigurationFixture() }

  private func judge(_ source: String = "schema: order", _ addition: String = "") throws
    -> StreamJudge
  {
    let text = addition + ConfigurationFixture.minimal.replacing("schema: order", with: source)
    return try #require(try fixture.load(text).schemas.judge(forStream: "orders"))
  }

  private func rejection(_ judge: StreamJudge, _ record: String) -> StreamJudge.Rejection? {
    if case .rejected(let rejection) = judge.judge(Array(record.utf8)) { return rejection }
    return nil
  }

  private func accepted(_ judge: StreamJudge, _ record: String) -> SchemaIdentity? {
    if case .accepted(let identity) = judge.judge(Array(record.utf8)) { return identity }
    return nil
  }

  @Test func `A record that is valid is accepted by its schema`() throws {
    let identity = try #require(accepted(try judge(), #"{"id": "a"}"#))
    #expect(identity.name == "order")
    #expect(identity.sha256?.count == 64)
    #expect(identity.uri == nil)
  }

  @Test func `A record that is not valid is rejected with reason, stage and schema`() throws {
    let rejection = try #require(rejection(try judge(), #"{"id": 1}"#))
    #expect(rejection.code == "schema.type")
    #expect(rejection.stage == "schema")
    #expect(rejection.schema?.name == "order")
    #expect(rejection.report.errors.map(\.instanceLocation) == ["/id"])
  }

  @Test(arguments: [
    ("", "decode"), ("{", "decode"), (#"{"id": "a", "id": "b"}"#, "decode"), ("[] []", "decode"),
  ])
  func `A text that is no record is rejected by no schema`(record: String, stage: String) throws {
    let rejection = try #require(rejection(try judge(), record))
    #expect(rejection.stage == stage)
    #expect(rejection.schema == nil)
  }

  @Test func `A lenient stream takes the last of two keys`() throws {
    let judge = try judge("schema: order\n    profile: lenient")
    #expect(accepted(judge, #"{"id": 1, "id": "b"}"#)?.name == "order")
  }

  @Test func `Formats are checked where the stream asks for it`() throws {
    try fixture.folder.write(
      #"{"properties": {"id": {"format": "uuid"}}}"#, to: "schemas/order.json")
    #expect(accepted(try judge(), #"{"id": "a"}"#) != nil)
    #expect(
      rejection(try judge("schema: order\n    assert_format: true"), #"{"id": "a"}"#)?.code
        == "schema.format")
  }

  @Test func `A discriminator and a version lead to the schema`() throws {
    try fixture.folder.write(#"{"required": ["old"]}"#, to: "schemas/v1.json")
    try fixture.folder.write(#"{"required": ["new"]}"#, to: "schemas/v2.json")
    let judge = try judge(
      """
      route:
            pointer: /type
            version: /version
            map: {a: {versions: {"1": v1, "2": v2}}, b: order}
      """)
    #expect(accepted(judge, #"{"type": "a", "version": 1, "old": 0}"#)?.version == "1")
    let second = try #require(rejection(judge, #"{"type": "a", "version": 2, "old": 0}"#))
    #expect(second.schema?.name == "v2")
    #expect(second.schema?.version == "2")
    #expect(rejection(judge, #"{"type": "a", "version": 3}"#)?.code == "route.unknown_version")
    #expect(rejection(judge, #"{"type": "c"}"#)?.stage == "route")
    #expect(accepted(judge, #"{"type": "b", "id": "x"}"#)?.name == "order")
  }

  @Test func `A record with too many keys is rejected before it is judged`() throws {
    let judge = try judge("schema: order", "limits: {max_keys: 3}\n")
    #expect(accepted(judge, #"{"id": "a", "b": {"c": 0}}"#) != nil)
    #expect(rejection(judge, #"{"id": "a", "b": {"c": 0, "d": 0}}"#)?.code == "limit.keys")
  }

  @Test func `Depth and digits are limited`() throws {
    let judge = try judge("schema: order", "limits: {max_depth: 3, max_digits: 5}\n")
    #expect(rejection(judge, #"{"id": [[[0]]]}"#)?.stage == "limit")
    #expect(rejection(judge, #"{"id": 123456}"#)?.stage == "limit")
  }

  @Test func `Many judge at once, each as if alone`() async throws {
    let judge = try judge()
    let wrong = await withTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<200).count { index in
            let isValid = (index + task) % 2 == 0
            let outcome = judge.judge(Array(#"{"id": \#(isValid ? "\"a\"" : "1")}"#.utf8))
            if case .accepted = outcome { return !isValid }
            return isValid
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }

  @Test func `A schema goes by its identifier too`() throws {
    try fixture.folder.write(
      #"{"$id": "https://example.com/x", "type": "object"}"#, to: "schemas/x.json")
    let identity = try #require(accepted(try judge("schema: https://example.com/x"), "{}"))
    #expect(identity.name == "x")
    #expect(identity.uri == "https://example.com/x")
  }
}
