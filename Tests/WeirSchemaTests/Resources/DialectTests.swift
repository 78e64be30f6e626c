import Testing
import WeirJSON

@testable import WeirSchema

@Suite("dialects, vocabularies and metaschemas")
struct DialectTests {
  private func compiled(
    _ text: String, _ options: SchemaOptions = SchemaOptions(),
    with documents: [String: String] = [:]
  ) throws -> Schema {
    var registry = Registry()
    for (uri, text) in documents {
      registry.add(try SchemaSource(uri: uri, json: Array(text.utf8)))
    }
    return try Schema(json: Array(text.utf8), registry: registry, options: options)
  }

  private static func metaschema(_ vocabularies: String) -> [String: String] {
    [
      "https://e.com/meta": #"""
      {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://e.com/meta",
       "$vocabulary": {"https://json-schema.org/draft/2020-12/vocab/core": true, \#(vocabularies)}}
      """#
    ]
  }

  @Test("keywords of a vocabulary that is not asked for do nothing")
  func disabledVocabulary() throws {
    let applicatorOnly = Self.metaschema(
      #""https://json-schema.org/draft/2020-12/vocab/applicator": true"#)
    let schema = try compiled(
      #"{"$schema": "https://e.com/meta", "properties": {"a": false}, "minProperties": 5}"#,
      with: applicatorOnly)
    #expect(schema.validate(Array(#"{"b": 1}"#.utf8)) == .valid)
    #expect(schema.validate(Array(#"{"a": 1}"#.utf8)) == .invalid)
  }

  @Test("a required vocabulary that nobody knows is an error at $schema, an optional one is not")
  func unknownVocabulary() throws {
    let text = #"{"type": "object", "$schema": "https://e.com/meta"}"#
    let error = #expect(throws: SchemaError.self) {
      try compiled(text, with: Self.metaschema(#""https://e.com/vocab": true"#))
    }
    #expect(error?.code == .unknownVocabulary)
    #expect(error?.message.contains("https://e.com/vocab") == true)
    #expect(error?.pointer == "/$schema")
    _ = try compiled(text, with: Self.metaschema(#""https://e.com/vocab": false"#))
  }

  @Test("under format-assertion an unknown format is an error, elsewhere it asserts nothing")
  func unknownFormat() throws {
    let asserting = Self.metaschema(
      #""https://json-schema.org/draft/2020-12/vocab/format-assertion": true"#)
    let text = #"{"$schema": "https://e.com/meta", "format": "none"}"#
    let error = #expect(throws: SchemaError.self) { try compiled(text, with: asserting) }
    #expect(error?.code == .unsupportedFormat)
    _ = try compiled(text, SchemaOptions(assertsFormat: false), with: asserting)
    _ = try compiled(#"{"format": "none"}"#, SchemaOptions(assertsFormat: true))
  }

  @Test("a custom metaschema judges the schemas that name it, with places in these")
  func customMetaschema() throws {
    let strict = [
      "https://e.com/meta": #"""
      {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://e.com/meta",
       "$dynamicAnchor": "meta", "$ref": "https://json-schema.org/draft/2020-12/schema",
       "required": ["title"]}
      """#
    ]
    _ = try compiled(
      #"{"$schema": "https://e.com/meta", "title": "", "items": {"title": ""}}"#, with: strict)
    let error = #expect(throws: SchemaError.self) {
      try compiled(
        "{\"$schema\": \"https://e.com/meta\", \"title\": \"\",\n \"items\": {}}", with: strict)
    }
    #expect(error?.code == .metaschema)
    #expect(error?.pointer == "/items")
    #expect(error?.place?.position == TextPosition(line: 2, column: 11))
  }

  @Test("an embedded resource is judged by its own metaschema, what surrounds it by the other")
  func embeddedDialects() throws {
    // An array of `items` is right in draft 7 and wrong in 2020-12.
    let old = #""$id": "https://e.com/old", "$schema": "http://json-schema.org/draft-07/schema#""#
    let schema = try compiled(
      #"{"prefixItems": [{\#(old), "items": [{"type": "null"}]}], "maxItems": 1}"#)
    #expect(schema.validate(Array("[[null, 1]]".utf8)) == .valid)
    #expect(schema.validate(Array("[[1]]".utf8)) == .invalid)
    let wrongInside = #expect(throws: SchemaError.self) {
      try compiled(#"{"prefixItems": [{\#(old), "items": [{"type": "nil"}]}]}"#)
    }
    #expect(wrongInside?.pointer == "/prefixItems/0/items/0/type")
    let wrongBehind = #expect(throws: SchemaError.self) {
      try compiled(#"{"prefixItems": [{\#(old), "items": [{}]}], "items": [{}]}"#)
    }
    #expect(wrongBehind?.pointer == "/items")
    // The other way round, and one within the other.
    let new = #""$id": "n", "$schema": "https://json-schema.org/draft/2020-12/schema""#
    let nested = try compiled(
      #"{\#(old), "items": [{\#(new), "prefixItems": [{"$id": "o", "#
        + #""$schema": "http://json-schema.org/draft-07/schema#", "items": [true]}]}]}"#)
    #expect(nested.validate(Array("[[[1]]]".utf8)) == .valid)
  }

  @Test("an embedded draft 4 resource names itself by its own keyword")
  func embeddedDraft4() throws {
    let schema = try compiled(
      ##"""
      {"$ref": "https://e.com/four",
       "$defs": {"four": {"id": "https://e.com/four", "exclusiveMinimum": true, "minimum": 1,
                          "$schema": "http://json-schema.org/draft-04/schema#"},
                 "none": {"id": "https://e.com/none", "type": "null"}}}
      """##)
    #expect(schema.validate(Array("1".utf8)) == .invalid)
    #expect(schema.validate(Array("2".utf8)) == .valid)
    #expect(throws: SchemaError.self) {
      try compiled(
        #"{"$ref": "https://e.com/none", "$defs": {"a": {"id": "https://e.com/none"}}}"#)
    }
  }

  @Test("of two schemas that claim one name, the first in the text has it")
  func duplicateNames() throws {
    let byAnchor = try compiled(
      ##"{"$ref": "#a", "$defs": {"x": {"$anchor": "a", "type": "null"}, "y": {"$anchor": "a"}}}"##)
    #expect(byAnchor.validate(Array("1".utf8)) == .invalid)
    let byId = try compiled(
      #"{"$ref": "urn:a", "$defs": {"x": {"$id": "urn:a", "type": "null"}, "y": {"$id": "urn:a"}}}"#
    )
    #expect(byId.validate(Array("1".utf8)) == .invalid)
  }

  @Test("documents that take no part are not judged")
  func unrelatedDocuments() throws {
    let others = [
      "https://e.com/broken": #"{"type": 12}"#,
      "https://e.com/strange": #"{"$schema": "https://e.com/none"}"#,
      "https://e.com/good": #"{"$defs": {"a": {"$id": "https://e.com/inner", "type": "null"}}}"#,
    ]
    let schema = try compiled(#"{"$ref": "https://e.com/inner"}"#, with: others)
    #expect(schema.validate(Array("1".utf8)) == .invalid)
    for (uri, code) in [("broken", SchemaError.Code.metaschema), ("strange", .unknownDialect)] {
      let error = #expect(throws: SchemaError.self) {
        try compiled(#"{"$ref": "https://e.com/\#(uri)"}"#, with: others)
      }
      #expect(error?.code == code)
      #expect(error?.place?.sourceName == "https://e.com/\(uri)")
    }
  }

  @Test("draft 3 says what is wrong in its own words")
  func draft3Messages() throws {
    let options = SchemaOptions(defaultDialect: .draft3)
    func errors(_ schema: String, _ instance: String) throws -> [String] {
      try compiled(schema, options).report(on: Array(instance.utf8)).errors.map {
        "\($0.evaluationPath): \($0.message)"
      }
    }
    #expect(
      try errors(#"{"properties": {"a": {"required": true}, "b": {"required": true}}}"#, "{}") == [
        #"/properties/a/required: missing property "a""#,
        #"/properties/b/required: missing property "b""#,
      ])
    #expect(
      try errors(#"{"type": ["string", {"type": "object"}]}"#, "1")
        == ["/type: expected string or object, found number 1; put it in quotes"])
    #expect(
      try errors(#"{"disallow": ["string"]}"#, #""a""#)
        == [#"/disallow: "a" is of a type that is not allowed"#])
    #expect(
      try errors(#"{"extends": {"divisibleBy": 2}}"#, "3")
        == ["/extends/divisibleBy: 3 is not a multiple of 2"])
    #expect(
      try errors(#"{"dependencies": {"a": "b"}}"#, #"{"a": 1}"#)
        == [
          #"/dependencies: missing property "b", required beside "a"; add it, or remove "a""#
        ])
    // Neither a name of one's own nor a reference's siblings are taken for anything.
    let error = #expect(throws: SchemaError.self) { try compiled(#"{"type": "strnig"}"#, options) }
    #expect(error?.code == .keyword)
    #expect(
      try errors(
        ##"{"properties": {"a": {"$ref": "#/x", "required": true}}, "x": {}}"##, "{}") == [])
  }

  @Test("in v1 a dynamic reference that can lead nowhere is an error, one that does not is a fault")
  func dynamicReferencesOfV1() throws {
    let options = SchemaOptions(defaultDialect: .v1)
    let error = #expect(throws: SchemaError.self) {
      try compiled(##"{"items": {"$dynamicRef": "#none"}}"##, options)
    }
    #expect(error?.code == .unresolvedReference)
    #expect(error?.pointer == "/items/$dynamicRef")
    let schema = try compiled(
      ##"""
      {"$id": "https://e.com/a", "properties": {"good": {"$ref": "b"}, "bad": {"$ref": "c"}},
       "$defs": {"b": {"$id": "b", "$ref": "c", "$defs": {"x": {"$dynamicAnchor": "x", "type": "null"}}},
                 "c": {"$id": "c", "$dynamicRef": "#x"}}}
      """##, options)
    #expect(schema.validate(Array(#"{"good": null}"#.utf8)) == .valid)
    #expect(schema.validate(Array(#"{"good": 1}"#.utf8)) == .invalid)
    #expect(schema.validate(Array(#"{"bad": null}"#.utf8)) == .invalid)
  }
}
