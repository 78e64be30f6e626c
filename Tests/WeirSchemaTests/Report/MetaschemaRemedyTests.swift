import Testing
import WeirJSON

@testable import WeirSchema

/// What to write instead of what a metaschema does not allow.
@Suite("Remedies for metaschema faults")
struct MetaschemaRemedyTests {
  private func error(_ schema: String, _ dialect: Dialect = .draft2020_12) throws -> SchemaError {
    try #require(throws: SchemaError.self) {
      try Schema(
        json: Array(schema.utf8), options: SchemaOptions(defaultDialect: dialect))
    }
  }

  static let habits: [(String, Dialect, String)] = [
    (#"{"items": [{"type": "string"}]}"#, .draft2020_12, #""prefixItems""#),
    (
      #"{"properties": {"a": {"required": true}}}"#, .draft4,
      #"beside "properties": "required": ["a"]"#
    ),
    (
      #"{"items": {"required": true}}"#, .draft2020_12,
      #"beside "properties": "required": ["a", "b"]"#
    ),
    (#"{"properties": {"a": {"required": false}}}"#, .draft7, "remove it: "),
    (#"{"required": "a"}"#, .draft7, #"write a list: "required": ["a"]"#),
    (#"{"required": ["a"]}"#, .draft3, #"draft 3 has "required": true"#),
    (#"{"type": []}"#, .draft2020_12, "name a type, or remove"),
    (#"{"type": "int"}"#, .draft7, #"write "type": "integer""#),
    (#"{"type": ["null", "bool"]}"#, .draft2020_12, #"write "type": "boolean""#),
    (#"{"type": "date"}"#, .draft2020_12, #"write "type": "string", "format": "date""#),
    (#"{"type": "any"}"#, .draft4, #"remove "type" to allow any value"#),
    (#"{"type": "strng"}"#, .draft2020_12, #"did you mean "string"?"#),
    (
      #"{"minimum": 5.0, "exclusiveMinimum": true}"#, .draft6,
      #"write "exclusiveMinimum": 5.0, and remove "minimum""#
    ),
    (#"{"exclusiveMaximum": true}"#, .draft2020_12, #"write the bound itself"#),
    (#"{"exclusiveMaximum": false}"#, .draft7, #"remove it: "maximum" includes its value"#),
    (
      #"{"minimum": 1, "exclusiveMinimum": 5}"#, .draft4,
      #"write "minimum": 5, "exclusiveMinimum": true"#
    ),
    (##"{"$id": "#a"}"##, .draft2020_12, #"as "$anchor": "a""#),
    (#"{"anyOf": {"type": "null"}}"#, .draft7, #"write a list of schemas: "anyOf": [{…}, {…}]"#),
    (#"{"properties": {"a": "string"}}"#, .draft7, #"write a schema: {"type": "string"}"#),
    (#"{"properties": {"enum": "int"}}"#, .draft7, #"write a schema: {"type": "integer"}"#),
    (#"{"additionalProperties": "false"}"#, .draft7, "remove the quotes"),
    (#"{"minimum": "5"}"#, .draft7, "remove the quotes"),
    (#"{"enum": "a"}"#, .draft7, #"write a list: "enum": ["a"]"#),
    (
      #"{"properties": {"a": {"required": "true"}}}"#, .draft7,
      #"beside "properties": "required": ["a"]"#
    ),
    (#"{"minimum": 5, "exclusiveMinimum": "True"}"#, .draft7, #"write "exclusiveMinimum": 5, and"#),
  ]

  @Test("a known mistake brings what to write", arguments: habits)
  func remedy(schema: String, dialect: Dialect, remedy: String) throws {
    let error = try error(schema, dialect)
    #expect(error.code == .metaschema)
    #expect(error.help?.contains(remedy) == true, "\(error.help ?? "none")")
    #expect(!error.message.contains(remedy))
    #expect(error.description.contains(remedy))
  }

  @Test("OpenAPI 3.0 has one type and a flag for null")
  func openAPI30() throws {
    let text = """
      {"openapi": "3.0.3", "info": {"title": "a", "version": "1"}, "paths": {},
       "components": {"schemas": {"A": {"type": ["string", "null"]}}}}
      """
    let source = try SchemaSource(uri: "file:///a.json", json: Array(text.utf8))
    let error = try #require(throws: SchemaError.self) {
      try Schema(source: source, pointer: "/components/schemas/A")
    }
    #expect(error.help?.contains("\"nullable\": true") == true)
  }

  static let unknown = [
    #"{"minLength": []}"#, #"{"properties": {"required": 1}}"#, #"{"properties": {"items": []}}"#,
    #"{"properties": {"type": 5}}"#, "[]",
  ]

  @Test("where nothing is known, nothing is said", arguments: unknown)
  func nothing(schema: String) throws {
    #expect(try error(schema).help == nil)
  }
}
