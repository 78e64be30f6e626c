import Foundation
import TestSupport
import Testing
import WeirLoad
import WeirSchema
import WeirStream

@testable import WeirGateway

/// The schema of configurations, the program that reads them, and the sample that explains them say the
/// same.
struct GatewaySchemaTests {
  private static let root = TestData.packageRoot

  private func file(_ path: String) throws -> [UInt8] {
    try readFile(Self.root + "/" + path)
  }

  @Test func `The program holds the text of the schema`() throws {
    #expect(try file("schemas/gateway.schema.json") == Array(GatewayConfiguration.schemaText.utf8))
  }

  @Test func `The program reads what the schema allows, with the defaults it tells`() throws {
    let told = try SchemaFields(
      JSONSerialization.jsonObject(with: Data(GatewayConfiguration.schemaText.utf8)))
    let read = FieldCollector()
    var configuration = GatewayConfiguration()
    configuration.visit(read)
    for field in told.fields.keys.sorted() {
      #expect(read.fields.keys.contains(field), "\(field) is in the schema and not read")
    }
    for field in read.fields.keys.sorted() {
      guard let (description, fallback) = told.fields[field] else {
        Issue.record("\(field) is read and not in the schema")
        continue
      }
      #expect(!description.isEmpty, "\(field) has no description")
      if let fallback { #expect(read.fields[field] == fallback, "default of \(field)") }
    }
  }

  @Test func `The sample is right, and names every field`() throws {
    let path = Self.root + "/samples/gateway/gateway.yaml"
    let loaded = try ConfigurationLoader { _ in nil }.load(path)
    #expect(loaded.warnings.isEmpty)
    #expect(loaded.schemas.members.map(\.identity.name) == ["order", "order_paid", "order_placed"])
    let text = String(decoding: try file("samples/gateway/gateway.yaml"), as: UTF8.self)
    let read = FieldCollector()
    var configuration = GatewayConfiguration()
    configuration.visit(read)
    for field in read.fields.keys.sorted() {
      let name = field.split(separator: ".").last.map(String.init) ?? ""
      #expect(
        text.contains(try Regex("(?m)^ *(# )* *\(name):")), "\(field) is not in the sample")
    }
  }
}

/// The fields of the schema, by their path, with description and default.
private struct SchemaFields {
  private(set) var fields: [String: (description: String, fallback: String?)] = [:]
  private let definitions: [String: Any]

  init(_ schema: Any) throws {
    let root = try #require(schema as? [String: Any])
    definitions = try #require(root["$defs"] as? [String: Any])
    add(root, at: "")
  }

  private mutating func add(_ schema: [String: Any], at path: String) {
    for (name, value) in schema["properties"] as? [String: Any] ?? [:] {
      guard let value = value as? [String: Any], name != "$schema" else { continue }
      let own = path.isEmpty ? name : "\(path).\(name)"
      let fallback = value["default"].map { "\($0)" }.map { $0 == "false" ? "0" : $0 }
      fields[own] = (value["description"] as? String ?? "", fallback)
      descend(value, at: own)
    }
    for branch in schema["allOf"] as? [[String: Any]] ?? [] {
      if let then = branch["then"] as? [String: Any] { descend(then, at: path, isSame: true) }
    }
  }

  private mutating func descend(_ value: [String: Any], at path: String, isSame: Bool = false) {
    // Definitions of single values are not sections.
    let values = ["secret", "token", "route", "versioned_route"]
    if let reference = value["$ref"] as? String {
      let name = String(reference.dropFirst("#/$defs/".count))
      guard !values.contains(name), let target = definitions[name] as? [String: Any] else { return }
      add(target, at: path)
    } else if let entry = value["additionalProperties"] as? [String: Any],
      ["tenants", "streams", "sinks"].contains(path)
    {
      descend(entry, at: path + ".*")
    } else {
      add(value, at: path)
    }
  }
}

/// The fields that the program reads, by their path, with their defaults as a configuration writes them.
private final class FieldCollector: FieldVisitor {
  private(set) var fields: [String: String] = [:]
  private var path = ""

  private func add(_ name: String, _ value: String) {
    fields[path.isEmpty ? name : "\(path).\(name)"] = value
  }

  private func inside(_ name: String, _ body: () -> Void) {
    add(name, "")
    let outer = path
    path = path.isEmpty ? name : "\(path).\(name)"
    body()
    path = outer
  }

  func text(_ name: String, _ value: inout String) { add(name, value) }
  func text(_ name: String, _ value: inout String?) { add(name, value ?? "") }
  func texts(_ name: String, _ value: inout [String]) { add(name, "") }
  func path(_ name: String, _ value: inout String) { add(name, value) }
  func path(_ name: String, _ value: inout String?) { add(name, value ?? "") }
  func paths(_ name: String, _ value: inout [String]) { add(name, "") }
  func flag(_ name: String, _ value: inout Bool) { add(name, value ? "1" : "0") }
  func flag(_ name: String, _ value: inout Bool?) { add(name, "") }
  func count(_ name: String, _ value: inout Int, in range: ClosedRange<Int>) {
    add(name, "\(value)")
  }
  func count(_ name: String, _ value: inout Int?, in range: ClosedRange<Int>) { add(name, "") }
  func bytes(_ name: String, _ value: inout Int, in range: ClosedRange<Int>) {
    add(name, FieldPrinter.shown { $0.bytes("x", &value, in: range) })
  }
  func bytes(_ name: String, _ value: inout Int?, in range: ClosedRange<Int>) { add(name, "") }
  func duration(_ name: String, _ value: inout Duration) { add(name, value.spelled) }
  func duration(_ name: String, _ value: inout Duration?) { add(name, "") }
  func choice<Choice: FieldChoice>(_ name: String, _ value: inout Choice) {
    add(name, value.rawValue)
  }
  func secret(_ name: String, _ value: inout Secret?) { add(name, "") }
  func section(_ name: String, _ value: inout some ConfigurationSection) {
    inside(name) { value.visit(self) }
  }
  func section<Section: ConfigurationSection>(_ name: String, _ value: inout Section?) {
    var section = Section()
    inside(name) { section.visit(self) }
  }
  func entries<Section: NamedSection>(_ name: String, _ value: inout [Section]) {
    inside(name) {
      var section = Section()
      let outer = path
      path += ".*"
      for section in variants(of: section) {
        var section = section
        section.visit(self)
      }
      section.name = ""
      path = outer
    }
  }

  /// Of sinks, one of each type.
  private func variants<Section: NamedSection>(of section: Section) -> [Section] {
    guard var sink = section as? SinkConfiguration else { return [section] }
    let kinds: [SinkConfiguration.Kind] = [
      .http(HTTPSinkConfiguration()), .file(FileSinkConfiguration()), .standardOutput,
    ]
    return kinds.compactMap { kind in
      sink.kind = kind
      return sink as? Section
    }
  }

  func pairs(_ name: String, _ value: inout [ConfigurationPair]) { add(name, "") }
  func headers(_ name: String, _ value: inout [HeaderConfiguration]) { add(name, "") }
  func tokens(_ name: String, _ value: inout [TokenConfiguration]) { add(name, "") }
  func routes(_ name: String, _ value: inout [RouteConfiguration.Route]) { add(name, "") }
  func derive<Value>(_ value: inout Value, from other: @autoclosure () -> Value) {}
}

extension FieldPrinter {
  /// A value as it is printed.
  fileprivate static func shown(_ visit: (FieldPrinter) -> Void) -> String {
    let printer = FieldPrinter()
    visit(printer)
    return String(printer.text.dropFirst("x: ".count).dropLast())
  }
}
