import TestSupport
import Testing

/// `weir check` as a user runs it: exit status, and what stands on which output.
struct CheckTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      #"{"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}"# + "\n",
      to: "schema.json")
  }

  private func check(_ arguments: String..., stdin: String = "") throws -> WeirBinary.Outcome {
    try WeirBinary.run(["check"] + arguments, stdin: stdin, in: folder.path)
  }

  private func checkText(
    _ text: String, as name: String = "a.json", _ options: String...
  ) throws -> WeirBinary.Outcome {
    try folder.write(text, to: name)
    return try WeirBinary.run(
      ["check", "--schema", "schema.json"] + options + [name], in: folder.path)
  }

  @Test("a valid document is exit 0, with nothing on standard output")
  func valid() throws {
    let run = try checkText(#"{"id": 7}"#)
    #expect(run.status == 0)
    #expect(run.stdout.isEmpty)
    #expect(run.stderr == "1 document in 1 file: 1 valid\n")
  }

  @Test("--quiet leaves out the summary, not the findings")
  func quiet() throws {
    let valid = try checkText(#"{"id": 7}"#, as: "a.json", "--quiet")
    #expect(valid.status == 0)
    #expect(valid.stderr.isEmpty)
    let invalid = try checkText(#"{"id": "7"}"#, as: "a.json", "--quiet")
    #expect(invalid.status == 1)
    #expect(invalid.stdout.contains("a.json:1:8"))
    #expect(invalid.stderr.isEmpty)
  }

  @Test("an invalid document is exit 1, with both places")
  func invalid() throws {
    let run = try checkText("{\n  \"id\": \"7\"\n}\n")
    #expect(run.status == 1)
    #expect(run.stdout.hasPrefix("error[schema.type]: "))
    #expect(run.stdout.contains("  ┌─ a.json:2:9\n 2│   \"id\": \"7\"\n  │         ^^^"))
    #expect(run.stdout.contains("  ┌─ schema.json:1:50\n"))
    #expect(run.stdout.contains("  = at /id\n"))
    #expect(run.stderr == "1 document in 1 file: 0 valid, 1 invalid (1 error)\n")
  }

  @Test(
    "malformed JSON is exit 1 with its place, and so is an empty file",
    arguments: [
      ("{\"id\": 7,}", "decode.unexpected_byte", "a.json:1:10"),
      ("", "decode.empty", "a.json:1:1"),
      ("{\"id\": 7\n\n", "decode.unexpected_end", "a.json:1:9"),
      ("{\"id\": 7} {}", "decode.trailing_content", "a.json:1:11"),
    ])
  func malformed(text: String, code: String, place: String) throws {
    let run = try checkText(text)
    #expect(run.status == 1)
    #expect(run.stdout.hasPrefix("error[\(code)]: "))
    #expect(run.stdout.contains("┌─ \(place)\n"))
  }

  @Test("several values in a JSON file bring the hint to say --as ndjson")
  func ndjsonHint() throws {
    #expect(try checkText("{\"id\":1}\n{\"id\":2}\n").stdout.contains("--as ndjson"))
    #expect(try checkText("{\"id\":1}\n{\"id\":2}\n", as: "a.json", "--as", "ndjson").status == 0)
  }

  @Test("of NDJSON every line is judged, whatever the others are, with its line in the file")
  func ndjson() throws {
    let run = try checkText(
      "{\"id\":1}\r\n\n{\"id\":\"x\"}\nnot json\n  \n{\"id\":2}\n{}", as: "events.ndjson")
    #expect(run.status == 1)
    #expect(run.stdout.contains("┌─ events.ndjson:3:7\n"))
    #expect(run.stdout.contains("┌─ events.ndjson:4:1\n"))
    #expect(run.stdout.contains("┌─ events.ndjson:7:1\n"))
    #expect(run.stderr == "5 documents in 1 file: 2 valid, 3 invalid (3 errors)\n")
  }

  @Test("of YAML every document is judged, with its line in the file")
  func yaml() throws {
    let run = try checkText("id: 1\n---\nid: x\n---\n# only a comment\nid: 3\n", as: "a.yaml")
    #expect(run.status == 1)
    #expect(run.stdout.contains("┌─ a.yaml:3:5\n"))
    #expect(run.stderr == "3 documents in 1 file: 2 valid, 1 invalid (1 error)\n")
  }

  @Test("broken YAML is exit 1 with its place")
  func brokenYAML() throws {
    let run = try checkText("id: 1\nid: 2\n", as: "a.yml")
    #expect(run.status == 1)
    #expect(run.stdout.hasPrefix("error[decode.duplicate_key]: "))
    #expect(run.stdout.contains("┌─ a.yml:2:1\n"))
  }

  @Test("standard input is read as JSON, or as what --as says")
  func standardInput() throws {
    #expect(try check("--schema", "schema.json", "-", stdin: "{\"id\": 1}").status == 0)
    #expect(try check("--schema", "schema.json", "--as", "yaml", "-", stdin: "id: 1").status == 0)
    let run = try check("--schema", "schema.json", "-", stdin: "id: 1")
    #expect(run.status == 1)
    #expect(run.stdout.contains("┌─ <stdin>:1:1\n"))
    #expect(run.stdout.contains("--as yaml"))
  }

  @Test("an unreadable file is exit 4, and the others are still checked")
  func unreadable() throws {
    try folder.write("{}", to: "bad.json")
    let run = try check("--schema", "schema.json", "none.json", "bad.json")
    #expect(run.status == 4)
    #expect(run.stdout.contains("bad.json:1:1"))
    #expect(run.stderr.contains("cannot read none.json: there is no such file"))
  }

  @Test("checking nothing is exit 2", arguments: [("a.ndjson", ""), ("b.yaml", "# nothing\n")])
  func nothing(name: String, text: String) throws {
    let run = try checkText(text, as: name)
    #expect(run.status == 2)
    #expect(run.stderr.contains("nothing was checked"))
  }

  @Test("the duplicate key profile is lenient with a warning, strict when asked for")
  func duplicateKeys() throws {
    let lenient = try checkText(#"{"id": "x", "id": 7}"#)
    #expect(lenient.status == 0)
    #expect(lenient.stderr.contains("warning[decode.duplicate_key]"))
    #expect(lenient.stderr.contains("a.json:1:2"))
    let strict = try checkText(#"{"id": "x", "id": 7}"#, as: "a.json", "--strict")
    #expect(strict.status == 1)
    #expect(strict.stdout.hasPrefix("error[decode.duplicate_key]"))
  }

  @Test("--max-pattern-steps limits what a pattern with back references may take")
  func maxPatternSteps() throws {
    try folder.write(#"{"pattern": "^(a+)+\\1$"}"#, to: "schema.json")
    let run = try checkText(#""aaaaaaaa""#)
    #expect(run.status == 0)
    let limited = try checkText(#""aaaaaaaa""#, as: "a.json", "--max-pattern-steps", "5")
    #expect(limited.status == 1)
    #expect(limited.stdout.hasPrefix("error[limit.pattern_budget]: "))
  }

  @Test("--max-depth limits how deep a value may nest")
  func depth() throws {
    let run = try checkText(#"{"id": [[[1]]]}"#, as: "a.json", "--max-depth", "3")
    #expect(run.status == 1)
    #expect(run.stdout.hasPrefix("error[limit.depth]"))
  }

  @Test("a hundred thousand levels are an error, not a crash")
  func deepInput() throws {
    let run = try checkText(String(repeating: "[", count: 100_000))
    #expect(run.status == 1)
    #expect(run.stdout.hasPrefix("error[limit.depth]"))
  }

  @Test("a huge line is quoted around its fault only")
  func hugeLine() throws {
    let text = "{\"text\": \"" + String(repeating: "x", count: 5_000_000) + "\", \"id\": true}"
    let run = try checkText(text)
    #expect(run.status == 1)
    #expect(run.stdout.utf8.count < 2_000)
    #expect(run.stdout.contains("┌─ a.json:1:5000020\n"))
  }
}
