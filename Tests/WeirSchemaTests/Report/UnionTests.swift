import Testing
import WeirJSON

@testable import WeirSchema

/// What is said of `anyOf` and `oneOf` none of whose branches matched.
@Suite("Unions")
struct UnionTests {
  private func errors(_ schema: String, _ instance: String) throws -> [ValidationError] {
    try Schema(json: Array(schema.utf8)).report(on: Array(instance.utf8)).errors
  }

  private func error(_ schema: String, _ instance: String) throws -> ValidationError {
    let errors = try errors(schema, instance)
    #expect(errors.count == 1)
    return try #require(errors.first)
  }

  private static let jobs = """
    {"anyOf": [
      {"properties": {"kind": {"const": "command"}, "cmd": {"type": "string"}},
       "required": ["kind", "cmd"]},
      {"$ref": "#/$defs/upload"},
      {"type": "null"}],
     "$defs": {"upload": {
       "properties": {"kind": {"$ref": "#/$defs/uploads"}, "retention": {"minimum": 1}},
       "required": ["kind", "retention"]},
       "uploads": {"enum": ["upload", "copy"]}}}
    """

  @Test("the branch whose discriminator matches tells its own faults, at their places")
  func discriminator() throws {
    let error = try error(Self.jobs, #"{"kind": "copy", "retention": 0}"#)
    #expect(error.code == "schema.minimum")
    #expect(error.instanceLocation == "/retention")
    #expect(error.evaluationPath == "/anyOf/1/$ref/properties/retention/minimum")
    #expect(
      error.message
        == "0 is less than the minimum 1; branch 2 of 3, chosen because `kind` is \"copy\"")
    #expect(
      error.messageParts.otherBranches == [
        "branch 1: expected \"command\", found \"copy\" (at /kind)",
        "branch 3: expected null, found object",
      ])
  }

  private static let tagged = """
    {"oneOf": [
      {"properties": {"type": {"const": "a"}, "x": {"type": "integer"}}, "required": ["type"]},
      {"properties": {"type": {"enum": ["b", "c"]}}, "required": ["type", "y"]},
      {"type": "null"}]}
    """

  @Test("a discriminator that all branches require is told where it is missing, and alone")
  func missingDiscriminator() throws {
    let error = try error(Self.tagged, #"{"x": "1"}"#)
    #expect(error.code == "schema.one_of")
    #expect(error.byteRange == 0..<1)
    #expect(
      error.message == "missing property \"type\", which tells the branches apart; "
        + "expected \"a\", \"b\" or \"c\"")
  }

  @Test("where it stands there misspelt, that is told")
  func misspeltDiscriminator() throws {
    let errors = try errors(Self.tagged, #"{"typ": "a", "y": 1}"#)
    #expect(errors.contains { $0.message.contains("did you mean \"type\" by \"typ\"?") })
    #expect(!errors.contains { $0.message.contains("which tells the branches apart") })
  }

  @Test(
    "what not all branches require, or what they want the same of, tells them apart by no means",
    arguments: [
      #"{"anyOf": [{"properties": {"k": {"const": 1}}, "required": ["k"]}, {"required": ["j"]}]}"#,
      """
      {"anyOf": [{"properties": {"k": {"const": 1}}, "required": ["k", "a"]},
                 {"properties": {"k": {"const": 1}}, "required": ["k", "b"]}]}
      """,
    ])
  func noDiscriminator(schema: String) throws {
    #expect(try !errors(schema, "{}").contains { $0.message.contains("tells the branches apart") })
  }

  @Test("a discriminator with a value that no branch has is the fault")
  func unknownDiscriminator() throws {
    let error = try error(Self.jobs, #"{"kind": "uplaod", "retention": 0}"#)
    #expect(error.code == "schema.any_of")
    #expect(error.instanceLocation == "/kind")
    #expect(
      error.message == "\"uplaod\" is not allowed as `kind`; "
        + "expected \"command\", \"upload\" or \"copy\"; did you mean \"upload\"?")
  }

  @Test("all faults of the branch that was meant are told")
  func severalFaults() throws {
    let schema = """
      {"oneOf": [
        {"properties": {"v": {"const": 1}, "a": {"type": "string"}, "b": {"type": "string"}}},
        {"properties": {"v": {"const": 2}}}]}
      """
    let errors = try errors(schema, #"{"v": 1.0, "a": 1, "b": 2}"#)
    #expect(errors.map(\.instanceLocation) == ["/a", "/b"])
    #expect(errors.allSatisfy { $0.message.hasSuffix("chosen because `v` is 1.0") })
    #expect(errors.map(\.messageParts.otherBranches.count) == [1, 0])
  }

  static let choices: [(String, String, String, String)] = [
    (
      #"[{"type": "null"}, {"type": "object", "required": ["a"]}]"#, "{}",
      "schema.required", "the value is an object"
    ),
    (
      #"[{"required": ["x"]}, {"properties": {"a": {}, "b": {"type": "string"}}}]"#,
      #"{"a": 1, "b": 2}"#, "schema.type", "it knows most of the properties"
    ),
    (
      #"[{"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"items": {"minimum": 1}}}}]"#,
      #"{"a": [0]}"#, "schema.minimum", "its fault lies deepest"
    ),
    (
      #"[{"required": ["a", "b"]}, {"required": ["c"]}]"#, "{}",
      "schema.required", "it has the fewest errors"
    ),
  ]

  @Test("the nearest branch is chosen by the strongest sign", arguments: choices)
  func criteria(branches: String, instance: String, code: String, reason: String) throws {
    let error = try error(#"{"anyOf": \#(branches)}"#, instance)
    #expect(error.code == code)
    #expect(error.message.hasSuffix("branch 2 of 2, chosen because \(reason)"))
  }

  @Test("a kind outweighs depth, and a discriminator both")
  func order() throws {
    let schema = """
      {"anyOf": [
        {"properties": {"kind": {"const": "a"}, "deep": {"properties": {"x": {"minimum": 1}}}}},
        {"properties": {"kind": {"const": "b"}}, "required": ["y"]}]}
      """
    let error = try error(schema, #"{"kind": "b", "deep": {"x": 0}}"#)
    #expect(error.code == "schema.required")
  }

  @Test("a value that an alternative of a branch wants speaks for the branch")
  func nestedDiscriminator() throws {
    let schema = """
      {"oneOf": [
        {"oneOf": [{"properties": {"type": {"const": "text"}}, "required": ["label"]},
          {"properties": {"free": {}}, "required": ["free"]}]},
        {"properties": {"type": {"const": "set"}, "name": {}}, "required": ["name"]}]}
      """
    let error = try error(schema, #"{"type": "text", "name": "a"}"#)
    #expect(error.messageParts.headline == "missing property \"label\"")
    #expect(error.messageParts.branches.first?.hasPrefix("branch 1 of 2") == true)
  }

  @Test("a fault that all branches in question find is told once, at its place")
  func sharedFault() throws {
    let schema = """
      {"anyOf": [
        {"type": "object", "properties": {"a": {}}, "additionalProperties": false, "required": ["a"]},
        {"type": "object", "properties": {"b": {}}, "additionalProperties": false, "required": ["b"]},
        {"type": "null"}]}
      """
    let error = try error(schema, #"{"other": 1}"#)
    #expect(error.instanceLocation == "/other")
    #expect(error.message == "unexpected property \"other\"; 2 of 3 branches say so")
  }

  @Test("a property that may not be there is told at its name")
  func falseSchema() throws {
    let error = try error(#"{"properties": {"depends-on": false}}"#, #"{"depends-on": [1]}"#)
    #expect(error.message == "property \"depends-on\" is not allowed")
    #expect(error.byteRange == 1..<13)
    #expect(error.instanceLocation == "/depends-on")
    #expect(try self.error("{\"items\": false}", "[1]").message == "unexpected item")
    #expect(try self.error("{\"anyOf\": [false]}", "1").message == "nothing is allowed here")
  }

  @Test("where nothing decides, what the branches are called is told")
  func undecided() throws {
    let schema = """
      {"anyOf": [{"title": "Circle", "required": ["r"]}, {"$ref": "#/$defs/Square"},
        {"required": ["a", "b"]}],
       "$defs": {"Square": {"required": ["side"]}}}
      """
    let error = try error(schema, "{}")
    #expect(error.code == "schema.any_of")
    #expect(error.message == "expected one of Circle or Square")
    #expect(error.messageParts.otherBranchCount == 3)
    #expect(error.causes.count == 3)
  }

  static let expectations: [(String, String, String)] = [
    (
      #"[{"type": "string"}, {"type": ["integer", "null"]}]"#, "1.5",
      "expected string, integer or null, found number 1.5"
    ),
    (
      #"[{"const": "on"}, {"const": "off"}]"#, #""of""#,
      "\"of\" is not allowed; expected \"on\" or \"off\"; did you mean \"off\"?"
    ),
    (
      #"[{"type": "integer"}, {"oneOf": [{"enum": ["auto"]}, {"type": "null"}]}]"#, #""aut""#,
      "expected \"auto\", an integer or null, found string \"aut\"; did you mean \"auto\"?"
    ),
  ]

  @Test("a union of types and values reads as one expectation", arguments: expectations)
  func expectation(branches: String, instance: String, message: String) throws {
    #expect(try error(#"{"anyOf": \#(branches)}"#, instance).message == message)
    #expect(try error(#"{"oneOf": \#(branches)}"#, instance).message == message)
  }

  @Test("branches of oneOf that match together are named")
  func several() throws {
    let schema = #"{"oneOf": [{"title": "Small", "maximum": 9}, false, {"minimum": 1}]}"#
    #expect(
      try error(schema, "4").message
        == "4 matches branches 1 (Small) and 3; exactly one may match")
  }

  @Test("unions within unions are followed to the leaf")
  func nested() throws {
    let schema = """
      {"oneOf": [
        {"type": "string"},
        {"type": "object", "properties": {"run": {"anyOf": [
          {"type": "null"},
          {"properties": {"tool": {"const": "make"}, "jobs": {"type": "integer"}}},
          {"properties": {"tool": {"const": "ninja"}}}]}}}]}
      """
    let error = try error(schema, #"{"run": {"tool": "make", "jobs": "4"}}"#)
    #expect(error.instanceLocation == "/run/jobs")
    #expect(
      error.message == "expected integer, found string \"4\"; remove the quotes; "
        + "branch 2 of 3, chosen because `tool` is \"make\"")
  }

  @Test("branches that lie behind references in a circle are told apart")
  func circle() throws {
    let schema = """
      {"$ref": "#/$defs/node", "$defs": {"node": {"anyOf": [
        {"properties": {"op": {"const": "and"}, "of": {"items": {"$ref": "#/$defs/node"}}}},
        {"properties": {"op": {"const": "is"}, "value": {"type": "string"}}}]}}}
      """
    let error = try error(schema, #"{"op": "and", "of": [{"op": "is", "value": 1}]}"#)
    #expect(error.instanceLocation == "/of/0/value")
  }

  @Test("the last of many branches is heard, however much is wrong with the others")
  func manyBranches() throws {
    let others = (0..<200).map { branch in
      #"{"properties": {"kind": {"const": "k\#(branch)"}, "list": {"items": {"type": "null"}}}}"#
    }
    let last = #"{"properties": {"kind": {"const": "it"}, "size": {"maximum": 5}}}"#
    let schema = "{\"anyOf\": [\((others + [last]).joined(separator: ","))]}"
    let list = Array(repeating: "0", count: 100).joined(separator: ",")
    let error = try error(schema, #"{"kind": "it", "list": [\#(list)], "size": 6}"#)
    #expect(error.instanceLocation == "/size")
    #expect(error.message.hasSuffix("branch 201 of 201, chosen because `kind` is \"it\""))
  }

  @Test("unions that nest as deep as texts may are explained")
  func deep() throws {
    let schema = """
      {"$ref": "#/$defs/node", "$defs": {"node": {"anyOf": [
        {"type": "array", "items": {"$ref": "#/$defs/node"}}, {"const": 1}]}}}
      """
    // Of very deep ones not all the ways to the bottom are kept.
    for (depth, known) in [(3, 3), (150, 150), (600, 20)] {
      let text = String(repeating: "[", count: depth) + "2" + String(repeating: "]", count: depth)
      let error = try error(schema, text)
      let levels = error.instanceLocation.split(separator: "/").count
      #expect((known...depth).contains(levels))
    }
  }
}
