import TestSupport
import Testing
import WeirJSON
import WeirLoad
import WeirSchema

@testable import WeirTools

/// What becomes of documents that references lead to, by where they are and what they are called.
@Suite("bundles")
struct BundleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes files, bundles the one named, and parts the bundle from its blanks.
  private func bundle(
    _ reference: String, _ files: [String: String], resolutions: [(uri: String, path: String)] = []
  ) throws -> String {
    for (name, text) in files { try folder.write(text, to: name) }
    let loader = SchemaLoader(
      resolutions: resolutions.map { ($0.uri, folder.path + "/" + $0.path) })
    let loaded = try loader.load(folder.path + "/" + reference)
    let bundle = try Bundle(of: loaded, options: SchemaOptions())
    let text = String(decoding: bundle.text, as: UTF8.self)
    #expect(!text.contains(folder.path))
    #expect(!text.contains("file:"))
    return text.filter { !$0.isWhitespace }
  }

  private let schema2020 = #""$schema":"https://json-schema.org/draft/2020-12/schema""#

  @Test("a file is named as seen from the schema, whose references stay")
  func files() throws {
    let text = try bundle(
      "order.json",
      [
        "order.json": #"{"properties": {"line": {"$ref": "parts/line.json#/$defs/a"}}}"#,
        "parts/line.json": #"{"$defs": {"a": {"$ref": "size.json"}}}"#,
        "parts/size.json": #"{"minimum": 1}"#,
      ])
    #expect(
      text == "{\(schema2020),"
        + #""properties":{"line":{"$ref":"parts/line.json#/$defs/a"}},"$defs":{"#
        + #""parts/line.json":{"$id":"parts/line.json","$defs":{"a":{"$ref":"size.json"}}},"#
        + #""parts/size.json":{"$id":"parts/size.json","minimum":1}}}"#)
  }

  @Test("a schema that reaches above its folder tells how deep it lies itself")
  func above() throws {
    let text = try bundle(
      "a/b/order.json",
      [
        "a/b/order.json": #"{"$ref": "../../common/x.json"}"#,
        "common/x.json": #"{"$ref": "../a/y.json"}"#, "a/y.json": "true",
      ])
    #expect(text.contains(#""$id":"a/b/order.json""#))
    #expect(text.contains(#""../../common/x.json":{"$id":"../../common/x.json","#))
    #expect(text.contains(#""../y.json":{"$id":"../y.json"}"#))
  }

  @Test("a schema that others refer to by its file's name gets that name")
  func circle() throws {
    let text = try bundle(
      "a.json",
      [
        "a.json": #"{"properties": {"b": {"$ref": "b.json"}}}"#,
        "b.json": #"{"properties": {"a": {"$ref": "a.json"}}}"#,
      ])
    #expect(text.contains(#""$id":"a.json""#))
  }

  @Test("a document with an identifier is embedded under that, and references by its file follow")
  func aliases() throws {
    let text = try bundle(
      "a.json",
      [
        "a.json": #"{"allOf": [{"$ref": "b.json#/$defs/x"}, {"$ref": "https://example.com/b"}]}"#,
        "b.json": #"{"$id": "https://example.com/b", "$defs": {"x": true}}"#,
      ], resolutions: [("https://example.com/b", "b.json")])
    #expect(text.contains(#"{"$ref":"https://example.com/b#/$defs/x"}"#))
    #expect(text.contains(#""https://example.com/b":{"$id":"https://example.com/b","#))
    #expect(!text.contains("b.json"))
  }

  @Test("documents of another dialect say theirs; beside a $ref of draft 7 a name would not count")
  func dialects() throws {
    let text = try bundle(
      "a.json",
      [
        "a.json": #"{"$ref": "b.json"}"#,
        "b.json": """
        {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/x",
         "minimum": 5, "definitions": {"x": {"type": "integer"}}}
        """,
      ])
    #expect(
      text.contains(
        ##""b.json":{"$schema":"http://json-schema.org/draft-07/schema#","$id":"b.json","##
          + ##""allOf":[{"$ref":"#/definitions/x"}],"definitions":{"x":{"type":"integer"}}}"##))
  }

  @Test("false is embedded as what accepts nothing, YAML as JSON")
  func kinds() throws {
    let text = try bundle(
      "a.yaml",
      [
        "a.yaml": "anyOf: [{$ref: b.json}, {$ref: c.yaml}]", "b.json": "false",
        "c.yaml": "type: [integer]",
      ])
    #expect(text.contains(#""b.json":{"$id":"b.json","not":{}}"#))
    #expect(text.contains(#""c.yaml":{"$id":"c.yaml","type":["integer"]}"#))
  }

  @Test("of a schema inside of a document the document is embedded, and referred to")
  func inside() throws {
    let text = try bundle("a.json#/$defs/x~1y", ["a.json": #"{"$defs": {"x/y": {"minimum": 1}}}"#])
    #expect(
      text == "{\(schema2020),"
        + #""allOf":[{"$ref":"a.json#/$defs/x~1y"}],"#
        + #""$defs":{"a.json":{"$id":"a.json","$defs":{"x/y":{"minimum":1}}}}}"#)
  }

  @Test("what cannot be embedded is told")
  func refused() throws {
    let description = #"{"openapi": "3.0.3", "components": {"schemas": {"A": {"type": "string"}}}}"#
    #expect(throws: BundleFault.self) {
      try bundle("api.json#/components/schemas/A", ["api.json": description])
    }
    #expect(throws: BundleFault.self) {
      try bundle(
        "a.json",
        [
          "a.json": #"{"anyOf": [{"$ref": "b.json"}, {"$ref": "c.json"}]}"#,
          "b.json": #"{"$id": "https://example.com/x", "minimum": 1}"#,
          "c.json": #"{"$id": "https://example.com/x", "minimum": 2}"#,
        ])
    }
  }
}
