import TestSupport
import Testing
import WeirJSON
import WeirSchema

/// What the default depth limit promises: whatever schemas are applied within each other, the limit
/// is reached before the stack of a common thread (8 MB) ends. Most telling in a debug build, whose
/// frames are the largest.
@Suite("Schemas applied within each other, up to the limit")
struct DepthTests {
  /// Ways to apply a schema to the same value; `NEXT` is its URI.
  static let inPlace = [
    #""$ref":"NEXT""#,
    #""allOf":[{"$ref":"NEXT"},{"maxProperties":9}]"#,
    #""anyOf":[{"minProperties":9},{"minProperties":1,"$ref":"NEXT"}]"#,
    #""oneOf":[{"minProperties":9},{"minProperties":1,"$ref":"NEXT"}]"#,
    #""not":{"minProperties":1,"not":{"$ref":"NEXT"}}"#,
    #""if":{"$ref":"NEXT"},"then":{"minProperties":1}"#,
    #""if":{"minProperties":1},"then":{"$ref":"NEXT"}"#,
    #""dependentSchemas":{"k":{"$ref":"NEXT"}}"#,
    #""unevaluatedProperties":false,"$ref":"NEXT""#,
    #""$dynamicRef":"NEXT""#,
  ]

  /// Ways to apply the schema at `#` to a part of `{"k":…}` or `[…]`.
  static let toParts = [
    ##""properties":{"k":{"minProperties":1,"$ref":"#"}}"##,
    ##""patternProperties":{"^k":{"minProperties":1,"$ref":"#"}}"##,
    ##""additionalProperties":{"minProperties":1,"$ref":"#"}"##,
    ##""unevaluatedProperties":{"minProperties":1,"$ref":"#"}"##,
    ##""items":{"minItems":1,"$ref":"#"}"##,
    ##""prefixItems":[{"minItems":1,"$ref":"#"}]"##,
    ##""contains":{"minItems":1,"$ref":"#"}"##,
    ##""unevaluatedItems":{"minItems":1,"$ref":"#"}"##,
  ]

  @Test("to the same value", arguments: inPlace)
  func sameValue(_ way: String) throws {
    let length = EvaluationLimits().maxEvaluationDepth + 10
    let links = (0..<length).map { index in
      let next = way.split(separator: "NEXT").joined(separator: "#/$defs/a\(index + 1)")
      return "\"a\(index)\":{\"maxProperties\":9,\(next)}"
    }
    let schema = try Schema(
      json: Array(
        (##"{"$ref":"#/$defs/a0","$defs":{"## + links.joined(separator: ",")
          + #","a\#(length)":true}}"#).utf8))
    let instance = Array(#"{"k":1}"#.utf8)
    #expect(schema.validate(instance) == .limitExceeded(.evaluationDepth))
    #expect(schema.report(on: instance).errors.map(\.code) == ["limit.evaluation_depth"])
  }

  @Test("to parts of the value, through several applicators at each level", arguments: toParts)
  func parts(_ way: String) throws {
    let levels = DocumentOptions().maxDepth
    let schema = try Schema(
      json: Array(
        (#"{"allOf":[{"maxProperties":9,"anyOf":[{"minProperties":99,"minItems":99},"#
          + #"{"maxItems":9,"oneOf":[{"type":"string"},{"not":{"not":{\#(way)}}}]}]}]}"#).utf8))
    let (open, close) = way.contains("ropert") ? (#"{"k":"#, "}") : ("[", "]")
    let instance = Array(
      (String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels)).utf8)
    #expect(schema.validate(instance) == .limitExceeded(.evaluationDepth))
    #expect(schema.report(on: instance).errors.map(\.code) == ["limit.evaluation_depth"])
  }
}
