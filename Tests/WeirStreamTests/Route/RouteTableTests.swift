import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirStream

/// Which schema a record is sent to, held against the plainest reading of the routes.
struct RouteTableTests {
  @Test("on random maps and records the table finds what a search of its list finds")
  func agreesWithSearch() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let scene = Scene(&random)
      for _ in 0..<20 {
        let record = Record(&random)
        #expect(try scene.found(for: record) == scene.expected(for: record), "\(record.text)")
      }
    }
  }

  @Test("escapes count as what they mean, and pointers go through arrays")
  func spellings() throws {
    let table = RouteTable(
      discriminator: try JSONPointer("/a~1b/1"),
      routes: [RouteTable.Route(value: "größe", schema: 3)])
    let text = #"{"a\/b":[0,"gr\u00f6\u00dfe"]}"#
    #expect(try schema(in: table, for: text) == .success(3))
    #expect(try schema(in: table, for: #"{"a/b":["größe"]}"#) == .failure(.missing))
    #expect(try schema(in: table, for: "[]") == .failure(.missing))
  }

  @Test("many names are all found again, and others are not")
  func manyNames() {
    var table = NameTable()
    for number in 0..<3000 { table.add(Array("name \(number)".utf8), number) }
    table.add(Array("name 5".utf8), 99)
    for number in 0..<3000 { #expect(table.value(for: Array("name \(number)".utf8)) == number) }
    #expect(table.value(for: Array("name 3000".utf8)) == nil)
    #expect(table.value(for: []) == nil)
  }
}

private enum Found: Equatable {
  case success(Int)
  case failure(RouteFault.Kind)
}

private func schema(in table: RouteTable, for text: String) throws -> Found {
  var document = Document(options: .strict)
  try document.parse(Array(text.utf8))
  var scratch = CellBuffer<UInt8>(capacity: 1)
  do throws(RouteFault) {
    return .success(try table.schema(for: document.tape, scratch: &scratch))
  } catch {
    return .failure(error.kind)
  }
}

/// A record with or without a type and a version, of any kind.
private struct Record {
  static let values = ["\"a\"", "\"b\"", "\"1\"", "1", "1.0", "true", "null", "[1]", "{}"]
  let type: String?
  let version: String?

  init(_ random: inout SeededGenerator) {
    type =
      Int.random(in: 0..<6, using: &random) == 0 ? nil : Self.values.randomElement(using: &random)
    version =
      Int.random(in: 0..<3, using: &random) == 0 ? nil : Self.values.randomElement(using: &random)
  }

  var text: String {
    let members = [type.map { "\"type\":\($0)" }, version.map { "\"version\":\($0)" }]
    return "{" + (["\"x\":[{\"type\":\"a\"}]"] + members.compactMap { $0 }).joined(separator: ",")
      + "}"
  }

  /// A scalar as text; nil for others.
  static func text(_ value: String?) -> String? {
    guard let value, !["null", "[1]", "{}"].contains(value) else { return nil }
    return value.replacing("\"", with: "")
  }
}

private struct Scene {
  private let routes: [RouteTable.Route]
  private let defaultSchema: Int?
  private let table: RouteTable

  init(_ random: inout SeededGenerator) {
    let names = ["a", "b", "1", "true", "1.0"]
    var routes: [RouteTable.Route] = []
    for schema in 0..<Int.random(in: 1..<6, using: &random) {
      let isVersioned = Bool.random(using: &random)
      routes.append(
        RouteTable.Route(
          value: names.randomElement(using: &random) ?? "a",
          version: isVersioned ? names.randomElement(using: &random) : nil, schema: schema))
    }
    self.routes = routes
    defaultSchema = Bool.random(using: &random) ? 99 : nil
    table = RouteTable(
      discriminator: JSONPointer(tokens: [Array("type".utf8)]),
      version: JSONPointer(tokens: [Array("version".utf8)]), routes: routes,
      defaultSchema: defaultSchema)
  }

  func found(for record: Record) throws -> Found { try schema(in: table, for: record.text) }

  func expected(for record: Record) -> Found {
    let type = Record.text(record.type)
    let candidates = routes.filter { $0.value == type }
    guard type != nil, !candidates.isEmpty else {
      if let defaultSchema { return .success(defaultSchema) }
      if record.type == nil { return .failure(.missing) }
      return .failure(type == nil ? .notScalar : .unknown)
    }
    let fallback = candidates.first { $0.version == nil }
    if candidates.allSatisfy({ $0.version == nil }), let fallback {
      return .success(fallback.schema)
    }
    let version = Record.text(record.version)
    let exact = version.flatMap { version in candidates.first { $0.version == version } }
    if let route = exact ?? fallback { return .success(route.schema) }
    return .failure(version == nil ? .missingVersion : .unknownVersion)
  }
}
