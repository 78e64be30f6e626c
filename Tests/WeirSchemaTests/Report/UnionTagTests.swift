import Testing
import WeirJSON

@testable import WeirSchema

/// How a value that tells the branches of a union apart is heeded: a `discriminator` beside the
/// union, or a member that lies deeper than the value itself.
@Suite("Tags of unions")
struct UnionTagTests {
  private func errors(_ schema: String, _ instance: String) throws -> [ValidationError] {
    try Schema(json: Array(schema.utf8)).report(on: Array(instance.utf8)).errors
  }

  private func error(_ schema: String, _ instance: String) throws -> ValidationError {
    let errors = try errors(schema, instance)
    #expect(errors.count == 1, "\(errors.map(\.message))")
    return try #require(errors.first)
  }

  /// `Cat` knows more of every instance below than `Dog` does.
  private func pets(_ discriminator: String) -> String {
    """
    {"openapi": "3.1.0", "info": {"title": "pets", "version": "1"}, "paths": {},
     "components": {"schemas": {
       "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
         "discriminator": \(discriminator)},
       "Cat": {"type": "object", "required": ["petType", "name", "age", "lives"],
         "properties": {"petType": {"type": "string"}, "name": {}, "age": {}, "lives": {}}},
       "Dog": {"type": "object", "required": ["petType", "bark"],
         "properties": {"petType": {"type": "string"}, "bark": {"type": "boolean"}}}}}}
    """
  }

  private func petErrors(_ discriminator: String, _ instance: String) throws -> [ValidationError] {
    let source = try SchemaSource(uri: "file:///pets.json", json: Array(pets(discriminator).utf8))
    let schema = try Schema(source: source, pointer: "/components/schemas/Pet")
    return schema.report(on: Array(instance.utf8)).errors
  }

  static let dogs: [(String, String)] = [
    (#"{"propertyName": "petType"}"#, "Dog"),
    (##"{"propertyName": "petType", "mapping": {"dog": "#/components/schemas/Dog"}}"##, "dog"),
    (
      ##"{"propertyName": "petType", "mapping": {"dog": "pets.json#/components/schemas/Dog"}}"##,
      "dog"
    ),
    (#"{"propertyName": "petType", "mapping": {"hound": "Dog"}}"#, "hound"),
    (#"{"propertyName": "petType", "mapping": {"hound": "Dog"}}"#, "Dog"),
  ]

  @Test("a discriminator object chooses the branch that is explained", arguments: dogs)
  func discriminatorObject(discriminator: String, value: String) throws {
    let errors = try petErrors(
      discriminator, #"{"petType": "\#(value)", "name": "Rex", "age": 3, "bark": 1}"#)
    #expect(errors.map(\.instanceLocation) == ["/bark"])
    #expect(
      errors.first?.message
        == "expected boolean, found number 1; "
        + "branch 2 of 2, chosen because `petType` is \"\(value)\"")
  }

  @Test("a value that the discriminator object does not know is the error")
  func unknownValue() throws {
    let mapping = ##"{"propertyName": "petType", "mapping": {"dog": "#/components/schemas/Dog"}}"##
    let errors = try petErrors(mapping, #"{"petType": "dig", "name": "Rex"}"#)
    #expect(errors.map(\.instanceLocation) == ["/petType"])
    #expect(
      errors.map(\.message) == [
        "\"dig\" is not allowed as `petType`; expected \"dog\" or \"Cat\"; did you mean \"dog\"?"
      ])
  }

  @Test("an object without the member that the discriminator object names lacks that")
  func missingTag() throws {
    let errors = try petErrors(#"{"propertyName": "petType"}"#, #"{"name": "Rex"}"#)
    #expect(
      errors.map(\.message) == [
        "missing property \"petType\", which tells the branches apart; expected \"Cat\" or \"Dog\""
      ])
    #expect(errors.first?.byteRange == 0..<1)
  }

  @Test("a discriminator object that names no branch is passed over")
  func uselessDiscriminator() throws {
    let schema = """
      {"oneOf": [{"required": ["a"]}, {"required": ["b", "c"]}],
       "discriminator": {"propertyName": "kind", "mapping": {"x": 1, "y": "#/nowhere"}}}
      """
    #expect(try error(schema, "{}").message.hasPrefix("missing property \"a\""))
  }

  private static let resources = """
    {"oneOf": [
      {"properties": {"spec": {"$ref": "#/$defs/job"}}, "required": ["spec"]},
      {"properties": {"spec": {"properties": {"kind": {"const": "server"},
         "port": {"type": "integer"}}, "required": ["kind", "port"]}}, "required": ["spec"]}],
     "$defs": {"job": {"allOf": [{"properties": {"kind": {"enum": ["job", "cron"]},
       "image": {"type": "string"}, "port": {}, "host": {}}, "required": ["kind", "image"]}]}}}
    """

  @Test("a tag in an inner object chooses the branch")
  func nestedTag() throws {
    let error = try error(Self.resources, #"{"spec": {"kind": "server", "port": "a", "host": 1}}"#)
    #expect(error.instanceLocation == "/spec/port")
    #expect(error.message.hasSuffix("branch 2 of 2, chosen because `spec.kind` is \"server\""))
  }

  @Test("a tag in an inner object with a value that no branch has is one error, at the tag")
  func unknownNestedTag() throws {
    let error = try error(Self.resources, #"{"spec": {"kind": "sever", "prot": 1}}"#)
    #expect(error.instanceLocation == "/spec/kind")
    #expect(
      error.message == "\"sever\" is not allowed as `spec.kind`; "
        + "expected \"job\", \"cron\" or \"server\"; did you mean \"server\"?")
  }

  @Test("of a branch that takes all but the tag it is said so, the tag may be what is wrong")
  func wrongTag() throws {
    let schema = """
      {"oneOf": [
        {"properties": {"type": {"const": "email"}, "to": {"type": "array"}}, "required": ["to"]},
        {"properties": {"type": {"const": "webhook"}, "url": {"type": "string"}},
         "required": ["url"]}]}
      """
    #expect(
      try error(schema, #"{"type": "webhook", "to": [], "at": 1}"#).messageParts.suggestion
        == #"or is `type` "email"? Branch 1 would take it then"#)
    #expect(try error(schema, #"{"type": "webhook", "to": 1}"#).messageParts.suggestion.isEmpty)
    #expect(try error(schema, #"{"type": "webhook", "x": []}"#).messageParts.suggestion.isEmpty)
  }

  @Test("a tag near the top outweighs one that lies deeper")
  func levels() throws {
    let schema = """
      {"oneOf": [
        {"properties": {"kind": {"const": "a"}, "spec": {"properties": {"level": {"enum": [1]}}}}},
        {"properties": {"kind": {"const": "b"}, "spec": {"properties": {"level": {"enum": [2]}}}}}]}
      """
    let error = try error(schema, #"{"kind": "a", "spec": {"level": 2}}"#)
    #expect(
      error.message.hasPrefix("expected 1, found 2") || error.message.hasPrefix("2 is not allowed"))
    #expect(error.message.hasSuffix("branch 1 of 2, chosen because `kind` is \"a\""))
  }

  @Test("an inner value that all branches want alike hides no other fault")
  func alikeInnerValue() throws {
    let branch =
      #"{"properties": {"spec": {"properties": {"v": {"const": 1}, "n": {"type": "null"}}}}}"#
    let errors = try errors(#"{"anyOf": [\#(branch), \#(branch)]}"#, #"{"spec": {"v": 2, "n": 3}}"#)
    #expect(errors.map(\.instanceLocation) == ["/spec/v", "/spec/n"])
  }
}
