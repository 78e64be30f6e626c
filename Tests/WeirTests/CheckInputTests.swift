import Foundation
import TestSupport
import Testing

/// Which files `weir check` looks at, as a user runs it.
struct CheckInputTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"properties": {"id": {"type": "integer"}}}"#, to: "schema.json")
    try folder.write(#"{"id": 1}"#, to: "in/good.json")
    try folder.write("id: x\n", to: "in/deep/bad.yaml")
    try folder.write("{\"id\": 1}\n{\"id\": \"x\"}\n", to: "in/events.jsonl")
    try folder.write("no JSON at all", to: "in/readme.md")
    try folder.write(#"{"id": "hidden"}"#, to: "in/.hidden/h.json")
    try folder.write(#"{"id": "left out"}"#, to: "in/build/b.json")
    try folder.write("build/\n", to: ".weirignore")
  }

  private func check(_ arguments: String..., stdin: String = "") throws -> WeirBinary.Outcome {
    try WeirBinary.run(
      ["check", "--schema", "schema.json"] + arguments, stdin: stdin, in: folder.path)
  }

  /// The places of all errors.
  private func places(_ run: WeirBinary.Outcome) -> [String] {
    run.stdout.matches(of: /┌─ (in.*)\n/).map { String($0.output.1) }
  }

  @Test("a byte order mark at the start is passed over in every format, and moves no place")
  func byteOrderMark() throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"required": ["b"]}"#, to: "s.json")
    for (name, text) in [
      ("a.json", #"{"a":1}"#), ("a.ndjson", "{\"a\":1}\n"), ("a.yaml", "a: 1\n"),
    ] {
      try folder.write([0xEF, 0xBB, 0xBF] + Array(text.utf8), to: name)
      let run = try WeirBinary.run(
        ["check", "--format", "json", "--schema", "s.json", name], in: folder.path)
      #expect(run.status == 1)
      #expect(run.stdout.contains(#""line":1,"column":1,"byte_offset":3,"#), "\(run.stdout)")
      #expect(run.stderr.contains("\(name): a byte order mark at the start was skipped"))
    }
  }

  /// YAML may have one before each document (YAML 1.2 §5.2).
  @Test("a second byte order mark is an error in JSON and NDJSON")
  func secondMark() throws {
    let folder = try TemporaryFolder()
    try folder.write("true", to: "s.json")
    for name in ["a.json", "a.ndjson"] {
      try folder.write([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF] + Array("{}\n".utf8), to: name)
      let run = try WeirBinary.run(["check", "--schema", "s.json", name], in: folder.path)
      #expect(run.status == 1, "\(name)")
    }
  }

  @Test("of very many duplicate keys the first are shown, and the rest counted")
  func duplicateKeys() throws {
    let folder = try TemporaryFolder()
    let members = (0..<20_000).map { #""a":\#($0)"# }.joined(separator: ",")
    try folder.write("{\(members)}", to: "a.json")
    try folder.write("true", to: "s.json")
    let run = try WeirBinary.run(["check", "--schema", "s.json", "a.json"], in: folder.path)
    #expect(run.status == 0)
    #expect(run.stderr.matches(of: /warning\[decode.duplicate_key\]/).count == 33)
    #expect(run.stderr.contains("19967 more keys"))
  }

  @Test("a folder is looked through for files by their names")
  func wholeFolder() throws {
    let run = try check("in")
    #expect(run.status == 1)
    #expect(places(run) == ["in/deep/bad.yaml:1:5", "in/events.jsonl:2:8"])
    #expect(run.stderr == "4 documents in 3 files: 2 valid, 2 invalid (2 errors)\n")
  }

  @Test("hidden and ignored files are found when asked for")
  func everything() throws {
    let run = try check("--hidden", "--no-ignore", "in")
    #expect(places(run).contains("in/.hidden/h.json:1:8"))
    #expect(places(run).contains("in/build/b.json:1:8"))
    #expect(try check("in/build/b.json").status == 1)
  }

  @Test("a quoted glob is expanded, with ** for any folders")
  func glob() throws {
    let run = try check("in/**/*.{yaml,jsonl}")
    #expect(run.stderr == "3 documents in 2 files: 1 valid, 2 invalid (2 errors)\n")
    #expect(places(run) == ["in/deep/bad.yaml:1:5", "in/events.jsonl:2:8"])
  }

  @Test("a folder or a glob without a file is exit 2, and the rest is still checked")
  func nothingMatched() throws {
    try folder.write("x", to: "empty/readme.md")
    for argument in ["empty", "in/*.toml", "none/**"] {
      let run = try check(argument, "in/good.json")
      #expect(run.status == 2)
      #expect(run.stderr.contains("there is no file to check in \(argument)"))
      #expect(run.stderr.contains("1 document in 1 file: 1 valid"))
    }
  }

  @Test("standard input goes by the name it is given")
  func stdinFilename() throws {
    let run = try check("--stdin-filename", "in/new.yaml", "-", stdin: "id: x\n")
    #expect(run.status == 1)
    #expect(places(run) == ["in/new.yaml:1:5"])
    let wrong = try check("--stdin-filename", "in/new.yaml", "in/good.json")
    #expect(wrong.status == 2)
    #expect(wrong.stderr.contains("no path is -"))
    #expect(try check("-", "-").status == 2)
  }

  @Test("--as says what all files hold")
  func format() throws {
    let run = try check("--as", "ndjson", "in/good.json", "in/readme.md")
    #expect(run.stdout.contains("in/readme.md:1:1"))
    #expect(run.stderr.contains("2 documents in 2 files: 1 valid, 1 invalid"))
  }

  @Test("comments and last commas pass in .jsonc files, elsewhere when asked for")
  func comments() throws {
    let text = "{\n  /* é */ \"id\": \"x\", // wrong\n}\n"
    try folder.write(text, to: "in/a.jsonc")
    try folder.write(text, to: "in/a.json")
    #expect(places(try check("in/a.jsonc")) == ["in/a.jsonc:2:17"])
    #expect(places(try check("--jsonc", "in/a.json")) == ["in/a.json:2:17"])
    #expect(places(try check("--as", "jsonc", "in/a.json")) == ["in/a.json:2:17"])
    let plain = try check("in/a.json")
    #expect(plain.stdout.hasPrefix("error[decode.comment]"))
    #expect(plain.stdout.contains("help: --jsonc lets comments"))
    let open = try check("--as", "jsonc", "-", stdin: "{} /*")
    #expect(open.stdout.contains("error[decode.unclosed_comment]"))
  }

  @Test("a schema may have comments too")
  func commentedSchema() throws {
    try folder.write("{\n // all\n \"type\": \"object\",\n}", to: "s.jsonc")
    let run = try WeirBinary.run(
      ["check", "--schema", "s.jsonc", "-"], stdin: "[]", in: folder.path)
    #expect(run.status == 1)
    #expect(run.stdout.contains("┌─ s.jsonc:3:10\n 3│  \"type\": \"object\",\n"))
  }

  @Test("what cannot be read is exit 4 with its reason, and the rest is still checked")
  func unreadable() throws {
    let run = try WeirBinary.shell(
      """
      mkdir odd && printf '{"id": "x"}' > $'odd/two\\nlines.json' && : > $'odd/\\xff.json'
      ln -s ../odd odd/loop; ln -s nowhere odd/gone.json; mkfifo odd/pipe.json
      weir check --schema schema.json --follow odd none.json in/good.json
      """, in: folder.path)
    #expect(run.status == 4)
    #expect(run.stdout.contains("┌─ odd/two\\u{a}lines.json:1:8\n"))
    #expect(run.stderr.contains("cannot read odd/loop: it is a link that leads in a circle\n"))
    #expect(run.stderr.contains("cannot read odd/gone.json: there is no such file\n"))
    #expect(run.stderr.contains("cannot read odd/\u{fffd}.json: its name is not UTF-8"))
    #expect(run.stderr.contains("cannot read none.json: there is no such file\n"))
    #expect(run.stderr.hasSuffix("2 documents in 2 files: 1 valid, 1 invalid (1 error)\n"))
  }
}
