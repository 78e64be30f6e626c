import Foundation
import Synchronization
import TestSupport
import Testing
import WeirJSON
import WeirReport
import WeirStream

@testable import WeirGateway

/// Schemas that change while the gateway runs.
struct SchemaLibraryTests {
  let fixture: ConfigurationFixture
  private let events = EventLog()

  init() throws { fixture = try ConfigurationFixture() }

  /// What a library told, one word an event.
  private final class EventLog: Sendable {
    private let words = Mutex<[String]>([])

    var told: [String] { words.withLock { $0 } }

    func add(_ event: SchemaLibraryEvent) {
      let word =
        switch event {
        case .replaced(let set): "replaced" + (set.isStale ? " stale" : "")
        case .refused(let faults):
          "refused " + faults.flatMap(\.diagnostics).map(\.code).joined(separator: ",")
        case .registryAway: "away"
        case .registryBack: "back"
        case .copyFailed: "copy failed"
        }
      words.withLock { $0.append(word) }
    }
  }

  private func library(_ text: String = ConfigurationFixture.minimal) throws -> SchemaLibrary {
    let events = self.events
    return SchemaLibrary(try fixture.load(text)) { events.add($0) }
  }

  private func accepts(_ library: SchemaLibrary, _ record: String) -> Bool {
    guard let judge = library.current.judge(forStream: "orders") else { return false }
    if case .accepted = judge.judge(Array(record.utf8)) { return true }
    return false
  }

  @Test func `A changed schema judges from then on`() async throws {
    let library = try library()
    #expect(accepts(library, #"{"id": "a"}"#))
    try fixture.folder.write(#"{"required": ["number"]}"#, to: "schemas/order.json")
    #expect(await library.reload().isEmpty)
    #expect(!accepts(library, #"{"id": "a"}"#))
    #expect(events.told == ["replaced"])
  }

  @Test func `A broken schema does not replace a good one, nor do its neighbours`() async throws {
    let library = try library()
    let before = library.current.sha256
    try fixture.folder.write(#"{"type": "objekt"}"#, to: "schemas/other.json")
    try fixture.folder.write(#"{"required": ["number"]}"#, to: "schemas/order.json")
    let faults = await library.reload()
    #expect(faults.map(\.subject) == [.schema("other")])
    #expect(faults.first?.diagnostics.first?.primary?.position.line == 1)
    #expect(library.current.sha256 == before)
    #expect(accepts(library, #"{"id": "a"}"#))
    #expect(events.told == ["refused schema.metaschema"])
  }

  @Test func `A schema that a stream needs cannot go`() async throws {
    let library = try library()
    try FileManager.default.removeItem(atPath: fixture.folder.path + "/schemas/order.json")
    let faults = await library.reload()
    #expect(faults.map(\.subject) == [.stream("orders", schema: "order")])
    #expect(accepts(library, #"{"id": "a"}"#))
  }

  @Test func `What is in hand goes on with the set it began with`() async throws {
    let library = try library()
    let judge = try #require(library.current.judge(forStream: "orders"))
    try fixture.folder.write("false", to: "schemas/order.json")
    #expect(await library.reload().isEmpty)
    guard case .accepted = judge.judge(Array(#"{"id": "a"}"#.utf8)) else {
      Issue.record("the judge has changed")
      return
    }
  }

  @Test(.timeLimit(.minutes(1))) func `Files are looked at by themselves, and faults told once`()
    async throws
  {
    let library = try library("schemas: {directory: schemas, reload: 5ms}\n" + Self.withoutSchemas)
    let running = Task { await library.run() }
    try fixture.folder.write(#"{"type": "objekt"}"#, to: "schemas/order.json")
    try await until { events.told.count == 1 }
    try fixture.folder.write(#"{"type": "string"}"#, to: "schemas/order.json")
    try await until { events.told.count == 2 }
    running.cancel()
    await running.value
    #expect(events.told == ["refused schema.metaschema", "replaced"])
    #expect(accepts(library, #""a""#))
  }

  private static let withoutSchemas = ConfigurationFixture.minimal.replacing(
    "schemas:\n  directory: schemas\n", with: "")

  /// Polls until it holds, for ten seconds at most.
  private func until(_ holds: () -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(10)
    while !holds(), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
    #expect(holds())
  }
}
