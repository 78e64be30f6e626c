import Testing
import WeirSchema

/// A fault is told once, and not again for everything that was unevaluated because of it.
@Suite("Aftermath")
struct AftermathTests {
  private func report(_ schema: String, on instance: String, limit: Int = 32) throws -> Report {
    let schema = try Schema(json: Array(schema.utf8))
    return schema.report(on: Array(instance.utf8), limit: limit)
  }

  private func faults(_ schema: String, _ instance: String) throws -> [String] {
    try report(schema, on: instance).errors.map { "\($0.code) \($0.instanceLocation)" }
  }

  private static let events = #"""
    {
      "properties": {"id": {"type": "integer"}},
      "oneOf": [
        {"properties": {"kind": {"const": "a"}, "load": {"properties": {"n": {"type": "integer"}}}},
         "required": ["kind"]},
        {"properties": {"kind": {"const": "b"}, "text": {"type": "string"}}, "required": ["kind"]}
      ],
      "unevaluatedProperties": false
    }
    """#

  @Test("of the branch that was meant, its members are not unexpected")
  func union() throws {
    let fault = #"{"id": 1, "kind": "a", "load": {"n": "x"}}"#
    #expect(try faults(Self.events, fault) == ["schema.type /load/n"])
    let report = try report(Self.events, on: fault, limit: 1)
    #expect(report.errors.map(\.code) == ["schema.type"])
    #expect(!report.isTruncated)
  }

  @Test("a member that no failed schema has a name for is unexpected still")
  func unknown() throws {
    #expect(
      try faults(Self.events, #"{"kind": "b", "text": 1, "x": 2}"#)
        == ["schema.type /text", "schema.unevaluated_properties /x"])
    #expect(
      try faults(Self.events, #"{"kind": "b", "load": 1}"#)
        == ["schema.unevaluated_properties /load"])
  }

  static let applicators = [
    #"{"allOf": [{"properties": {"a": {"type": "string"}}}], "unevaluatedProperties": false}"#,
    ##"{"$defs": {"d": {"properties": {"a": {"type": "string"}}}}, "$ref": "#/$defs/d", "unevaluatedProperties": false}"##,
    #"{"if": {"required": ["a"]}, "then": {"properties": {"a": {"type": "string"}}}, "unevaluatedProperties": false}"#,
    #"{"dependentSchemas": {"a": {"properties": {"a": {"type": "string"}}}}, "unevaluatedProperties": false}"#,
    #"{"allOf": [{"allOf": [{"properties": {"a": {"type": "string"}}}]}], "unevaluatedProperties": false}"#,
  ]

  @Test("the same holds for whatever applies schemas to the value itself", arguments: applicators)
  func inPlace(schema: String) throws {
    #expect(try faults(schema, #"{"a": 1}"#) == ["schema.type /a"])
    #expect(
      try faults(schema, #"{"a": "", "b": 1}"#) == ["schema.unevaluated_properties /b"])
  }

  @Test("elements are not unexpected because a schema of them has failed")
  func items() throws {
    let schema =
      #"{"allOf": [{"prefixItems": [{"type": "string"}, true]}], "unevaluatedItems": false}"#
    #expect(try faults(schema, "[1, 2]") == ["schema.type /0"])
    #expect(try faults(schema, #"["", 2, 3]"#) == ["schema.unevaluated_items /2"])
  }

  @Test("a fault of another value takes nothing back")
  func elsewhere() throws {
    let schema = #"""
      {"properties": {"o": {"allOf": [{"properties": {"a": {"type": "string"}}}]}, "p": true},
       "unevaluatedProperties": false}
      """#
    #expect(
      try faults(schema, #"{"o": {"a": 1}, "a": 1}"#)
        == ["schema.type /o/a", "schema.unevaluated_properties /a"])
  }
}
