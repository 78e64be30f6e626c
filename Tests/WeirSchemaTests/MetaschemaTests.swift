import SchemaTestSupport
import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

@Suite("metaschemas")
struct MetaschemaTests {
  @Test("each identifies itself by the URI it is found under", arguments: Metaschemas.uris)
  func identity(uri: String) throws {
    let text = try #require(Metaschemas.text(for: uri))
    var document = Document(options: .strict)
    try document.parse(Array(text.utf8))
    let tape = document.tape
    let id = try #require(tape.member("$id", of: 0) ?? tape.member("id", of: 0))
    #expect(URIReference(tape.bytes(at: id)).withoutEmptyFragment.text == uri)
    let dialect = try #require(tape.member("$schema", of: 0))
    #expect(
      Dialect(metaschema: URIReference(tape.bytes(at: dialect)).withoutEmptyFragment.text) != nil)
  }

  @Test("each dialect has one, and each vocabulary of the later drafts")
  func completeness() {
    #expect(Set(Metaschemas.uris).count == Metaschemas.uris.count)
    for dialect in Dialect.allCases { #expect(Metaschemas.text(for: dialect.rawValue) != nil) }
    let common = ["core", "applicator", "validation", "meta-data", "content"]
    for name in common + ["format"] {
      #expect(Metaschemas.text(for: "https://json-schema.org/draft/2019-09/meta/\(name)") != nil)
    }
    for name in common + ["unevaluated", "format-annotation", "format-assertion"] {
      #expect(Metaschemas.text(for: "https://json-schema.org/draft/2020-12/meta/\(name)") != nil)
    }
    #expect(Metaschemas.text(for: "http://json-schema.org/draft-07/schema#") == nil)
    #expect(Metaschemas.text(for: "https://example.com/schema") == nil)
  }

  @Test("each is valid by itself and refuses what is no schema", arguments: Dialect.allCases)
  func selfDescription(dialect: Dialect) throws {
    let schema = try metaschema(of: dialect)
    let text = try #require(Metaschemas.text(for: dialect.rawValue))
    #expect(schema.validate(Array(text.utf8)) == .valid)
    #expect(schema.validate(Array("{}".utf8)) == .valid)
    for text in Self.wrongEverywhere {
      #expect(schema.validate(Array(text.utf8)) == .invalid, "\(text)")
    }
  }

  @Test("keywords of one draft alone are judged in that draft", arguments: expectations)
  func differences(dialect: Dialect, text: String, isValid: Bool) throws {
    let verdict = try metaschema(of: dialect).validate(Array(text.utf8))
    #expect(verdict == (isValid ? .valid : .invalid))
  }

  @Test(
    "every schema of the official suite is valid by the metaschema of its dialect",
    .needs(.jsonSchemaTestSuite), arguments: Dialect.allCases)
  func suiteSchemas(dialect: Dialect) throws {
    var validator = Validator(try metaschema(of: dialect))
    for file in SuiteFile.all where file.dialect == dialect {
      for suiteCase in try file.cases() where validator.validate(suiteCase.schema) != .valid {
        Issue.record("\(file) / \(suiteCase.description)")
      }
    }
  }

  private func metaschema(of dialect: Dialect) throws -> Schema {
    try Schema(json: Array(#"{"$ref": "\#(dialect.rawValue)"}"#.utf8))
  }

  /// No schema in any dialect.
  static let wrongEverywhere = [
    "1", "null", "[]", #"{"type": 1}"#, #"{"properties": []}"#, #"{"properties": {"a": 1}}"#,
    #"{"minLength": -1}"#, #"{"minItems": 1.5}"#, #"{"maximum": "1"}"#, #"{"pattern": {}}"#,
    #"{"uniqueItems": 1}"#, #"{"enum": {}}"#, #"{"patternProperties": {"a": {"type": {}}}}"#,
    #"{"additionalProperties": {"minimum": null}}"#, #"{"items": 1}"#,
  ]

  static let expectations: [(Dialect, String, Bool)] = [
    (.draft4, "true", false), (.draft4, #"{"required": []}"#, false),
    (.draft4, #"{"exclusiveMinimum": true}"#, false),
    (.draft4, #"{"exclusiveMinimum": true, "minimum": 1}"#, true),
    (.draft4, #"{"$ref": 1}"#, true), (.draft6, #"{"$ref": 1}"#, false),
    (.draft4, #"{"const": 1, "if": 1, "contains": 1}"#, true),
    (.draft6, "false", true), (.draft6, #"{"required": []}"#, true),
    (.draft6, #"{"exclusiveMinimum": true}"#, false), (.draft6, #"{"contains": 1}"#, false),
    (.draft6, #"{"if": 1}"#, true), (.draft7, #"{"if": 1}"#, false),
    (.draft7, #"{"dependencies": {"a": [1]}}"#, false), (.draft7, #"{"$defs": 1}"#, true),
    (.draft7, #"{"writeOnly": 1}"#, false), (.draft7, #"{"items": [{}, true]}"#, true),
    (.draft2019_09, #"{"items": [{}, true]}"#, true), (.draft2019_09, #"{"$defs": 1}"#, false),
    (.draft2019_09, ##"{"$id": "a#b"}"##, false), (.draft2019_09, #"{"prefixItems": 1}"#, true),
    (.draft2019_09, #"{"dependentSchemas": {"a": 1}}"#, false),
    (.draft2019_09, #"{"unevaluatedItems": {"type": 1}}"#, false),
    (.draft2020_12, #"{"items": [{}]}"#, false), (.draft2020_12, #"{"prefixItems": []}"#, false),
    (.draft2020_12, #"{"$dynamicAnchor": "1"}"#, false),
    (.draft2020_12, #"{"contentSchema": {"not": 1}}"#, false),
    (.draft2020_12, #"{"allOf": [{"unevaluatedProperties": {"not": {"type": 1}}}]}"#, false),
    (.draft2020_12, #"{"definitions": {"a": 1}}"#, false),
    (.v1, #"{"definitions": {"a": 1}}"#, true), (.v1, ##"{"$id": "a#"}"##, false),
    (.v1, #"{"allOf": [{"contains": 1}]}"#, false),
  ]
}
