import Testing
import WeirJSON
import WeirSchema

@testable import WeirTools

/// What is told of which change, and of which it is told that nobody knows.
@Suite("diffs")
struct SchemaDiffTests {
  /// `effect pointer: message` of each change.
  private func diff(
    _ old: String, _ new: String, dialects: [String] = ["2020-12", "2020-12"]
  ) throws -> [String] {
    let graphs = try zip([old, new], dialects).map { text, dialect in
      let options = SchemaOptions(
        defaultDialect: dialect == "draft4" ? .draft4 : .draft2020_12, assertsFormat: true)
      let source = try SchemaSource(json: Array(text.utf8))
      _ = try Schema(source: source, options: options)
      return try SchemaGraph(source, fragment: "", registry: Registry(), options: options)
    }
    return SchemaDiff(graphs[0], graphs[1]).changes.map { change in
      "\(change.effect) \((change.new ?? change.old)?.pointer ?? "")/\(change.keyword): \(change.message)"
        .replacing("/\(change.keyword)/\(change.keyword):", with: "/\(change.keyword):")
    }
  }

  @Test(
    "values of keywords",
    arguments: [
      (#"{"type":"integer"}"#, #"{"type":"number"}"#, "consumers /type: was integer, is number"),
      (
        #"{"type":"string"}"#, #"{"type":["null","boolean"]}"#,
        "both /type: was string, is boolean or null"
      ),
      (#"{"minimum":0}"#, #"{"minimum":5}"#, "producers /minimum: was 0, is 5"),
      (
        #"{"minimum":5}"#, #"{"exclusiveMinimum":5.0}"#,
        "producers /exclusiveMinimum: was 5, is exclusively 5.0"
      ),
      (#"{"maximum":1,"minimum":0}"#, #"{"minimum":0}"#, "consumers /maximum: was 1, is gone"),
      (#"{"multipleOf":2}"#, #"{"multipleOf":6}"#, "producers /multipleOf: was 2, is 6"),
      (#"{"multipleOf":2}"#, #"{"multipleOf":3}"#, "both /multipleOf: was 2, is 3"),
      (#"{"maxLength":5}"#, #"{"maxLength":10}"#, "consumers /maxLength: was 5, is 10"),
      (#"{"pattern":"^a"}"#, #"{"pattern":"^b"}"#, #"unknown /pattern: was "^a", is "^b""#),
      (
        #"{"format":"uri"}"#, #"{"format":"uri-reference"}"#,
        #"consumers /format: was "uri", is "uri-reference""#
      ),
      (
        #"{"enum":["a","b"]}"#, #"{"enum":["b","c"]}"#,
        #"both /enum: no longer allowed: "a"; newly allowed: "c""#
      ),
      (#"{"const":1}"#, #"{"enum":[1.0,2]}"#, "consumers /enum: newly allowed: 2"),
      (
        #"{"uniqueItems":true,"minItems":1}"#, #"{"minItems":1}"#,
        "consumers /uniqueItems: elements may be equal now"
      ),
    ])
  func values(old: String, new: String, change: String) throws {
    #expect(try diff(old, new) == [change])
  }

  @Test("members: those required, those with a schema, and the rest")
  func members() throws {
    #expect(
      try diff(#"{"required":["a","b"]}"#, #"{"required":["b","c"]}"#) == [
        #"producers /required: "c" is required now"#,
        #"consumers /required: "a" is not required any more"#,
      ])
    // A member that was one of the rest.
    #expect(
      try diff(
        #"{"additionalProperties":false}"#,
        #"{"properties":{"a":{"type":"string"}},"additionalProperties":false}"#) == [
          #"consumers /properties/a/properties: "a" is allowed now"#
        ])
    #expect(
      try diff(#"{"minProperties":1}"#, #"{"minProperties":1,"additionalProperties":false}"#) == [
        "producers /additionalProperties: other properties are not allowed any more"
      ])
    #expect(
      try diff(
        #"{"minProperties":1,"additionalProperties":false}"#,
        #"{"minProperties":1,"additionalProperties":{"type":"null"}}"#) == [
          "consumers /additionalProperties: other properties are allowed now"
        ])
    // And the other way round, a name for each.
    #expect(
      try diff(
        #"{"properties":{"a":{"type":"string"},"b":{},"c":false},"additionalProperties":false}"#,
        ##"{"properties":{"d":false},"additionalProperties":{"$ref":"#/$defs/no"},"$defs":{"no":false}}"##
      )
        == [
          #"producers /additionalProperties: "a" is not allowed any more"#,
          #"producers /additionalProperties: "b" is not allowed any more"#,
        ])
    #expect(
      try diff(
        #"{"minProperties":1}"#, #"{"minProperties":1,"properties":{"a":{"type":"string"}}}"#)
        == ["producers /properties/a/type: anything was allowed here, now type must hold"])
    #expect(
      try diff(
        #"{"patternProperties":{"^x":true},"additionalProperties":{"minimum":1}}"#,
        #"{"patternProperties":{"^x":true},"properties":{"xa":{}},"additionalProperties":{"minimum":1}}"#
      ) == [#"unknown /properties/xa/properties: "xa" is new; a pattern may have matched it"#])
  }

  @Test("alternatives: fewer narrow, more widen, and of oneOf only if they exclude each other")
  func alternatives() throws {
    #expect(
      try diff(
        #"{"anyOf":[{"type":"string"},{"type":"null"}]}"#,
        #"{"anyOf":[{"type":"null"},{"type":"string","maxLength":3},{"type":"array"}]}"#) == [
          "consumers /anyOf/2/anyOf: an alternative is new",
          "producers /anyOf/1/maxLength: is 3, was not there",
        ])
    let tagged = { (tag: String) in
      #"{"type":"object","required":["t"],"properties":{"t":{"const":"\#(tag)"}}}"#
    }
    #expect(
      try diff(
        #"{"oneOf":[\#(tagged("a")),\#(tagged("b"))]}"#,
        #"{"oneOf":[\#(tagged("a")),\#(tagged("b")),\#(tagged("c"))]}"#) == [
          "consumers /oneOf/2/oneOf: an alternative is new"
        ])
    #expect(
      try diff(#"{"oneOf":[{"minimum":1}]}"#, #"{"oneOf":[{"minimum":1},{"maximum":5}]}"#) == [
        "unknown /oneOf/1/oneOf: an alternative is new, and others may overlap with it"
      ])
  }

  @Test("under not, narrower is wider; a condition must stay, its consequences may move")
  func negation() throws {
    #expect(
      try diff(#"{"not":{"minimum":1}}"#, #"{"not":{"minimum":2}}"#) == [
        "consumers /not/minimum: was 1, is 2"
      ])
    #expect(
      try diff(
        #"{"if":{"minimum":1},"then":{"maximum":5}}"#, #"{"if":{"minimum":1},"then":{"maximum":4}}"#
      )
        == ["producers /then/maximum: was 5, is 4"])
    #expect(
      try diff(
        #"{"if":{"minimum":1},"then":{"maximum":5}}"#, #"{"if":{"minimum":2},"then":{"maximum":5}}"#
      )
        == ["unknown /if: the condition has changed", "unknown /if/minimum: was 1, is 2"])
  }

  @Test("references are followed, through circles too, and each change is told once")
  func references() throws {
    let schema = { (bound: Int) in
      ##"{"properties":{"a":{"$ref":"#/$defs/n"},"b":{"$ref":"#/$defs/n"}},"##
        + ##""$defs":{"n":{"minimum":\##(bound),"properties":{"next":{"$ref":"#/$defs/n"}}}}}"##
    }
    #expect(try diff(schema(1), schema(2)) == ["producers /$defs/n/minimum: was 1, is 2"])
    #expect(
      try diff(##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"null"}}}"##, #"{"type":"null"}"#) == [])
  }

  @Test("the same said in another dialect is no difference")
  func dialects() throws {
    #expect(
      try diff(
        #"{"minimum":1,"exclusiveMinimum":true,"items":[{"type":"null"}],"additionalItems":false}"#,
        #"{"exclusiveMinimum":1,"prefixItems":[{"type":"null"}],"items":false}"#,
        dialects: ["draft4", "2020-12"]) == [])
    #expect(
      try diff(
        #"{"dependencies":{"a":["b"],"c":{"minProperties":2}}}"#,
        #"{"dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"minProperties":2}}}"#,
        dialects: ["draft4", "2020-12"]) == [])
  }

  @Test("annotations are compatible; what is left unevaluated depends on everything around")
  func others() throws {
    #expect(
      try diff(#"{"title":"A","minimum":1}"#, #"{"title":"B","minimum":1}"#) == [
        "compatible /title: another text"
      ])
    #expect(
      try diff(
        #"{"properties":{"a":true},"unevaluatedProperties":false}"#,
        #"{"properties":{"a":true,"b":true},"unevaluatedProperties":false}"#)
        == ["consumers /unevaluatedProperties: more is evaluated beside it"])
    #expect(
      try diff(
        #"{"allOf":[{"properties":{"a":{"minimum":1}}}],"unevaluatedProperties":false}"#,
        #"{"allOf":[{"properties":{"a":{"minimum":2}}}],"unevaluatedProperties":false}"#)
        == ["producers /allOf/0/properties/a/minimum: was 1, is 2"])
    #expect(
      try diff(
        #"{"anyOf":[{"properties":{"a":{"minimum":1}}},true],"unevaluatedProperties":false}"#,
        #"{"anyOf":[{"properties":{"a":{"minimum":2}}},true],"unevaluatedProperties":false}"#
      ).contains("unknown /unevaluatedProperties: what is evaluated beside it may have changed"))
    #expect(
      try diff(#"{"minimum":1}"#, #"{"minimum":1,"unevaluatedProperties":false}"#)
        == ["producers /unevaluatedProperties: is new"])
  }
}
