import TestSupport
import Testing

/// What `weir check` says of texts that are neither JSON nor YAML: what is wrong, where, and what to do.
struct CheckSyntaxTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("{}", to: "schema.json")
  }

  private func check(_ text: String, as name: String) throws -> String {
    try folder.write(text, to: name)
    let run = try WeirBinary.run(["check", "--schema", "schema.json", name], in: folder.path)
    #expect(run.status == 1)
    return run.stdout
  }

  /// A text, where it is wrong, what the first line says, and what the help does; "" for none.
  struct Fault: Sendable, CustomTestStringConvertible {
    let text: String
    let place: String
    let message: String
    let help: String

    init(_ text: String, _ place: String, _ message: String, _ help: String = "") {
      self.text = text
      self.place = place
      self.message = message
      self.help = help
    }

    var testDescription: String { text }
  }

  static let json = [
    Fault(
      "{\"a\": 1\n \"b\": 2}", "2:2", #"expected "," or "}" between members"#,
      "put a comma at line 1, column 8"),
    Fault(
      #"[1 2]"#, "1:4", #"expected "," or "]" between elements"#, "put a comma at line 1, column 3"),
    Fault(
      #"{"a": 1,}"#, "1:9", #"a comma stands before the closing "}""#,
      "--jsonc lets comments and trailing commas pass"),
    Fault(
      "[1,]", "1:4", #"a comma stands before the closing "]""#,
      "remove the comma at line 1, column 3"),
    Fault("{a: 1}", "1:2", "expected a name in double quotes", #"write {"name": …}"#),
    Fault("{'a': 1}", "1:2", "JSON has no single quotes", "write names and strings in double"),
    Fault(#"{"a": 'b'}"#, "1:7", "JSON has no single quotes", "write names and strings in double"),
    Fault(
      #"{"a" 1}"#, "1:6", #"expected ":" between a name and its value"#, #"write "name": value"#),
    Fault(#"{"a": , "b": 1}"#, "1:7", "a value is missing here", "write null if there is none"),
    Fault(
      "{\"a\":\n [1, 2}", "2:7", #""}" cannot close the "[" at line 2, column 2"#,
      #"close it by "]""#),
    Fault(
      "{\"[\\\"\": {},\n \"b\": [\n{\n", "3:2",
      #"the text ends before the "{" at line 3, column 1 is closed"#, #"add "}]}", or the rest"#),
    Fault(
      "{\n  \"a\": {\n    \"b\": 1,\n  \"c\": 2\n}\n", "5:2",
      #"the text ends before the "{" at line 1, column 1 is closed"#,
      #""}" at line 5, column 1 closes the "{" at line 2, column 8, whose line is indented"#),
    Fault(
      #"{"a":[{"b":2"#, "1:13", #"the text ends before the "{" at line 1, column 7"#,
      #"add "}]}", or the rest of the text"#),
    Fault(
      #"{"a":[1,"#, "1:9", #"the text ends before the "[" at line 1, column 6"#,
      "it was cut off: add the rest of the text"),
    Fault(
      String(repeating: "[", count: 20), "1:21", "the text ends before the",
      "add the 20 closing brackets that are missing"),
    Fault(#"{"a": "b"#, "1:7", "this string is never closed", #"close it by "} if it is whole"#),
    Fault(#"["didn\'t"]"#, "1:7", "not a JSON escape sequence", "an apostrophe needs none"),
    Fault(#"{"a": True}"#, "1:7", "not a JSON value; JSON's words are true", "write true"),
    Fault("[None]", "1:2", "not a JSON value; JSON's words are true", "write null"),
    Fault(
      #"{"a": "b, "c": 1}"#, "1:12", "text stands right behind the end of a string",
      "column 7 may lack its closing quote"),
    Fault(
      #"{"a": "say "yes" to it"}"#, "1:13", "text stands right behind",
      #"a quote within a string is written \""#),
    Fault("[NaN]", "1:2", "JSON has no NaN and no infinity", "write a number"),
    Fault(#"{"a":1}}"#, "1:8", #"this "}" closes nothing"#, "remove it"),
    Fault(#""a": 1"#, "1:4", #"":" can only stand between"#, "put members into { and }"),
    Fault(
      "{\n  \"a\": \"x,\n  \"b\": \"y\"\n}\n", "2:8", "this string is not closed on its line",
      #"close it by "; a line end inside of a string is written \n"#),
    Fault("{\"a: 1\r\n}", "1:2", "this string is not closed on its line", "close it by"),
    Fault("{\"a\":1}\n{\"a\":2}", "2:1", "something follows the end of the value", "--as ndjson"),
  ]

  static let scalarFaults = [
    Fault("[01]", "1:3", "a JSON number has no zeros in front", "remove the zeros"),
    Fault("[-00]", "1:4", "a JSON number has no zeros in front", "remove the zeros"),
    Fault("[0x1F]", "1:3", "JSON has decimal numbers only", "in decimal digits, or in quotes"),
    Fault("[1_000]", "1:3", "JSON has no _ between digits", "remove it"),
    Fault("[.5]", "1:2", "the point of a JSON number has digits", "write 0.5 and 5.0"),
    Fault("[5.]", "1:4", "the point of a JSON number has digits", "write 0.5 and 5.0"),
    Fault("[5.e1]", "1:4", "the point of a JSON number has digits", "write 0.5 and 5.0"),
    Fault("[1e]", "1:4", "the exponent of this number has no digits", "write 1e3"),
    Fault("[+1]", "1:2", "JSON has no + in front of numbers", "remove it"),
    Fault("[- 1]", "1:3", "no digit follows the minus sign", "write -1"),
    Fault("[-Infinity]", "1:3", "JSON has no NaN and no infinity", "write a number"),
    Fault("{\"a\": 1\",\n\"b\": 2}", "1:8", "a quote behind a number", "remove it, or add"),
    Fault("[2026-11-23]", "1:6", "a text that begins like a number", "put it in double quotes"),
    Fault("[10.0.0.1]", "1:6", "a text that begins like a number", "put it in double quotes"),
    Fault("[00:30]", "1:3", "a text that begins like a number", "put it in double quotes"),
    Fault("[yes]", "1:2", "this word is no JSON value", "put text in double quotes"),
    Fault(#"{"a": 1,5}"#, "1:9", "expected a name in double quotes", "write a point: 1.5"),
    Fault(#"{"a": 1; "b": 2}"#, "1:8", #"expected "," or "}" between members"#, "put a comma"),
    Fault("[1,, 2]", "1:4", "nothing stands before this comma", "remove it"),
    Fault("{“a”: 1}", "1:2", "JSON has straight quotes only", #"write " on both sides"#),
    Fault(#"{"a": ‘b’}"#, "1:7", "JSON has straight quotes only", #"write " on both sides"#),
    Fault(" <html>", "1:2", "this is HTML or XML, and no JSON", "an error page"),
    Fault("\n a: 1", "2:2", "this looks like YAML, and is no JSON", "any with --as yaml"),
    Fault("- a: 1", "1:2", "this looks like YAML, and is no JSON", "any with --as yaml"),
    Fault("---\na: 1", "1:2", "this looks like YAML, and is no JSON", "any with --as yaml"),
    Fault("abc", "1:1", "this word is no JSON value", "put text in double quotes"),
    Fault("- 1", "1:2", "this looks like YAML, and is no JSON", "any with --as yaml"),
    Fault(#"["\d"]"#, "1:3", "not a JSON escape sequence", #"is written \\"#),
    Fault(#"["\u12"]"#, "1:3", #"four hexadecimal digits must follow \u"#),
    Fault(#"{"a":1} {"a":2}"#, "1:9", "a second value follows the end", "on a line of its own"),
  ]

  @Test("numbers, words and escapes that JSON does not have", arguments: scalarFaults)
  func scalars(fault: Fault) throws {
    expect(fault, in: try check(fault.text, as: "a.json"))
  }

  @Test("bytes that are no UTF-8, and what they are instead")
  func encodings() throws {
    let texts: [([UInt8], String)] = [
      ([0xFF, 0xFE, 0x7B, 0, 0x7D, 0], "the text is UTF-16"),
      ([0, 0x7B, 0, 0x7D], "the text is UTF-16"),
      ([0x7B, 0, 0x7D, 0], "the text is UTF-16"),
      (Array("[\"".utf8) + [0xE9] + Array("\"]".utf8), "not valid UTF-8"),
    ]
    for (bytes, message) in texts {
      try folder.write(bytes, to: "a.json")
      let run = try WeirBinary.run(["check", "--schema", "schema.json", "a.json"], in: folder.path)
      #expect(run.stdout.contains("]: \(message)"), "\(run.stdout)")
      #expect(run.stdout.contains("= help: save it as UTF-8\n"), "\(run.stdout)")
    }
  }

  @Test("JSON that is wrong: what was expected, and what to do", arguments: json)
  func malformedJSON(fault: Fault) throws {
    expect(fault, in: try check(fault.text, as: "a.json"))
  }

  @Test("in a file of lines, brackets are found by the lines of the file")
  func lines() throws {
    let output = try check("{}\n\n  {\"a\": [1\n", as: "a.ndjson")
    #expect(output.contains("before the \"[\" at line 3, column 9 is closed\n"))
  }

  private static let twice = "{\n  \"a\": {\"k\": 1},\n  \"k\": 1, \"b\": 2,\n  \"\\u006b\": 3\n}"

  @Test("of a key that is refused for standing there twice, name and both places are told")
  func duplicateKey() throws {
    try folder.write(Self.twice, to: "a.json")
    let arguments = ["check", "--schema", "schema.json", "--strict", "a.json"]
    let output = try WeirBinary.run(arguments, in: folder.path).stdout
    #expect(
      output.hasPrefix(
        """
        error[decode.duplicate_key]: the key "k" stands in the same object twice (first at line 3, column 3)
          ┌─ a.json:4:3

        """))
    #expect(output.contains(" ^^^^^^^^\n"))
    let many = "{" + (0..<40).map { "\"k\($0)\": 0, " }.joined() + "\"k7\": 1}"
    try folder.write(many, to: "a.json")
    #expect(
      try WeirBinary.run(arguments, in: folder.path).stdout.contains(
        "the key \"k7\" stands in the same object twice (first at line 1, column 65)"))
  }

  @Test("so it is in the quarantine, and by lint and compile; in YAML the key is marked whole")
  func duplicateKeyElsewhere() throws {
    try folder.write(#"{"a": 1, "a": 2}"#, to: "a.json")
    let filter = ["filter", "--schema", "schema.json", "--quarantine", "q.ndjson", "a.json"]
    _ = try WeirBinary.run(filter, in: folder.path)
    let quarantined = String(decoding: try folder.read("q.ndjson"), as: UTF8.self)
    #expect(
      quarantined.contains(
        #""message":"the key \"a\" stands in the same object twice (first at column 2)""#))
    for command in ["lint", "compile"] {
      let run = try WeirBinary.run([command, "a.json"], in: folder.path)
      let told = run.stdout + run.stderr
      #expect(told.contains("warning[decode.duplicate_key]: the key \"a\" stands in the same"))
      #expect(told.contains("\n  │  ^^^\n"))
    }
    #expect(try check("'a b': 1\n\"a b\": 2\n", as: "a.yaml").contains("\n  │ ^^^^^\n"))
  }

  @Test("where values must not be shown, such a key is not named")
  func redactedDuplicateKey() throws {
    try folder.write(Self.twice, to: "a.json")
    let run = try WeirBinary.run(
      ["check", "--schema", "schema.json", "--strict", "--redact", "/b", "a.json"], in: folder.path)
    #expect(run.stdout.contains("]: this key stands in the same object twice (first at line 3"))
    #expect(!run.stdout.contains("\"k\""))
  }

  @Test("comments before the fault do not count")
  func comments() throws {
    let output = try check("{ // [ \"\n \"a\" 1}", as: "a.jsonc")
    #expect(output.contains("expected \":\" between a name and its value\n"))
    #expect(output.contains("a.jsonc:2:6\n"))
  }

  static let yaml = [
    Fault("a:\n\tb: 1\n", "2:1", "a tab cannot indent", "use spaces"),
    Fault("a:\n  b: 1\n\tc: 1\n", "3:1", "a tab cannot indent", "use spaces"),
    Fault("a: @b\n", "1:4", "a value cannot start with @", "quote the value"),
    Fault("a: `b`\n", "1:4", "a value cannot start with `", "quote the value"),
    Fault("a: %b\n", "1:4", "a value cannot start with %", "quote the value"),
    Fault("a: *.js\n", "1:4", "* and & at the start of a value", "quote the value"),
    Fault("a: {{ b }}\n", "1:5", "a mapping's key must be a scalar", "if this is a template"),
    Fault("a: {{ b }}/c\n", "1:4", "a value that begins with {", "if this is a template"),
    Fault("a: {% if b %}\n", "1:4", "a value that begins with {", "if this is a template"),
    Fault("a: 'b\nc: 1\n", "1:4", "the quote that opens here is never closed", "close it"),
    Fault(#"a: "\d+""# + "\n", "1:5", "not an escape sequence", "use single quotes"),
    Fault(
      "library:\n  name: Public Library: Main\n", "2:23", "\": \" cannot stand here",
      "put quotes around a value"),
    Fault("a: b: c\n", "1:5", "\": \" cannot stand here", "put quotes around"),
    Fault("a: 1\n  b: 2\n", "2:3", "this line is indented by 2, which fits nothing", "do not"),
    Fault(
      "a:\n  b:\n    c: 1\n   d: 2\n", "4:4", "this line is indented by 3, which fits nothing",
      "indent it by 4; by 0 or 2 it belongs elsewhere"),
    Fault(
      "a:\n  # x\n  - b: 1\n\n   c: 2\n", "5:4", "this line is indented by 3, which fits nothing",
      "indent it by 4; by 0 or 2 it belongs elsewhere"),
    Fault("a: [1, 2\n\n", "1:4", "the list that begins here is never closed", "close it by ]"),
    Fault("a: {b: 1\n", "1:4", "the mapping that begins here is never closed", "close it by }"),
    Fault(
      "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", "2:1",
      "a merge conflict was left in the file", "remove the marker lines"),
    Fault("a: [1, 2\nb: 3\n", "2:2", "expected \",\" or \"]\" in the list", "close the list by ]"),
    Fault(
      "a: {b: 1\nc: 3\n", "2:2", "expected \",\" or \"}\" in the mapping", "close the mapping by }"
    ),
    Fault("a: 'b' c\n", "1:8", "something follows the closing quote", "around all of it"),
    Fault("a: 'it's fine'\nb: 2\n", "1:8", "something follows the closing quote", "doubled: ''"),
    Fault(
      "a: 'x\nb: 'y'\n", "1:4", "the quote that opens here is not closed on its line",
      "doubled: ''"),
    Fault(
      "- \"x\n- \"y\"\n", "1:3", "the quote that opens here is not closed on its line",
      #"is written \""#),
    Fault("name= payments\nb: 2\n", "1:1", "expected \": \" behind a key", "key: value"),
    Fault("a: 1\nname= payments\nb: 2\n", "2:1", "expected \": \" behind a key", "key: value"),
    Fault("- replicas:3\n  b: 2\n", "1:11", "expected a blank behind the colon", "key: value"),
    Fault("b: 2\nreplicas:3\n", "2:9", "expected a blank behind the colon", "key: value"),
  ]

  @Test("YAML that is wrong: what was expected, and what to do", arguments: yaml)
  func malformedYAML(fault: Fault) throws {
    expect(fault, in: try check(fault.text, as: "a.yaml"))
  }

  private func expect(_ fault: Fault, in output: String) {
    let lines = output.split(separator: "\n")
    #expect(lines.first?.contains("]: " + fault.message) == true, "\(output)")
    #expect(lines.dropFirst().first?.hasSuffix(":\(fault.place)") == true, "\(output)")
    let help = lines.filter { $0.contains("= help: ") }
    #expect(
      fault.help.isEmpty ? help.isEmpty : help.contains { $0.contains(fault.help) }, "\(output)")
  }

  @Test("a file without a document is named", arguments: ["e.yaml", "e.ndjson"])
  func noDocument(name: String) throws {
    try folder.write("", to: name)
    try folder.write("a: 1", to: "ok.yaml")
    let warning = "warning[check.no_document]: \(name) holds no document\n"
    let among = try WeirBinary.run(
      ["check", "--schema", "schema.json", "ok.yaml", name], in: folder.path)
    #expect(among.status == 0)
    #expect(among.stderr.contains(warning))
    let alone = try WeirBinary.run(["check", "--schema", "schema.json", name], in: folder.path)
    #expect(alone.status == 2)
    #expect(alone.stderr.contains(warning))
  }
}
