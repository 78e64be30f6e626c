import Testing

@testable import WeirSchema

@Suite("circles and chains of references")
struct CycleTests {
  private func schema(_ text: String) throws -> Schema { try Schema(json: Array(text.utf8)) }

  @Test(
    "a schema that must apply itself to the same value is refused",
    arguments: [
      ##"{"$ref": "#"}"##, ##"{"allOf": [{"$ref": "#"}]}"##,
      ##"{"$dynamicAnchor": "a", "$dynamicRef": "#a"}"##,
      ##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##,
      ##"{"items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"allOf": [true, {"$ref": "#/$defs/a"}]}}}"##,
    ])
  func unconditional(text: String) {
    let error = #expect(throws: SchemaError.self) { try schema(text) }
    #expect(error?.code == .infiniteRecursion)
    #expect(error?.place != nil)
  }

  @Test(
    "one that may do so is stopped when it does, and judges where it does not",
    arguments: [
      (##"{"anyOf": [{"type": "string"}, {"$ref": "#"}]}"##, #""a""#, "1"),
      (##"{"if": {"type": "string"}, "else": {"$ref": "#"}}"##, #""a""#, "1"),
      (##"{"dependentSchemas": {"a": {"$ref": "#"}}}"##, "{}", #"{"a": 1}"#),
      (##"{"items": {"not": {"$ref": "#/items"}}}"##, "[]", "[1]"),
      (
        ##"{"properties": {"a": {"oneOf": [{"$ref": "#/properties/a"}, true]}}}"##, "{}",
        #"{"a": 1}"#
      ),
      (
        ##"""
        {"$id": "https://e.com/o", "$ref": "i",
         "$defs": {"o": {"$dynamicAnchor": "x", "anyOf": [{"type": "null"}, {"$ref": "i"}]},
                   "i": {"$id": "i", "$dynamicRef": "#x", "$defs": {"x": {"$dynamicAnchor": "x"}}}}}
        """##, "null", "1"
      ),
    ] as [(String, String, String)])
  func conditional(text: String, valid: String, endless: String) throws {
    let schema = try schema(text)
    #expect(schema.validate(Array(valid.utf8)) == .valid)
    #expect(schema.validate(Array(endless.utf8)) == .limitExceeded(.infiniteRecursion))
    #expect(
      schema.report(on: Array(endless.utf8)).errors.map(\.code) == ["limit.infinite_recursion"])
  }

  @Test("the same schema on the same value twice is no circle, nor is recursion into the value")
  func harmless() throws {
    let tree = try schema(
      ##"{"anyOf": [{"type": "integer"}, {"type": "array", "items": {"$ref": "#"}}]}"##)
    #expect(tree.validate(Array("[[1], [[2]], 3]".utf8)) == .valid)
    #expect(tree.validate(Array("[[1], [[null]], 3]".utf8)) == .invalid)
    let twice = try schema(
      ##"{"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}], "$defs": {"a": {"type": "null"}}}"##
    )
    #expect(twice.validate(Array("null".utf8)) == .valid)
    #expect(!tree.dump.contains("controlGuardCycle"))
    #expect(!twice.dump.contains("controlGuardCycle"))
  }

  @Test("a chain of 10,000 references is followed to its end, in verdicts and in reports")
  func chain() throws {
    let length = 10_000
    let links = (0..<length).map { ##""a\##($0)":{"$ref":"#/$defs/a\##($0 + 1)"}"## }
    let schema = try schema(
      ##"{"$ref":"#/$defs/a0","$defs":{\##(links.joined(separator: ",")),"##
        + ##""a\##(length)":{"type":"integer"}}}"##)
    #expect(schema.validate(Array("1".utf8)) == .valid)
    #expect(schema.validate(Array("null".utf8)) == .invalid)
    let error = schema.report(on: Array("null".utf8)).errors.first
    #expect(error?.evaluationPath.utf8.count == (length + 1) * "/$ref".utf8.count + 5)
    #expect(error?.schemaLocation == "#/$defs/a\(length)/type")
  }

  @Test("a chain whose links assert something ends at the depth limit")
  func deepChain() throws {
    let length = 2_000
    let links = (0..<length).map {
      ##""a\##($0)":{"minimum":1,"$ref":"#/$defs/a\##($0 + 1)"}"##
    }
    let schema = try Schema(
      json: Array(
        (##"{"$ref":"#/$defs/a0","$defs":{\##(links.joined(separator: ",")),"##
          + ##""a\##(length)":{"type":"integer"}}}"##).utf8),
      options: SchemaOptions(limits: EvaluationLimits(maxEvaluationDepth: 1_000)))
    #expect(schema.validate(Array("1".utf8)) == .limitExceeded(.evaluationDepth))
    #expect(schema.validate(Array("0".utf8)) == .invalid)
    #expect(
      schema.report(on: Array("1".utf8)).errors.map(\.code) == ["limit.evaluation_depth"])
  }
}
