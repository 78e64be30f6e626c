import TestSupport
import Testing

/// What `weir check` says beyond the fault: nothing that is redacted, the schemas on the way, the
/// author's words.
struct CheckMessageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("where a member says which branch was meant, those that are not told are not counted")
  func certainBranch() throws {
    let branches = (1...6).map {
      #"{"properties": {"k": {"const": \#($0)}, "n": {"type": "integer"}}, "required": ["k"]}"#
    }
    try folder.write(#"{"oneOf": [\#(branches.joined(separator: ","))]}"#, to: "s.json")
    try folder.write(#"{"k": 2, "n": "x"}"#, to: "a.json")
    let run = try WeirBinary.run(["check", "--schema", "s.json", "a.json"], in: folder.path)
    #expect(run.stdout.contains("  = branch 2 of 6, chosen because `k` is 2\n"))
    #expect(run.stdout.matches(of: /branch/).count == 1)
  }

  static let formats = [
    "human", "json", "flag", "basic", "detailed", "verbose", "list", "hierarchical",
  ]

  @Test("a redacted value appears nowhere, whatever is wrong with it", arguments: formats)
  func redaction(format: String) throws {
    try folder.write(
      """
      {"properties": {"card": {"anyOf": [{"type": "integer"},
        {"type": "object", "properties": {"number": {"pattern": "^x", "format": "email"},
          "kind": {"enum": ["s3cret-a"]}, "list": {"uniqueItems": true, "items": {"maxLength": 2}}},
         "additionalProperties": false, "minProperties": 9, "propertyNames": {"maxLength": 3}}]},
        "open": {"type": "integer"}}}
      """, to: "s.json")
    let bad = #"""
      {"open": "shown", "card": {"number": "s3cret", "kind": "s3cret-b", "s3cret": "s3cret",
       "list": ["s3cret", "s3cret", {"s3cret": 1}]}, "after": 1}
      """#
    try folder.write(bad, to: "a.json")
    try folder.write(
      "open: shown\ncard:\n  number: s3cret\n  kind: |\n    s3cret\n  s3cret: é s3cret\n",
      to: "a.yaml")
    try folder.write("card: &x {number: s3cret}\nother: *x\nopen: shown\n", to: "alias.yaml")
    try folder.write(#"{"card": "s3cret", "card": 1, "open": "shown"}"#, to: "twice.json")
    try folder.write(
      "{\"card\": \"s3cret\", \n\"card\": \"s3cret\"}}\n{\"card\": tru}\n", to: "broken.ndjson")
    for file in ["a.json", "a.yaml", "alias.yaml", "twice.json", "broken.ndjson"] {
      let run = try WeirBinary.run(
        [
          "check", "--assert-format", "--trace", "--redact", "/card", "--format", format,
          "--schema", "s.json", file,
        ],
        in: folder.path)
      #expect(run.status == 1)
      #expect(!(run.stdout + run.stderr).contains("s3cret\""), "\(file)")
      let quoted = (run.stdout + run.stderr).matches(of: /s3cret/).count
      // The schema's own value is the only one.
      let ofSchema = (run.stdout + run.stderr).matches(of: /s3cret-a/).count
      #expect(quoted == ofSchema, "\(file): \(run.stdout)")
    }
  }

  @Test(
    "in a YAML text of many documents nothing is copied for each of them", .timeLimit(.minutes(1)))
  func redactedStream() throws {
    try folder.write(#"{"properties": {"id": {"type": "integer"}}}"#, to: "s.json")
    let documents = (0..<20_000).map { "--- {card: s3cret\($0), id: \($0 == 9 ? "x" : "\($0)")}\n" }
    try folder.write(documents.joined(), to: "a.yaml")
    let run = try WeirBinary.run(
      ["check", "--redact", "/card", "--schema", "s.json", "a.yaml"], in: folder.path)
    #expect(run.stdout.contains("\n10│ --- {card: *******, id: x}\n"))
    #expect(run.stderr.contains("20000 documents in 1 file: 19999 valid, 1 invalid"))
  }

  @Test("beside a redacted value everything is said as ever, at its place")
  func besideRedaction() throws {
    try folder.write(#"{"properties": {"id": {"type": "integer"}}}"#, to: "s.json")
    try folder.write(#"{"card": "é4711", "id": "x"}"#, to: "a.json")
    let run = try WeirBinary.run(
      ["check", "--redact", "/card", "--schema", "s.json", "a.json"], in: folder.path)
    #expect(
      run.stdout == """
        error[schema.type]: expected integer, found string "x"
          ┌─ a.json:1:25
         1│ {"card": ********, "id": "x"}
          │                          ^^^
          ┌─ s.json:1:32
         1│ {"properties": {"id": {"type": "integer"}}}
          = at /id

        """)
    #expect(
      try WeirBinary.run(
        ["check", "--redact", "card", "--schema", "s.json", "a.json"], in: folder.path
      ).status == 2)
  }

  @Test("--trace tells the schemas that led to the keyword, the innermost first")
  func trace() throws {
    try folder.write(
      """
      {"properties": {"a": {"$ref": "#/$defs/list"}},
       "$defs": {"list": {"items": {"type": "integer"}}}}
      """, to: "s.json")
    try folder.write(#"{"a": ["x"]}"#, to: "a.json")
    let arguments = ["check", "--schema", "s.json", "a.json"]
    let run = try WeirBinary.run(arguments + ["--trace"], in: folder.path)
    #expect(
      run.stdout.contains(
        """
          = in /a/0 by s.json:2:30 (#/$defs/list/items)
          = in /a by s.json:2:20 (#/$defs/list)
          = in /a by s.json:1:22 (#/properties/a)
          = in the root by s.json:1:1 (#)

        """))
    #expect(!(try WeirBinary.run(arguments, in: folder.path).stdout.contains("= in ")))
  }

  @Test("the author's words head the error, our own stand behind the carets")
  func authorText() throws {
    try folder.write(
      #"{"pattern": "^[A-Z]+$", "errorMessage": "a SKU is capital letters"}"#, to: "s.json")
    try folder.write(#""a1""#, to: "a.json")
    let run = try WeirBinary.run(["check", "--schema", "s.json", "a.json"], in: folder.path)
    #expect(
      run.stdout.hasPrefix(
        """
        error[schema.pattern]: a SKU is capital letters
          ┌─ a.json:1:1
         1│ "a1"
          │ ^^^^ "a1" does not match the pattern ^[A-Z]+$

        """))
  }
}
