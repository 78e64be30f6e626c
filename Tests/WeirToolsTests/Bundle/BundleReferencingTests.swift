import SchemaTestSupport
import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirTools

/// The referencing suite: in a bundle every reference leads to what it leads to with all documents at
/// hand.
@Suite("bundles of the referencing suite", .needs(.referencingSuite))
struct BundleReferencingTests {
  @Test("a reference leads to the same schema in a bundle", arguments: ReferencingFile.all)
  func references(file: ReferencingFile) throws {
    var document = Document()
    try document.parse(TestData.bytes(of: .referencingSuite, file.path))
    let tape = document.tape
    let registry = try file.registry(tape)
    let options = SchemaOptions(defaultDialect: file.dialect)
    for test in tape.elements(of: try tape.required("tests", of: 0)) {
      guard let target = tape.member("target", of: test), tape.kind(of: target) == .object else {
        continue
      }
      let reference = try file.reference(of: test, in: tape)
      let source = try SchemaSource(json: Array("{\"$ref\": \"\(reference)\"}".utf8))
      guard (try? Schema(source: source, registry: registry, options: options)) != nil else {
        continue
      }
      let bundle = try Bundle(of: source, registry: registry, options: options)
      let graph = try SchemaGraph(
        SchemaSource(json: bundle.text), fragment: "", registry: Registry(), options: options)
      let found = try #require(Self.target(of: graph), "\(reference)")
      let isEqual = graph.tape(of: found).isBundled(found.index, from: target, in: tape)
      #expect(
        isEqual, "\(file.path): \(reference)\n\(String(decoding: bundle.text, as: UTF8.self))")
    }
  }

  /// What the one reference at the top leads to.
  private static func target(of graph: SchemaGraph) -> SchemaGraph.Node? {
    let keywords = graph.keywords(of: graph.root)
    if let reference = keywords["$ref"] { return graph.target(of: reference) }
    // Up to draft 7 it has been moved into an array, beside the definitions.
    guard let all = keywords["allOf"] ?? keywords["extends"],
      let first = graph.references(in: all).first
    else { return nil }
    return graph.target(of: first)
  }
}

extension Tape {
  /// Whether the value is `target` as it was, apart from the members that embedding gives a document.
  fileprivate func isBundled(_ index: Int, from target: Int, in tape: Tape) -> Bool {
    let given = ["$id", "id", "$schema", "$ref", "allOf", "extends"]
    return tape.members(of: target).allSatisfy { key in
      let name = tape.string(at: key)
      guard let value = child(of: index, named: Array(name.utf8)) else {
        return given.contains(name)
      }
      return self.value(at: value, equals: key + 1, in: tape) || given.contains(name)
    }
  }
}

extension ReferencingFile {
  /// A test's reference as seen from its base.
  fileprivate func reference(of test: Int, in tape: Tape) throws -> String {
    let written = URIReference(tape.string(at: try tape.required("ref", of: test)))
    let base = tape.member("base_uri", of: test).map { URIReference(tape.string(at: $0)) }
    guard let base else { return written.text }
    let fragment = written.text.firstIndex(of: "#").map { String(written.text[$0...]) } ?? ""
    return written.resolved(against: base).withoutFragment.text + fragment
  }
}
