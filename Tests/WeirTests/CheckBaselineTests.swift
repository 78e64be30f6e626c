import TestSupport
import Testing

/// `weir check --baseline`, as a gate that is put before an old repository uses it.
struct CheckBaselineTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"properties": {"id": {"type": "integer"}}}"#, to: "schema.json")
    try folder.write("id: x\n", to: "in/a.yaml")
    try folder.write("{\"id\": 1}\n{\"id\": \"x\"}\n{\"id\": \"x\"}\n", to: "in/b.ndjson")
  }

  private func check(_ arguments: String...) throws -> WeirBinary.Outcome {
    try WeirBinary.run(
      ["check", "--schema", "schema.json"] + arguments + ["in"], in: folder.path)
  }

  @Test("what is written as known passes, wherever it has moved; what is new fails")
  func knownAndNew() throws {
    let written = try check("--write-baseline", "known.json")
    #expect(written.status == 0)
    #expect(written.stdout.isEmpty)
    #expect(written.stderr.contains("3 findings written to known.json\n"))

    try folder.write("# moved\n\nid: x\n", to: "in/a.yaml")
    let passing = try check("--baseline", "known.json")
    #expect(passing.status == 0)
    #expect(passing.stdout.isEmpty)
    #expect(
      passing.stderr == """
        4 documents in 2 files: 1 valid, 3 with known findings
        3 findings known by known.json

        """)

    try folder.write("id: y\n", to: "in/c.yaml")
    let failing = try check("--baseline", "known.json")
    #expect(failing.status == 1)
    #expect(failing.stdout.matches(of: /error\[/).count == 1)
    #expect(failing.stdout.contains("┌─ in/c.yaml:1:5\n"))
    #expect(
      failing.stderr.contains(
        "5 documents in 3 files: 1 valid, 1 invalid (1 error), 3 with known findings\n"))
  }

  @Test("a known finding that comes once more is new")
  func counted() throws {
    _ = try check("--write-baseline", "known.json")
    try folder.write(
      "{\"id\": \"x\"}\n{\"id\": \"x\"}\n{\"id\": \"x\"}\n", to: "in/b.ndjson")
    let run = try check("--baseline", "known.json")
    #expect(run.status == 1)
    #expect(run.stdout.contains("┌─ in/b.ndjson:3:8\n"))
    #expect(run.stdout.matches(of: /error\[/).count == 1)
  }

  @Test("a baseline replaces nothing but a baseline")
  func replacement() throws {
    let schema = try folder.read("schema.json")
    for path in ["schema.json", "in/a.yaml", "in/../in/b.ndjson"] {
      let before = try folder.read(path)
      let run = try check("--write-baseline", path)
      #expect(run.status == 2)
      #expect(
        run.stderr.hasPrefix(
          "error: \(path) is there and is no baseline, which --write-baseline would replace\n"))
      #expect(try folder.read(path) == before)
    }
    #expect(try folder.read("schema.json") == schema)
    try folder.write("", to: "known.json")
    for _ in 0..<2 { #expect(try check("--write-baseline", "known.json").status == 0) }
    #expect(try check("--baseline", "known.json").status == 0)
  }

  @Test("what is no regular file is written to, and stays what it is")
  func devices() throws {
    let run = try WeirBinary.shell(
      """
      mkfifo pipe; ln -s pipe link
      for path in pipe link; do
        cat pipe > got & weir check --schema schema.json --write-baseline $path in 2> words
        echo "status $?"; wait; grep -c '"version": 1' got; test -p pipe && test -L link && echo kept
        cat pipe > got & weir infer --output $path in/b.ndjson 2> words
        echo "status $?"; wait; grep -c '"properties"' got; test -p pipe && test -L link && echo kept
      done
      """, in: folder.path)
    let round = "status 0\n1\nkept\n"
    #expect(run.stdout == round + round + round + round, "\(run.stderr)")
  }

  @Test("what is known and gone is told, of files that were checked")
  func stale() throws {
    _ = try check("--write-baseline", "known.json")
    try folder.write("id: 1\n", to: "in/a.yaml")
    let run = try check("--baseline", "known.json")
    #expect(run.status == 0)
    #expect(
      run.stderr.hasSuffix(
        """
        2 findings known by known.json
        1 finding known by known.json is gone; to forget it: --write-baseline known.json
          in/a.yaml: schema.type at /id

        """))
    let part = try WeirBinary.run(
      ["check", "--schema", "schema.json", "--baseline", "known.json", "in/b.ndjson"],
      in: folder.path)
    #expect(!part.stderr.contains("gone"))
  }

  @Test("machine formats show what is new only; verdicts are not to be had with a baseline")
  func formats() throws {
    _ = try check("--write-baseline", "known.json")
    #expect(try check("--baseline", "known.json", "--format", "json").stdout.isEmpty)
    #expect(try check("--baseline", "known.json", "--format", "flag").status == 2)
    #expect(try check("--baseline", "known.json", "--write-baseline", "known.json").status == 2)
  }

  @Test("a baseline that cannot be read or written is told")
  func unusable() throws {
    #expect(try check("--baseline", "none.json").status == 4)
    try folder.write(#"{"version": 2}"#, to: "known.json")
    let broken = try check("--baseline", "known.json")
    #expect(broken.status == 3)
    #expect(broken.stderr.contains("┌─ known.json:1:1"))
    let unwritable = try check("--write-baseline", "none/known.json")
    #expect(unwritable.status == 4)
    #expect(unwritable.stderr.contains("cannot write none/known.json"))
  }
}
