import Testing
import WeirJSON

@testable import WeirSchema

@Suite("Schemas in OpenAPI descriptions")
struct OpenAPITests {
  private func schema(
    _ version: String, _ schema: String, _ more: String = "", assertsFormat: Bool? = nil,
    registry: Registry = Registry()
  ) throws(SchemaError) -> Schema {
    let text =
      #"{"openapi":"\#(version)","info":{},\#(more)"components":{"schemas":{"S":\#(schema),"#
      + #""Text":{"type":"string"}}}}"#
    return try Schema(
      source: SchemaSource(uri: "https://e.com/api.json", json: Array(text.utf8)),
      pointer: "/components/schemas/S", registry: registry,
      options: SchemaOptions(assertsFormat: assertsFormat))
  }

  private func judge(_ version: String, _ text: String, _ instance: String) throws -> Bool {
    try schema(version, text, assertsFormat: true).validate(Array(instance.utf8)) == .valid
  }

  @Test(
    "OpenAPI 3.1 is 2020-12: types in lists, siblings of references, const, unevaluated members",
    arguments: [
      (#"{"type":["string","null"]}"#, "null", true),
      (##"{"$ref":"#/components/schemas/Text","minLength":2}"##, #""a""#, false),
      (#"{"const":1}"#, "2", false), (#"{"exclusiveMinimum":0}"#, "0", false),
      (#"{"unevaluatedProperties":false}"#, #"{"a":1}"#, false),
      (#"{"type":"string","nullable":true}"#, "null", false),
      (#"{"example":1,"xml":{"wrapped":true},"externalDocs":{"url":"u"}}"#, "2", true),
      (#"{"discriminator":{"propertyName":"kind"}}"#, "{}", true),
    ])
  func version31(text: String, instance: String, isValid: Bool) throws {
    #expect(try judge("3.1.1", text, instance) == isValid)
  }

  @Test("the keywords that OpenAPI 3.1 adds come out as annotations, as they are written")
  func annotations31() throws {
    let added = [
      "discriminator": #"{"propertyName":"kind"}"#, "xml": #"{"wrapped":true}"#,
      "externalDocs": #"{"url":"u"}"#, "example": "[1, 2]",
    ]
    let members = added.map { "\"\($0)\":\($1)" }.joined(separator: ",")
    let report = try schema("3.1.0", "{\(members)}").report(on: Array("{}".utf8), annotations: true)
    let found = report.annotations.map { ($0.keyword, String(decoding: $0.value, as: UTF8.self)) }
    #expect(Dictionary(uniqueKeysWithValues: found) == added)
  }

  @Test(
    "OpenAPI 3.0 and Swagger: nullable, exclusive limits as flags, nothing beside a reference, no id",
    arguments: [
      (#"{"type":"string","nullable":true}"#, "null", true),
      (#"{"type":"string","nullable":true}"#, "1", false),
      (#"{"type":"string","nullable":false}"#, "null", false),
      (#"{"nullable":true,"enum":["a"]}"#, "null", false),
      (#"{"type":"string","nullable":true,"enum":["a"]}"#, "null", false),
      (#"{"type":"string","nullable":true,"enum":["a",null]}"#, "null", true),
      (##"{"$ref":"#/components/schemas/Text","nullable":true}"##, "null", false),
      (##"{"$ref":"#/components/schemas/Text","minLength":2}"##, #""a""#, true),
      (#"{"minimum":0,"exclusiveMinimum":true}"#, "0", false),
      (#"{"maximum":0,"exclusiveMaximum":false}"#, "0", true),
      (#"{"const":1}"#, "2", true), (#"{"example":{"$ref":"nowhere"}}"#, "2", true),
      (##"{"id":"x/y","allOf":[{"$ref":"#/components/schemas/Text"}]}"##, "2", false),
    ])
  func version30(text: String, instance: String, isValid: Bool) throws {
    #expect(try judge("3.0.3", text, instance) == isValid)
  }

  @Test(
    "the formats of numbers are ranges, where formats are asserted", arguments: ["3.0.4", "3.1.0"])
  func formats(version: String) throws {
    let cases = [
      ("int32", "2147483647", true), ("int32", "2147483648", false), ("int32", "-2147483648", true),
      ("int32", "1.5", false), ("int32", "1.0", true), ("int32", #""text""#, true),
      ("int64", "9223372036854775807", true), ("int64", "9223372036854775808", false),
      ("float", "1e38", true), ("float", "-4e38", false), ("float", "1.5", true),
      ("double", "1e308", true), ("double", "1e309", false),
    ]
    for (format, instance, isValid) in cases {
      let text = #"{"format":"\#(format)"}"#
      #expect(try judge(version, text, instance) == isValid, "\(format) \(instance)")
      #expect(try schema(version, text).validate(Array(instance.utf8)) == .valid)
    }
    let outside = try Schema(json: Array(#"{"format":"int32"}"#.utf8))
    #expect(outside.validate(Array("3e9".utf8)) == .valid)
    let report = try schema(version, #"{"format":"int32"}"#, assertsFormat: true)
      .report(on: Array("2147483648".utf8))
    #expect(report.errors.map(\.message) == ["2147483648 is not a valid int32"])
  }

  @Test(
    "a schema that its version does not allow is refused",
    arguments: [
      ("3.1.0", #"{"type":"strin"}"#), ("3.1.0", #"{"exclusiveMinimum":true}"#),
      ("3.1.0", #"{"discriminator":{}}"#), ("3.1.0", #"{"xml":{"wrapped":1}}"#),
      ("3.1.0", #"{"xml":{"wrap":true}}"#), ("3.0.0", #"{"type":["string"]}"#),
      ("3.0.0", #"{"type":"null"}"#), ("3.0.0", #"{"exclusiveMinimum":1}"#),
      ("3.0.0", #"{"nullable":"yes"}"#), ("3.0.0", #"{"items":[]}"#), ("3.0.0", "true"),
    ])
  func metaschemas(version: String, text: String) {
    let error = #expect(throws: SchemaError.self) { try schema(version, text) }
    #expect(error?.code == .metaschema)
    #expect(error?.pointer.hasPrefix("/components/schemas/S") == true)
  }

  @Test("a bound that a flag excludes is told as such")
  func exclusiveText() throws {
    let bounds = #"{"minimum":0,"exclusiveMinimum":true,"maximum":9,"exclusiveMaximum":true}"#
    let schema = try schema("3.0.3", bounds)
    let errors = ["0", "9"].flatMap { schema.report(on: Array($0.utf8)).errors }
    #expect(errors.map(\.message) == ["0 is not greater than 0", "9 is not less than 9"])
  }

  @Test("a description names another dialect for all its schemas")
  func dialect() throws {
    let draft7 = #""jsonSchemaDialect":"http://json-schema.org/draft-07/schema#","#
    let text = ##"{"$ref":"#/components/schemas/Text","minLength":2}"##
    #expect(try schema("3.1.0", text, draft7).validate(Array(#""a""#.utf8)) == .valid)
    let unknown = #""jsonSchemaDialect":"https://e.com/none","#
    let error = #expect(throws: SchemaError.self) { try schema("3.1.0", text, unknown) }
    #expect(error?.code == .unknownDialect)
    #expect(error?.missing == ["https://e.com/none"])
    #expect(throws: SchemaError.self) { try schema("4.0.0", "{}") }
    // Later ones of the same kind are read as JSON Schema, their own annotations unjudged.
    let later = try schema("3.2.0", #"{"type":"null","xml":{"nodeType":"text"}}"#)
    #expect(later.validate(Array("null".utf8)) == .valid)
  }

  @Test("the dialect of OpenAPI 3.1 is one for any schema")
  func namedDialect() throws {
    let dialect = #""$schema":"https://spec.openapis.org/oas/3.1/dialect/base""#
    let schema = try Schema(json: Array(#"{\#(dialect),"type":"integer","example":1}"#.utf8))
    #expect(schema.validate(Array("[]".utf8)) == .invalid)
    #expect(throws: SchemaError.self) {
      try Schema(json: Array(#"{\#(dialect),"discriminator":7}"#.utf8))
    }
  }

  @Test("the description itself is no schema, and the error names one that is")
  func whole() {
    let error = #expect(throws: SchemaError.self) {
      try Schema(
        json: Array(#"{"openapi":"3.1.0","components":{"schemas":{"Order":{}}}}"#.utf8))
    }
    #expect(error?.message.contains("#/components/schemas/Order") == true)
  }

  @Test("a member named openapi makes no description of a schema")
  func ordinarySchema() throws {
    let schema = try Schema(json: Array(#"{"openapi":"3.0.0","type":"null"}"#.utf8))
    #expect(schema.validate(Array("1".utf8)) == .invalid)
  }

  @Test("documents that a 3.0 description refers to are read like it, unless they say otherwise")
  func spread() throws {
    var registry = Registry()
    registry.add(
      try SchemaSource(
        uri: "https://e.com/part.json",
        json: Array(#"{"P":{"type":"string","nullable":true}}"#.utf8)))
    registry.add(
      try SchemaSource(
        uri: "https://e.com/own.json",
        json: Array(#"{"$schema":"http://json-schema.org/draft-07/schema#","const":1}"#.utf8)))
    let part = try schema("3.0.0", #"{"$ref":"part.json#/P"}"#, registry: registry)
    #expect(part.validate(Array("null".utf8)) == .valid)
    let own = try schema("3.0.0", #"{"$ref":"own.json"}"#, registry: registry)
    #expect(own.validate(Array("2".utf8)) == .invalid)
  }
}
