import TestSupport
import Testing

/// Which schema `weir check` uses where none is given, as a user runs it, and what many files come to.
struct CheckChoiceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"properties": {"id": {"type": "integer"}}}"#, to: "schemas/id.json")
    try folder.write(#"{"properties": {"id": {"type": "string"}}}"#, to: "schemas/text.json")
    try folder.write(
      "schemas:\n  - files: in/*.yaml\n    schema: schemas/id.json\n", to: "weir.yaml")
    try folder.write("id: x\n", to: "in/a.yaml")
    try folder.write(#"{"$schema": "../schemas/text.json", "id": 1}"#, to: "in/b.json")
    try folder.write(
      "# yaml-language-server: $schema=../schemas/text.json\nid: 1\n", to: "out/c.yaml")
    try folder.write("{}", to: "out/d.json")
  }

  private func check(_ arguments: String..., in subfolder: String = "") throws
    -> WeirBinary.Outcome
  {
    try WeirBinary.run(["check"] + arguments, in: folder.path + "/" + subfolder)
  }

  @Test("of a schema that cannot be used it is said where it is named")
  func naming() throws {
    try folder.write("{\"id\": 1,\n \"$schema\": \"../gone.json\"}", to: "out/e.json")
    try folder.write(
      "a: 1\n---\n# yaml-language-server: $schema=../bad.json\nb: 1\n", to: "out/f.yaml")
    try folder.write("$schema: ../bad.json\n", to: "out/g.yaml")
    try folder.write("{\"type\": 1}", to: "bad.json")
    let missing = try check("out/e.json")
    #expect(missing.status == 4)
    #expect(missing.stderr.contains("  = the schema is named at out/e.json:2:13\n"))
    let broken = try check("out/f.yaml", "out/g.yaml")
    #expect(broken.status == 3)
    #expect(broken.stderr.contains("  = the schema is named at out/f.yaml:3:33\n"))
    #expect(!broken.stderr.contains("out/g.yaml"))
    #expect(try check("out/g.yaml").stderr.contains("named at out/g.yaml:1:10\n"))
    try folder.write("{\"type\": 1}", to: "schemas/id.json")
    #expect(try check("in/a.yaml").stderr.contains("named at weir.yaml:3:13\n"))
  }

  @Test("weir.yaml, $schema and modeline name schemas; a file without any is passed over and told")
  func choices() throws {
    let run = try check("in", "out")
    #expect(run.status == 1)
    for place in ["in/a.yaml:1:5", "in/b.json:1:43", "out/c.yaml:2:5", "schemas/text.json:1:32"] {
      #expect(run.stdout.contains("┌─ \(place)\n"), "\(place)")
    }
    #expect(
      run.stderr == """
        3 documents in 4 files: 0 valid, 3 invalid (3 errors)
        1 file without a schema was passed over: out/d.json

        """)
  }

  @Test("weir.yaml is found from anywhere below it")
  func fromBelow() throws {
    let run = try check("a.yaml", in: "in")
    #expect(run.stdout.contains("┌─ a.yaml:1:5\n"))
    #expect(run.stdout.contains("┌─ ../schemas/id.json:1:32\n"))
    let input = try WeirBinary.run(
      ["check", "--as", "yaml", "--stdin-filename", "in/new.yaml", "-"], stdin: "id: x",
      in: folder.path)
    #expect(input.stdout.contains("┌─ in/new.yaml:1:5\n"))
  }

  @Test(
    "a file that is named and has no schema is exit 2, found in a folder only if it is asked for")
  func noSchema() throws {
    let named = try check("out/d.json", "in/a.yaml")
    #expect(named.status == 2)
    #expect(named.stderr.contains("out/d.json: no schema for this document"))
    #expect(named.stdout.contains("in/a.yaml:1:5"))
    #expect(try check("out/*.json").status == 2)
    let found = try check("--require-schema", "out")
    #expect(found.status == 2)
    #expect(found.stderr.contains("out/d.json: no schema for this document"))
  }

  @Test("a folder in which nothing has a schema is exit 2")
  func nothingChecked() throws {
    try folder.write("{}", to: "none/e.json")
    let run = try check("none")
    #expect(run.status == 2)
    #expect(run.stderr.contains("nothing was checked: no file found has a schema"))
  }

  @Test("what is wrong with weir.yaml is told once, with its place, and is exit 3")
  func brokenConfiguration() throws {
    try folder.write("schemas:\n  - files: in/*\n    schema: none.json\n", to: "weir.yaml")
    let run = try check("in")
    #expect(run.status == 3)
    #expect(
      run.stderr.contains(
        """
        error[schema.configuration]: cannot read none.json: there is no such file
          ┌─ weir.yaml:3:13

        """))
    #expect(run.stderr.matches(of: /error\[/).count == 1)
    #expect(run.stderr.hasSuffix("2 documents in 2 files: 0 valid, 2 not checked\n"))
  }

  @Test("a catalog chooses by file names, with files beside it for its URLs")
  func catalog() throws {
    try folder.write(
      #"{"schemas": [{"url": "https://x.example/id.json", "fileMatch": ["d.json"]}]}"#,
      to: "schemas/catalog.json")
    try folder.write(#"{"id": "x"}"#, to: "out/d.json")
    let run = try check("--catalog", "schemas/catalog.json", "out/d.json")
    #expect(run.status == 1)
    #expect(run.stdout.contains("┌─ schemas/id.json:1:32\n"))
    try folder.write(#"{"schemas": [{"fileMatch": []}]}"#, to: "schemas/catalog.json")
    let broken = try check("--catalog", "schemas/catalog.json", "out/d.json")
    #expect(broken.status == 3)
    #expect(broken.stderr.contains("┌─ schemas/catalog.json:1:14\n"))
  }

  @Test("any number of jobs prints the same, in the order of the inputs")
  func jobs() throws {
    for number in 0..<300 {
      let id = number % 3 == 0 ? "x" : "1"
      try folder.write("id: \(id)\n0\(number): {a: 012}\n", to: "many/\(number % 7)/\(number).yaml")
    }
    try folder.write("schemas: [{files: '**', schema: schemas/id.json}]", to: "weir.yaml")
    let alone = try check("--jobs", "1", "many", "none.json", "in")
    #expect(alone.status == 4)
    #expect(alone.stdout.matches(of: /┌─ many\/.*:1:5\n/).count == 100)
    for jobs in ["2", "8"] {
      let together = try check("--jobs", jobs, "many", "none.json", "in")
      #expect(together.stdoutBytes == alone.stdoutBytes)
      #expect(together.stderrBytes == alone.stderrBytes)
    }
    #expect(try check("--jobs", "0", "in").status == 2)
  }
}
