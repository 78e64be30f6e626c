import TestSupport
import Testing

/// `weir bundle` as a user runs it.
struct BundleCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"properties": {"a": {"$ref": "common/a.json"}}}"#, to: "root.json")
    try folder.write(#"{"type": "integer"}"#, to: "common/a.json")
  }

  private func bundle(_ arguments: String...) throws -> WeirBinary.Outcome {
    try WeirBinary.run(["bundle"] + arguments, in: folder.path)
  }

  @Test("the bundle stands alone, and judges as the schema does with its files")
  func standsAlone() throws {
    let run = try bundle("root.json")
    #expect(run.status == 0)
    #expect(run.stderr == "1 document embedded\n")
    #expect(!run.stdout.contains(folder.path))
    try folder.write(run.stdout, to: "elsewhere/bundle.json")
    for (text, status) in [(#"{"a": 1}"#, 0), (#"{"a": "x"}"#, 1)] {
      let check = try WeirBinary.run(
        ["check", "--schema", "elsewhere/bundle.json", "-"], stdin: text, in: folder.path)
      #expect(check.status == status)
    }
  }

  @Test("--output replaces the file as a whole, and says nothing on standard output")
  func output() throws {
    try folder.write("other", to: "bundle.json")
    let run = try bundle("--quiet", "--output", "bundle.json", "root.json")
    #expect(run.status == 0)
    #expect(run.stdout.isEmpty && run.stderr.isEmpty)
    let written = String(decoding: try folder.read("bundle.json"), as: UTF8.self)
    #expect(written.contains(#""$id": "common/a.json""#))
    let failed = try bundle("--output", "none/bundle.json", "root.json")
    #expect(failed.status == 4)
    #expect(failed.stderr.contains("cannot write none/bundle.json"))
  }

  @Test("no document of the schema is replaced, by whatever name")
  func ownDocuments() throws {
    let link = try WeirBinary.shell(
      "ln -s root.json link.json; ln common/a.json hard.json", in: folder.path)
    #expect(link.status == 0)
    let before = [try folder.read("root.json"), try folder.read("common/a.json")]
    for output in ["root.json", "./root.json", "link.json", "common/a.json", "hard.json"] {
      let run = try bundle("--output", output, "root.json")
      #expect(run.status == 2, "\(output)")
      #expect(run.stderr.contains("\(output) is input and output at once"), "\(run.stderr)")
    }
    #expect([try folder.read("root.json"), try folder.read("common/a.json")] == before)
  }

  @Test("a folder of schemas answers references, as for every command")
  func resolutions() throws {
    try folder.write(#"{"$id": "https://example.com/b", "minimum": 5}"#, to: "store/b.json")
    try folder.write(#"{"$ref": "https://example.com/b"}"#, to: "c.json")
    #expect(try bundle("c.json").status == 3)
    let run = try bundle("--resolve-dir", "store", "c.json")
    #expect(run.status == 0)
    #expect(run.stdout.contains(#""$id": "https://example.com/b""#))
  }

  @Test("a metaschema of one's own stays outside, which is told")
  func metaschema() throws {
    try folder.write(
      #"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:meta"}"#,
      to: "meta.json")
    try folder.write(#"{"$schema": "urn:meta", "minimum": 5}"#, to: "own.json")
    let run = try bundle("--resolve", "urn:meta=meta.json", "own.json")
    #expect(run.status == 0)
    #expect(run.stderr.contains("needs the metaschema urn:meta"))
  }

  @Test("what has no identifiers cannot be embedded: status 3")
  func refused() throws {
    try folder.write(
      #"{"openapi": "3.0.3", "components": {"schemas": {"A": {"type": "string"}}}}"#, to: "api.json"
    )
    let run = try bundle("api.json#/components/schemas/A")
    #expect(run.status == 3)
    #expect(run.stderr.contains("api.json cannot be embedded"))
  }
}
