import TestSupport
import Testing

/// What `weir compile` and `weir check` say of members of schemas that check nothing.
struct KeywordWarningTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("what is nearly a keyword is warned of when a schema is compiled or used")
  func misspeltKeyword() throws {
    try folder.write(#"{"minLenght": 3}"#, to: "s.json")
    try folder.write(#""a""#, to: "a.json")
    let warning = """
      warning[schema.unknown_keyword]: "minLenght" is no keyword, so it checks nothing
        ┌─ s.json:1:2
       1│ {"minLenght": 3}
        │  ^^^^^^^^^^^
        = help: did you mean "minLength"?

      """
    let compiled = try WeirBinary.run(["compile", "s.json"], in: folder.path)
    #expect(compiled.status == 0)
    #expect(compiled.stderr == warning)
    let checked = try WeirBinary.run(["check", "--schema", "s.json", "a.json"], in: folder.path)
    #expect(checked.stderr.hasPrefix(warning))
    #expect(
      try WeirBinary.run(["compile", "--quiet", "s.json"], in: folder.path).stderr.isEmpty)
  }

  private static let higher = """
    warning[schema.no_keyword]: this schema has no keyword: everything is valid
      ┌─ s.yaml:2:3
     2│   http: {type: object}
      │   ^^^^^^^^^^^^^^^^^^^^
      = help: did you mean #/$defs/http or #/$defs/log?

    """

  @Test(
    "a schema without any keyword is warned of, with those it holds",
    arguments: [
      ["compile", "s.yaml#/$defs"], ["check", "--schema", "s.yaml#/$defs", "a.json"],
      ["filter", "--quarantine", "q", "--schema", "s.yaml#/$defs", "a.json"],
      ["explain", "s.yaml#/$defs", "a.json"],
    ])
  func noKeyword(arguments: [String]) throws {
    try folder.write("$defs:\n  http: {type: object}\n  log: {minLength: 3}\n", to: "s.yaml")
    try folder.write("\"a\"\n", to: "a.json")
    let run = try WeirBinary.run(arguments, in: folder.path)
    #expect(run.status == 0)
    #expect(run.stderr.hasPrefix(Self.higher))
  }

  @Test("where standard error carries records, a schema is warned of in a notice among them")
  func notice() throws {
    try folder.write(#"{"type": "integer", "minimun": 3}"#, to: "s.json")
    try folder.write("1\n\"a\"\n", to: "a.ndjson")
    let filter = ["filter", "--schema", "s.json", "a.ndjson"]
    let run = try WeirBinary.run(filter, in: folder.path)
    #expect(run.status == 0)
    let lines = run.stderr.split(separator: "\n")
    #expect(lines.count == 3)
    let first = try #require(lines.first)
    #expect(first.contains(#""type":"dev.weir.notice.v1""#))
    #expect(
      first.contains(
        #""severity":"warning","code":"schema.unknown_keyword","message":"s.json:1:21: \"minimun\" is"#
          + #" no keyword, so it checks nothing; did you mean \"minimum\"?""#), "\(first)")
    // Replay passes over it.
    try folder.write(run.stderr, to: "bad.ndjson")
    let replayed = try WeirBinary.run(
      ["replay", "--quiet", "--schema", "s.json", "bad.ndjson"], in: folder.path)
    #expect(replayed.status == 0)
    #expect(replayed.stderr.split(separator: "\n").count == 1)
    #expect(
      try WeirBinary.run(filter + ["--quiet"], in: folder.path).stderr.split(separator: "\n").count
        == 1)
  }

  @Test(
    "what is meant to accept everything, or has a keyword, is not warned of",
    arguments: [
      "true", "{}", #"{"title": "anything"}"#, #"{"$id": "urn:a", "k": 1}"#, #"{"type": "object"}"#,
    ])
  func meantToAccept(schema: String) throws {
    try folder.write(schema, to: "s.json")
    #expect(try WeirBinary.run(["compile", "s.json"], in: folder.path).stderr.isEmpty)
  }

  @Test("a keyword among the properties is warned of, and a property of its name is not")
  func keywordAsProperty() throws {
    let schema = #"{"properties": {"a": {}, "additionalProperties": false, "uniqueItems": {}}}"#
    try folder.write(schema, to: "s.json")
    let run = try WeirBinary.run(["compile", "s.json"], in: folder.path)
    #expect(
      run.stderr == """
        warning[schema.keyword_as_property]: "additionalProperties" stands in "properties", where it is a \
        property's name
          ┌─ s.json:1:26
         1│ \(schema)
          │                          ^^^^^^^^^^^^^^^^^^^^^^
          = help: for the keyword, move it out of "properties"

        """)
  }

  @Test("data in the place of a schema is warned of")
  func dataAsSchema() throws {
    try folder.write(#"{"k": 1}"#, to: "s.json")
    let run = try WeirBinary.run(["compile", "s.json"], in: folder.path)
    #expect(
      run.stderr == """
        warning[schema.no_keyword]: this schema has no keyword: everything is valid
          ┌─ s.json:1:1
         1│ {"k": 1}
          │ ^^^^^^^^
          = help: if this is what is to be checked, swap the two: the schema is what stands behind --schema

        """)
  }

  @Test("an unknown format is warned of, once, where formats are asserted")
  func unknownFormat() throws {
    try folder.write(
      #"{"properties": {"a": {"format": "datetime"}, "b": {"format": "datetime"}}}"#, to: "s.json")
    try folder.write("{}", to: "a.json")
    let warning = """
      warning[schema.unknown_format]: no format "datetime" is known, so it checks nothing
        ┌─ s.json:1:33
       1│ {"properties": {"a": {"format": "datetime"}, "b": {"format": "datetime"}}}
        │                                 ^^^^^^^^^^
        = help: did you mean "date-time"?

      """
    let asserting = ["--assert-format", "--schema", "s.json"]
    #expect(
      try WeirBinary.run(["compile"] + asserting, in: folder.path).stderr == warning)
    #expect(
      try WeirBinary.run(["check", "a.json"] + asserting, in: folder.path).stderr
        .hasPrefix(warning))
    #expect(try WeirBinary.run(["compile", "s.json"], in: folder.path).stderr.isEmpty)
  }
}
