import TestSupport
import Testing

/// `weir explain` as a user runs it: exit status, and what stands on which output.
struct ExplainCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"properties": {"id": {"type": "integer"}}}"#, to: "schema.json")
  }

  private func explain(
    _ arguments: String..., stdin: String = ""
  ) throws -> WeirBinary.Outcome {
    try WeirBinary.run(["explain", "schema.json"] + arguments, stdin: stdin, in: folder.path)
  }

  @Test("a valid document is exit 0, an invalid one exit 1 with the value at fault")
  func verdicts() throws {
    #expect(try explain("-", stdin: #"{"id": 7}"#).status == 0)
    let run = try explain("-", stdin: "{\n  \"id\": \"7\"}")
    #expect(run.status == 1)
    #expect(run.stdout.hasPrefix("<stdin> is invalid by schema.json\n"))
    #expect(run.stdout.contains("/id = \"7\" (line 2, column 9)\n  ✗ #/properties/id\n"))
  }

  @Test("of several documents one must be picked; places are those of the file")
  func documents() throws {
    try folder.write("id: 1\n---\nid: x\n", to: "a.yaml")
    try folder.write("{}\n\n{\"id\": \"x\"}\n{\"id\"", to: "a.ndjson")
    #expect(try explain("a.yaml").status == 2)
    #expect(try explain("a.yaml", "--document", "1").status == 0)
    #expect(try explain("a.yaml", "--document", "2").stdout.contains("(line 3, column 5)"))
    #expect(try explain("a.yaml", "--document", "3").status == 2)
    #expect(try explain("a.ndjson").status == 2)
    #expect(try explain("a.ndjson", "--document", "2").stderr.contains("nothing on line 2"))
    #expect(try explain("a.ndjson", "--document", "3").stdout.contains("(line 3, column 8)"))
    let malformed = try explain("a.ndjson", "--document", "4")
    #expect(malformed.status == 1)
    #expect(malformed.stderr.contains("┌─ a.ndjson:4:6"))
  }

  @Test("--at shows one value, and one that is not there is exit 2")
  func valueAtPointer() throws {
    let run = try explain("-", "--at", "/name", stdin: #"{"id": 7, "name": "a"}"#)
    #expect(run.stdout.hasSuffix("no schema was applied to this value\n"))
    #expect(try explain("-", "--at", "/none", stdin: "{}").status == 2)
  }

  @Test("a broken schema is exit 3, a file that cannot be read exit 4, too few arguments exit 2")
  func failures() throws {
    try folder.write(#"{"type": "strin"}"#, to: "broken.json")
    #expect(try WeirBinary.run(["explain", "broken.json", "-"], in: folder.path).status == 3)
    #expect(try explain("none.json").status == 4)
    #expect(try explain().status == 2)
  }
}
