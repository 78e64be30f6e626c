import TestSupport
import Testing

/// What is said of schemas that cannot be used, and in which order.
struct BrokenSchemaTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The headings and the help of what `weir compile` says.
  private func complaints(_ schema: String, _ options: [String] = []) throws -> [String] {
    try folder.write(schema, to: "s.json")
    let run = try WeirBinary.run(["compile", "s.json"] + options, in: folder.path)
    #expect(run.status == 3)
    return run.stderr.split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("error") || $0.contains("= help:")
    }.map { line in line.hasPrefix("error") ? line : String(line.drop { $0 == " " || $0 == "=" }) }
  }

  @Test("wrong references are told in the order of the text, each with its own advice")
  func references() throws {
    let schema = """
      {"properties": {"a": {"$ref": "#/definitions/money"}, "b": {"$ref": "$defs/money"},
       "c": {"$ref": "#/$defs/mony"}}, "$defs": {"money": {"type": "number"}}}
      """
    let told = try complaints(schema)
    #expect(told.count == 4)
    #expect(told[0].hasSuffix(##"did you mean "#/$defs/money"?"##))
    #expect(told[1].contains("$defs/money cannot be resolved"))
    #expect(told[2] == ##"help: did you mean "#/$defs/money"?"##)
    #expect(told[3].contains(##""#/$defs/mony" cannot be resolved"##))
  }

  @Test(
    "a wrong $schema is told with the right one, once",
    arguments: [
      ("http://json-schema.org/draft-7/schema#", "http://json-schema.org/draft-07/schema#"),
      ("draft-07", "http://json-schema.org/draft-07/schema#"),
      ("https://json-schema.org/draft/2020-12", "https://json-schema.org/draft/2020-12/schema"),
    ])
  func dialects(written: String, meant: String) throws {
    let told = try complaints(#"{"$schema": "\#(written)"}"#)
    #expect(told.count == 2)
    #expect(told.last == "help: did you mean \"\(meant)\"?")
  }

  @Test("a $schema that is near no dialect is told with those there are")
  func unknownDialect() throws {
    let told = try complaints(#"{"$schema": "latest"}"#)
    #expect(told.last?.contains("known are http://json-schema.org/draft-03/schema#, ") == true)
  }

  @Test("all patterns that cannot be read are told, in the order of the text")
  func patterns() throws {
    let told = try complaints(
      #"{"properties": {"a": {"pattern": "("}, "b": {"patternProperties": {"[": true}}}, "#
        + #""pattern": "*"}"#)
    #expect(told.count == 4)
    #expect(told.prefix(3).allSatisfy { $0.hasPrefix("error[schema.invalid_pattern]") })
    #expect(told.last == "help: any text is written .*")
  }

  @Test("--max-errors says how many faults by the metaschema are shown, and the rest is counted")
  func metaschemaFaults() throws {
    let wrong = (0..<15).map { #""p\#($0)": {"type": "strin"}"# }.joined(separator: ", ")
    let schema = "{\"properties\": {\(wrong)}}"
    let headings = { (told: [String]) in told.filter { $0.hasPrefix("error") } }
    #expect(headings(try complaints(schema)).count == 15)
    let few = headings(try complaints(schema, ["--max-errors", "3"]))
    #expect(few.count == 4)
    #expect(few[3] == "error: and 12 more")
  }

  @Test("a schema that is judged as a document is told the same, and each fault once")
  func document() throws {
    let schema = """
      {"$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "int",
       "properties": {"a": "string", "b": {"required": true}, "c": {"maxLength": -1}}}
      """
    try folder.write(schema, to: "s.json")
    let run = try WeirBinary.run(["check", "s.json"], in: folder.path)
    #expect(run.status == 1)
    #expect(run.stderr.contains("0 valid, 1 invalid (4 errors)\n"))
    let help = run.stdout.split(separator: "\n").filter { $0.contains("= help: ") }
    #expect(
      help == [
        #"  = help: write "type": "integer""#,
        #"  = help: write a schema: {"type": "string"}"#,
        #"  = help: list the names of what is required beside "properties": "required": ["b"]"#,
      ])
    #expect(run.stdout.contains(#"]: "maxLength": -1 is less than the minimum 0"#))
    #expect(run.stdout.contains("\n43│     \"nonNegativeInteger\": "))
  }

  @Test("misspelt keywords are told with the faults that keep a schema from being used")
  func misspelt() throws {
    try folder.write(
      #"{"multipleOf": 0, "properties": {"a": {"tpye": "string"}}}"#, to: "s.json")
    for command in ["compile", "lint"] {
      let run = try WeirBinary.run([command, "s.json"], in: folder.path)
      #expect(run.stderr.contains(#""multipleOf": 0 is not greater than 0"#))
      #expect(run.stderr.contains("warning[schema.unknown_keyword]: \"tpye\" is no keyword"))
    }
  }

  @Test("what no metaschema says of a schema, lint is named for")
  func formOnly() throws {
    try folder.write(
      ##"{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/nowhere"}"##,
      to: "s.json")
    let run = try WeirBinary.run(["check", "s.json"], in: folder.path)
    #expect(run.status == 0)
    #expect(run.stderr.contains("misspelt keywords are found by weir lint\n"))
    #expect(!run.stderr.contains("--assert-format"))
  }
}
