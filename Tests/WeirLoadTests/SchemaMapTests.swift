import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirLoad

@Suite("Schema maps")
struct SchemaMapTests {
  private static let schemas = [
    "a.json": #"{"required":["a"]}"#, "sub/b.yaml": "$defs: {B: {required: [b]}}\n",
  ]

  private func folder(map: String) throws -> TemporaryFolder {
    try TemporaryFolder(Self.schemas.merging(["map.yaml": map]) { $1 })
  }

  @Test("the schema that the loader carries is the one in schemas/")
  func carriedSchema() throws {
    let file = try TestData.bytes(
      ofFile: TestData.packageRoot + "/schemas/schema-map.schema.json")
    #expect(Array(SchemaMap.schemaText.utf8) == file)
  }

  @Test("routes and versions lead to schemas, each compiled once, by paths seen from the map")
  func routes() throws {
    let folder = try folder(
      map: """
        routes:
          x: a.json
          y: {schema: a.json, versions: {"1": 'sub/b.yaml#/$defs/B'}}
        default: a.json
        """)
    let map = try SchemaLoader().loadMap(folder / "map.yaml", hasVersions: true)
    #expect(map.members.map(\.reference) == ["a.json", "sub/b.yaml#/$defs/B"])
    #expect(map.members[1].loaded.schema.validate(Array(#"{"b":1}"#.utf8)) == .valid)
    #expect(map.members[1].loaded.schema.validate(Array(#"{"a":1}"#.utf8)) == .invalid)
    #expect(map.defaultMember == 0)
    #expect(
      map.routes == [
        SchemaMap.Route(value: "x", version: nil, member: 0),
        SchemaMap.Route(value: "y", version: nil, member: 0),
        SchemaMap.Route(value: "y", version: "1", member: 1),
      ])
  }

  @Test(
    "what is wrong with a map is told with its place",
    arguments: [
      ("route: {}\n", 1, 1), ("routes: {}\n", 1, 9), ("routes:\n  x: 7\n", 2, 6),
      ("routes:\n  x: {versions: {}}\n", 2, 17), ("routes:\n  x: {}\n", 2, 6),
      ("routes:\n  x: none.json\n", 2, 6), ("routes:\n  x: {versions: {'1': a.json}}\n", 2, 17),
      ("routes: [\n", 2, 1), ("routes:\n  x: a.json\n  y: {schemas: a.json}\n", 3, 7),
    ])
  func faults(text: String, line: Int, column: Int) throws {
    let folder = try folder(map: text)
    do throws(LoadError) {
      _ = try SchemaLoader().loadMap(folder / "map.yaml", hasVersions: false)
      Issue.record("accepted: \(text)")
    } catch {
      guard case .schema(let fault, _) = error else { throw error }
      #expect(fault.code == .schemaMap)
      #expect(fault.place?.sourceName == folder / "map.yaml")
      #expect(fault.place?.position == TextPosition(line: line, column: column), "\(fault)")
    }
  }

  @Test("a schema of the map that is broken is told with its own place")
  func brokenSchema() throws {
    let folder = try TemporaryFolder([
      "map.json": #"{"routes":{"x":"s.json"}}"#, "s.json": #"{"type":"objekt"}"#,
    ])
    do throws(LoadError) {
      _ = try SchemaLoader().loadMap(folder / "map.json", hasVersions: false)
      Issue.record("accepted")
    } catch {
      guard case .schema(let fault, _) = error else { throw error }
      #expect(fault.place?.sourceName == folder / "s.json")
    }
  }
}
