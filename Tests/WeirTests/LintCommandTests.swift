import TestSupport
import Testing

/// `weir lint` as a user runs it: exit status, what stands on which output, and what it mends.
struct LintCommandTests {
  private let folder: TemporaryFolder

  private static let dialect = #""$schema": "https://json-schema.org/draft/2020-12/schema""#

  init() throws { folder = try TemporaryFolder() }

  private func lint(_ arguments: String...) throws -> WeirBinary.Outcome {
    try WeirBinary.run(["lint"] + arguments, in: folder.path)
  }

  @Test("a clean schema is exit 0; findings are exit 1, each with its code and place")
  func findings() throws {
    try folder.write("{\(Self.dialect), \"type\": \"object\"}", to: "good.json")
    try folder.write("{\(Self.dialect),\n \"requird\": [\"a\"]}", to: "bad.json")
    let good = try lint("good.json")
    #expect(good.status == 0)
    #expect(good.stdout.isEmpty)
    #expect(good.stderr == "0 findings in 1 schema\n")
    let bad = try lint("bad.json")
    #expect(bad.status == 1)
    #expect(bad.stdout.hasPrefix("warning[lint.misspelt_keyword]: \"requird\" is no keyword"))
    #expect(bad.stdout.contains("┌─ bad.json:2:2\n"))
    #expect(bad.stdout.contains("= help: did you mean \"required\"?\n"))
    let json = try lint("--format", "json", "bad.json")
    #expect(json.stdout.contains(#""code":"lint.misspelt_keyword","message":"#))
    #expect(json.stdout.contains(#""fix":{"byteOffset":62,"length":7,"replacement":"required"}"#))
  }

  @Test("a file that could not be looked at is no schema without findings")
  func unusable() throws {
    try folder.write("{\(Self.dialect)}", to: "good.json")
    try folder.write("{\(Self.dialect), \"type\": 1}", to: "bad.json")
    #expect(try lint("bad.json").stderr.hasSuffix("\n1 file could not be looked at\n"))
    let both = try lint("good.json", "bad.json", "gone.json")
    #expect(both.status == 4)
    #expect(
      both.stderr.hasSuffix("\n0 findings in 1 schema; 2 files could not be looked at\n"))
  }

  @Test("findings are written in the formats of CI systems, each document a subject")
  func formats() throws {
    try folder.write("{\(Self.dialect)}", to: "good.json")
    try folder.write("{\(Self.dialect),\n \"requird\": [\"a\"]}", to: "bad.json")
    let github = try lint("--format", "github", "good.json", "bad.json")
    #expect(github.stdout.hasPrefix("::error "))
    #expect(github.stdout.contains("file=bad.json,line=2,"))
    let sarif = try lint("--format", "sarif", "good.json", "bad.json")
    #expect(sarif.stdout.contains(#""ruleId":"lint.misspelt_keyword""#))
    #expect(sarif.status == 1)
    #expect(try lint("--format", "junit", "good.json", "bad.json").stdout.contains("<testcase"))
  }

  @Test("a keyword among the properties is found; a property of its name is not")
  func keywordAsProperty() throws {
    let head = #"{"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": "#
    try folder.write(head + #"{"a": {}, "additionalProperties": false}}"#, to: "stray.json")
    let found = try lint("stray.json")
    #expect(found.status == 1 && found.stdout.contains("lint.keyword_as_property"), "\(found)")
    try folder.write(head + #"{"a": {}, "additionalProperties": {}}}"#, to: "meant.json")
    #expect(try lint("meant.json").status == 0)
  }

  @Test("--allow and --deny choose by code, with or without its beginning")
  func codes() throws {
    try folder.write("{\(Self.dialect), \"requird\": [\"a\"], \"mine\": 1}", to: "a.json")
    #expect(try lint("--allow", "misspelt_keyword", "a.json").status == 0)
    let denied = try lint("--deny", "lint.unknown_keyword", "a.json")
    #expect(denied.stderr.hasPrefix("2 findings in 1 schema\n"))
    let unknown = try lint("--deny", "unkown_keyword", "a.json")
    #expect(unknown.status == 2)
    #expect(unknown.stderr.contains("did you mean lint.unknown_keyword?"))
    #expect(try lint("--allow", "nonsense", "a.json").stderr.contains("there are lint."))
  }

  @Test("--fix changes what it mends and no other byte, in JSON and in YAML")
  func fix() throws {
    try folder.write(
      "{\(Self.dialect),\r\n\t\"requird\":[ \"nam\" ],\"properties\" : {\"nam\":{\"format\":\"datetime\"}}}",
      to: "a.json")
    try folder.write(
      "$schema: https://json-schema.org/draft/2020-12/schema\nproperties: # of all\n  a: {patern:   '^b.*'}\n",
      to: "b.yaml")
    let run = try lint("--fix", "a.json", "b.yaml")
    // Within a misspelt keyword nothing was looked at: it comes to light now.
    #expect(run.stderr.contains("mended"))
    #expect(
      String(decoding: try folder.read("a.json"), as: UTF8.self)
        == "{\(Self.dialect),\r\n\t\"required\":[ \"nam\" ],\"properties\" : {\"nam\":{\"format\":\"date-time\"}}}"
    )
    #expect(
      String(decoding: try folder.read("b.yaml"), as: UTF8.self)
        == "$schema: https://json-schema.org/draft/2020-12/schema\nproperties: # of all\n  a: {pattern:   '^b.*'}\n"
    )
    #expect(try lint("--fix", "a.json", "b.yaml").status == 0)
    #expect(String(decoding: try folder.read("b.yaml"), as: UTF8.self).hasSuffix("'^b'}\n"))
    #expect(try lint("--fix", "-").status == 2)
  }

  @Test("in folders, schemas are the files that name a dialect")
  func folders() throws {
    try folder.write("{\(Self.dialect)}", to: "schemas/a.json")
    try folder.write(#"{"$schema": "a.json", "requird": 1}"#, to: "schemas/instance.json")
    let run = try lint("schemas")
    #expect(run.status == 0)
    #expect(run.stderr == "0 findings in 1 schema\n")
    #expect(try lint("schemas/instance.json").status == 3)
  }

  @Test("no schema is exit 2, a broken one exit 3, one that cannot be read exit 4")
  func failures() throws {
    try folder.write("{}", to: "data/a.json")
    try folder.write(#"{"type": "strin"}"#, to: "broken.json")
    #expect(try lint("data").status == 2)
    #expect(try lint("broken.json").status == 3)
    #expect(try lint("none.json").status == 4)
  }
}
