import TestSupport
import Testing
import WeirSchema

/// The README's Swift: each of its lines stands here, where it is compiled and run.
struct ReadmeCodeTests {
  @Test("a schema gives verdicts and reports")
  func verdict() throws {
    let schemaBytes = Array(#"{"type": "string"}"#.utf8)
    let bytes = Array("7".utf8)
    let schema = try Schema(json: schemaBytes)
    let verdict = schema.validate(bytes)
    let report = schema.report(on: bytes)
    #expect(verdict == .invalid)
    #expect(report.errors.count == 1)
  }

  @Test("a schema says which documents it lacks")
  func references() throws {
    func load(_ uri: String) throws -> SchemaSource {
      try SchemaSource(uri: uri, json: Array(#"{"type": "string"}"#.utf8))
    }
    let source = try SchemaSource(
      uri: "https://example.com/a", json: Array(#"{"$ref": "b"}"#.utf8))
    var walk = try ReferenceWalk(source)
    while !walk.missing.isEmpty { walk.supply(try walk.missing.map(load)) }
    let schema = try Schema(source: source, registry: walk.registry)
    #expect(schema.validate(Array("7".utf8)) == .invalid)
  }

  @Test("every line of the README's Swift stands in this file")
  func lines() throws {
    let readme = TestData.packageRoot + "/README.md"
    let (count, missing) = try SwiftExamples.lines(of: readme, notIn: #filePath)
    #expect(missing == [])
    #expect(count >= 5)
  }
}
