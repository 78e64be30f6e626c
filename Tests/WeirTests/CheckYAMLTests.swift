import TestSupport
import Testing

/// What `weir check` says of YAML that is not what it looks like.
struct CheckYAMLTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func check(_ yaml: String, _ schema: String) throws -> WeirBinary.Outcome {
    try folder.write(schema, to: "schema.json")
    try folder.write(yaml, to: "a.yaml")
    return try WeirBinary.run(["check", "--schema", "schema.json", "a.yaml"], in: folder.path)
  }

  @Test(
    "where a boolean is wanted, a word that was one in YAML 1.1 brings what to write",
    arguments: [
      ("debug: no", #"{"properties": {"debug": {"type": "boolean"}}}"#, "no", "false"),
      ("- On", #"{"items": {"type": ["boolean", "null"]}}"#, "On", "true"),
      ("- yes", #"{"items": {"enum": [true, false]}}"#, "yes", "true"),
      ("- off", #"{"items": {"const": false}}"#, "off", "false"),
      ("- y", #"{"items": {"anyOf": [{"type": "boolean"}, {"type": "integer"}]}}"#, "y", "true"),
      ("a: &a no\nb: *a", #"{"properties": {"b": {"type": "boolean"}}}"#, "no", "false"),
    ])
  func norway(yaml: String, schema: String, word: String, flag: String) throws {
    let run = try check(yaml, schema)
    #expect(run.status == 1)
    #expect(run.stdout.contains("help: `\(word)` is a string in YAML 1.2; write \(flag)\n"))
  }

  @Test("a string with a colon in it has become a key and its value")
  func colonInText() throws {
    let schema = #"{"items": {"type": "string"}}"#
    let run = try check("- call: the pharmacist\n", schema)
    #expect(run.stdout.contains("expected string, found object"))
    #expect(run.stdout.contains("help: a colon with a blank makes it a key and its value: put all"))
    #expect(try !check("- {call: x}\n", schema).stdout.contains("a colon with a blank"))
    #expect(try !check("- call: x\n  at: y\n", schema).stdout.contains("a colon with a blank"))
  }

  @Test(
    "a property that stands a level too high or too low is told once, with where it belongs",
    arguments: [
      ("store:\n  path: x\nzip: true\n", ":3:1", "/store lacks it"),
      ("store:\n  path: x\n  zip: true\n  name: y\n", ":4:3", "the document lacks it"),
    ])
  func misplaced(yaml: String, place: String, message: String) throws {
    let schema = #"""
      {"properties": {"store": {"properties": {"path": {}, "zip": {}},
         "required": ["path", "zip"], "additionalProperties": false}, "name": {}},
       "required": \#(yaml.contains("name") ? #"["store", "name"]"# : #"["store"]"#),
       "additionalProperties": false}
      """#
    let run = try check(yaml, schema)
    #expect(run.stdout.contains(message), "\(run.stdout)")
    #expect(run.stdout.contains("a.yaml\(place)\n"))
    #expect(run.stdout.contains("help: move it there\n"))
    #expect(run.stdout.ranges(of: "error[").count == 1)
  }

  @Test("a property that a map of objects has a level too high is told where it is missing")
  func levelOfMap() throws {
    let schema = #"{"additionalProperties": {"type": "object", "required": ["max"]}}"#
    let run = try check("adult:\n  max: 9\nchild:\n  min: 1\nmax: 5\n", schema)
    #expect(run.stdout.contains(#"help: "max" stands a level higher: indent it"#), "\(run.stdout)")
    #expect(try !check("child:\n  min: 1\n", schema).stdout.contains("a level higher"))
  }

  @Test("an alias of no anchor is told with the anchors that there are")
  func unknownAlias() throws {
    let run = try check("a: &fridge_limits 1\nb: *fridge-limits\n", "{}")
    #expect(run.stdout.contains("help: before it stands &fridge_limits\n"), "\(run.stdout)")
  }

  @Test("what one property wants beside it is told at that property")
  func companion() throws {
    let schema = #"{"dependentRequired": {"user": ["password"]}}"#
    let run = try check("host: a\nuser: b\n", schema)
    #expect(run.stdout.contains("a.yaml:2:1\n"), "\(run.stdout)")
    #expect(run.stdout.contains(#"help: add it, or remove "user""#))
  }

  @Test(
    "where none is wanted, or it is quoted, nothing is said of it",
    arguments: [
      ("- no", #"{"items": {"type": "integer"}}"#), ("- 'no'", #"{"items": {"type": "boolean"}}"#),
      ("- no", #"{"items": {"const": true}}"#), ("- nope", #"{"items": {"type": "boolean"}}"#),
    ])
  func silent(yaml: String, schema: String) throws {
    let run = try check(yaml, schema)
    #expect(run.status == 1)
    #expect(!run.stdout.contains("YAML 1.2"))
  }

  @Test(
    "where a string is wanted that looks like a number or a boolean, the quotes are missing",
    arguments: [
      ("- 1.10", #"{"items": {"enum": ["1.10", "1.2"]}}"#, "1.10"),
      ("- 7", #"{"items": {"const": "7"}}"#, "7"),
      ("- true", #"{"items": {"anyOf": [{"const": "true"}, {"const": "auto"}]}}"#, "true"),
      ("- null", #"{"items": {"enum": ["null"]}}"#, "null"),
    ])
  func missingQuotes(yaml: String, schema: String, word: String) throws {
    let run = try check(yaml, schema)
    #expect(run.status == 1)
    #expect(run.stdout.contains("help: did you mean the string \"\(word)\"?\n"))
  }

  @Test(
    "where a value is missing, the key that is empty is named",
    arguments: [
      (
        "port:\nname: a", #"{"properties": {"port": {"type": "integer"}}}"#,
        "the key `port` is empty"
      ),
      ("{port: , b: 1}", #"{"properties": {"port": {"enum": [1]}}}"#, "the key `port` is empty"),
      (
        "a:\n- b\n-", #"{"properties": {"a": {"items": {"type": "string"}}}}"#,
        "nothing is written here"
      ),
    ])
  func emptyValue(yaml: String, schema: String, remark: String) throws {
    let run = try check(yaml, schema)
    #expect(run.status == 1)
    #expect(run.stdout.contains("help: \(remark), which is null in YAML\n"))
  }

  @Test("a null that is written is none that somebody forgot")
  func writtenNull() throws {
    let run = try check("port: null", #"{"properties": {"port": {"type": "integer"}}}"#)
    #expect(!run.stdout.contains("help:"))
  }

  @Test("quotes too many and too few are told as in JSON")
  func quotes() throws {
    let schema = #"{"properties": {"port": {"type": "integer"}, "version": {"type": "string"}}}"#
    let run = try check("port: '80'\nversion: 1.10", schema)
    #expect(run.stdout.contains("help: remove the quotes\n"))
    #expect(run.stdout.contains("help: put it in quotes\n"))
  }

  @Test("a country may be called no")
  func country() throws {
    let run = try check("country: no", #"{"properties": {"country": {"type": "string"}}}"#)
    #expect(run.status == 0)
    #expect(!run.stderr.contains("warning"))
  }

  @Test("a schema in YAML is told the same")
  func schema() throws {
    try folder.write("type: object\nadditionalProperties: no\n", to: "schema.yaml")
    let run = try WeirBinary.run(["check", "--schema", "schema.yaml", "-"], in: folder.path)
    #expect(run.status == 3)
    #expect(run.stderr.contains("┌─ schema.yaml:2:23\n"))
    #expect(run.stderr.contains("`no` is a string in YAML 1.2; write false"))
  }

  @Test("in a schema in YAML, a word of YAML 1.1 is the flag that it was meant as")
  func flag() throws {
    try folder.write("properties:\n  port:\n    required: yes\n", to: "schema.yaml")
    let run = try WeirBinary.run(["lint", "schema.yaml"], in: folder.path)
    #expect(run.status == 3)
    #expect(run.stderr.contains("beside \"properties\": \"required\": [\"port\"]\n"))
  }

  static let longValues: [(String, String, String)] = [
    (
      "a:\n  - x\n    - y\n", #"{"properties": {"a": {"items": {"enum": ["x", "y"]}}}}"#,
      "the value goes on to line 3, which is indented deeper"
    ),
    (
      "a: 5\n  more\n\n  of it\nb: 1\n", #"{"properties": {"a": {"type": "integer"}}}"#,
      "the value goes on to line 4, which is indented deeper"
    ),
    (
      "b: 1\na:\n  x\n  y\n", #"{"properties": {"a": {"pattern": "^x$"}}}"#,
      "the value goes on to line 4"
    ),
    (
      "spec:\n  replicas:3\n", #"{"properties": {"spec": {"type": "object"}}}"#,
      "a blank behind the colon makes it a key and its value: key: value"
    ),
  ]

  @Test("of a value that takes in the line below, that is said", arguments: longValues)
  func continued(yaml: String, schema: String, remark: String) throws {
    #expect(try check(yaml, schema).stdout.contains("= help: \(remark)\n"))
  }

  @Test(
    "a string that was meant to have several lines is no such value",
    arguments: ["a: 'x\n  y'\n", "a: |\n  x\n  y\n", "a: &n >\n  x\n  y\n"])
  func severalLines(yaml: String) throws {
    let run = try check(yaml, #"{"properties": {"a": {"type": "integer"}}}"#)
    #expect(run.status == 1)
    #expect(!run.stdout.contains("goes on"))
  }
}
