import Foundation
import TestSupport
import Testing
import WeirJSON
import WeirLoad
import WeirReport
import WeirStream

@testable import WeirGateway

/// Schemas of a registry: a real server on this machine, which changes, goes away, and comes back.
struct SchemaRegistryTests {
  let fixture: ConfigurationFixture
  let server: HTTPServer

  init() throws {
    fixture = try ConfigurationFixture()
    server = try HTTPServer()
    try server.publish(
      #"{"schemas": [{"id": "item", "url": "item.json", "version": "1"}]}"#, at: "index.json")
    try server.publish(#"{"required": ["one"]}"#, at: "item.json")
  }

  private var text: String {
    ConfigurationFixture.minimal.replacing("schema: order", with: "schema: item").replacing(
      "schemas:\n",
      with: """
        schemas:
          registry:
            url: \(server.root)/files/index.json
            allow_hosts: [127.0.0.1]
            timeout: 5s

        """)
  }

  private func library() throws -> SchemaLibrary { SchemaLibrary(try fixture.load(text)) { _ in } }

  private func outcome(_ library: SchemaLibrary, _ record: String) -> String {
    guard let judge = library.current.judge(forStream: "orders") else { return "unknown" }
    switch judge.judge(Array(record.utf8)) {
    case .accepted(let identity): return "accepted by \(identity.name) \(identity.version ?? "")"
    case .rejected(let rejection): return rejection.code
    }
  }

  @Test func `Before the registry was ever asked its schemas are unknown, and then they are there`()
    async throws
  {
    let loaded = try fixture.load(text)
    #expect(loaded.warnings.map(\.code) == ["config.unknown_schema"])
    let library = try library()
    #expect(outcome(library, "{}") == "unknown")
    #expect(library.current.isStale)
    #expect(await library.reload().isEmpty)
    #expect(!library.current.isStale)
    #expect(outcome(library, #"{"one": 1}"#) == "accepted by item 1")
    #expect(outcome(library, "{}") == "schema.required")
  }

  @Test func `What the registry changes counts from then on`() async throws {
    let library = try library()
    #expect(await library.reload().isEmpty)
    try server.publish(#"{"required": ["two"]}"#, at: "item.json")
    #expect(await library.reload().isEmpty)
    #expect(outcome(library, #"{"two": 1}"#) == "accepted by item 1")
  }

  @Test func `Unchanged schemas are asked for by their ETags`() async throws {
    let library = try library()
    _ = await library.reload()
    _ = await library.reload()
    #expect(server.requests.count == 4)
    #expect(server.requests.suffix(2).allSatisfy { !$0.hasSuffix(" -") })
  }

  @Test func `While the registry is away verdicts stay, also over a new start`() async throws {
    let library = try library()
    _ = await library.reload()
    try server.withdraw("index.json")
    #expect(await library.reload().isEmpty)
    #expect(library.current.isStale)
    #expect(outcome(library, #"{"one": 1}"#) == "accepted by item 1")
    server.stop()
    let next = SchemaLibrary(try fixture.load(text)) { _ in }
    #expect(next.current.isStale)
    #expect(outcome(next, #"{"one": 1}"#) == "accepted by item 1")
    #expect(outcome(next, "{}") == "schema.required")
  }

  @Test func `A registry that serves a broken schema changes nothing`() async throws {
    let library = try library()
    _ = await library.reload()
    try server.publish(#"{"type": "objekt"}"#, at: "item.json")
    #expect(await library.reload().map(\.subject) == [.schema("item")])
    #expect(outcome(library, #"{"one": 1}"#) == "accepted by item 1")
    #expect(
      RegistrySnapshot.lastGood(in: fixture.folder.path + "/state/schemas")?.items.first?.text
        == Array(#"{"required": ["one"]}"#.utf8))
  }

  @Test func `Schemas of the registry refer to each other`() async throws {
    try server.publish(
      #"{"schemas": [{"id": "item", "url": "item.json"}, {"id": "part", "url": "part.json"}]}"#,
      at: "index.json")
    try server.publish(#"{"$ref": "part.json"}"#, at: "item.json")
    try server.publish(#"{"type": "string"}"#, at: "part.json")
    let library = try library()
    #expect(await library.reload().isEmpty)
    #expect(outcome(library, #""x""#) == "accepted by item ")
    #expect(outcome(library, "1") == "schema.type")
  }

  @Test(arguments: [
    (#"{"schemas": [{"id": "a"}]}"#, "missing property"),
    (#"{"schemas": [{"id": "a", "url": "x"}, {"id": "a", "url": "y"}]}"#, "stands there twice"),
    ("[", "index is wrong"),
  ])
  func `A wrong index is told`(text: String, message: String) throws {
    let fault = #expect(throws: RegistryFault.self) {
      _ = try RegistryIndex(Array(text.utf8), from: "http://example.com/index.json")
    }
    #expect("\(try #require(fault))".contains(message))
  }

  @Test func `Bytes that are not the index's are refused`() async throws {
    let digest = SHA256.hexadecimal(of: Array("other".utf8))
    try server.publish(
      #"{"schemas": [{"id": "item", "url": "item.json", "sha256": "\#(digest)"}]}"#,
      at: "index.json")
    let library = try library()
    _ = await library.reload()
    #expect(outcome(library, "{}") == "unknown")
  }

  @Test func `The program holds the text of the index's schema`() throws {
    #expect(
      try readFile(TestData.packageRoot + "/schemas/registry-index.schema.json")
        == Array(RegistryIndex.schemaText.utf8))
  }
}
