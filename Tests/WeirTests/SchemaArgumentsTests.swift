import TestSupport
import Testing

/// Where a schema comes from, and what a user is told when it cannot be used.
struct SchemaArgumentsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("{\"id\": 7}\n", to: "a.json")
  }

  private func check(_ arguments: String..., document: String = "a.json") throws
    -> WeirBinary.Outcome
  {
    try WeirBinary.run(["check"] + arguments + [document], in: folder.path)
  }

  @Test("a schema that is not there is exit 4")
  func missing() throws {
    let run = try check("--schema", "none.json")
    #expect(run.status == 4)
    #expect(run.stderr.hasPrefix("error: cannot read none.json: "))
  }

  @Test(
    "a broken schema is exit 3 with its place",
    arguments: [
      ("{\"type\": \"object\",}", "schema.syntax", "s.json:1:19"),
      ("{\n  \"type\": \"objekt\"\n}", "schema.metaschema", "s.json:2:11"),
      ("{\"$schema\": \"https://example.com/none\"}", "schema.unknown_dialect", "s.json:1:13"),
      (
        "{\"$ref\": \"#/$defs/Ordre\", \"$defs\": {\"Order\": true}}",
        "schema.unresolved_reference",
        "s.json:1:10"
      ),
      ("{\"$ref\": \"none.json\"}", "schema.unresolved_reference", "s.json:1:10"),
      ("{\"pattern\": \"(\"}", "schema.invalid_pattern", "s.json:1:13"),
    ])
  func broken(schema: String, code: String, place: String) throws {
    try folder.write(schema, to: "s.json")
    let run = try check("--schema", "s.json")
    #expect(run.status == 3)
    #expect(run.stdout.isEmpty)
    #expect(run.stderr.hasPrefix("error[\(code)]: "))
    #expect(run.stderr.contains("┌─ \(place)\n"))
    #expect(run.stderr.contains("│ "))
  }

  @Test(
    "an option makes a schema say what its dialect leaves unsaid",
    arguments: [
      (["--assert-content"], #"{"contentMediaType": "application/json"}"#, #""{""#),
      (["--assert-format"], #"{"format": "date"}"#, #""today""#),
      (["--legacy-dependencies"], #"{"dependencies": {"a": ["b"]}}"#, #"{"a": 1}"#),
      (
        ["--integers-by-notation", "--default-dialect", "draft4"], #"{"type": "integer"}"#, "1.0"
      ),
      (["--default-dialect", "draft3"], #"{"disallow": "string"}"#, #""a""#),
    ])
  func options(options: [String], schema: String, instance: String) throws {
    try folder.write(schema, to: "s.json")
    try folder.write(instance, to: "i.json")
    let command = ["check", "--schema", "s.json", "i.json"]
    #expect(try WeirBinary.run(command, in: folder.path).status == 0)
    #expect(try WeirBinary.run(command + options, in: folder.path).status == 1)
  }

  @Test("a typo in a reference is pointed at, with what was meant")
  func typoInReference() throws {
    try folder.write(
      "$defs:\n  Order: {type: object}\nproperties:\n  order:\n    $ref: '#/$defs/Ordre'\n",
      to: "s.yaml")
    let run = try check("--schema", "s.yaml")
    #expect(run.status == 3)
    #expect(run.stderr.contains("┌─ s.yaml:5:11\n"))
    #expect(run.stderr.contains("did you mean \"Order\"?"))
    #expect(run.stderr.contains("at /properties/order/$ref\n"))
  }

  @Test("a reference to a file beside the schema is followed")
  func siblingFile() throws {
    try folder.write(
      "{\"properties\": {\"id\": {\"$ref\": \"id.yaml#/$defs/id\"}}}", to: "in/s.json")
    try folder.write("$defs:\n  id:\n    type: string\n", to: "in/id.yaml")
    let run = try check("--schema", "in/s.json")
    #expect(run.status == 1)
    #expect(run.stdout.contains("in/id.yaml:3:11   (via #/$defs/id)\n"))
    #expect(run.stdout.contains(" 3│     type: string\n"))
  }

  @Test("a reference to a URI is answered by --resolve and by --resolve-dir, never fetched")
  func resolution() throws {
    try folder.write("{\"$ref\": \"https://example.com/order\"}", to: "s.json")
    try folder.write(
      "{\"$id\": \"https://example.com/order\", \"type\": \"array\"}", to: "lib/o.json")
    let without = try check("--schema", "s.json")
    #expect(without.status == 3)
    #expect(without.stderr.contains("--resolve https://example.com/order=FILE"))
    #expect(
      try check("--schema", "s.json", "--resolve", "https://example.com/order=lib/o.json").status
        == 1)
    #expect(try check("--schema", "s.json", "--resolve-dir", "lib").status == 1)
  }

  @Test("the pointer behind the schema picks one inside")
  func pointer() throws {
    try folder.write(
      "{\"components\": {\"schemas\": {\"Order\": {\"type\": \"array\"}}}}", to: "openapi.json")
    let run = try check("--schema", "openapi.json#/components/schemas/Order")
    #expect(run.status == 1)
    #expect(try check("--schema", "openapi.json").status == 0)
    let typo = try check("--schema", "openapi.json#/components/schemas/Odrer")
    #expect(typo.status == 3)
    #expect(typo.stderr.contains("Odrer"))
  }

  @Test("an anchor behind the schema picks one inside")
  func anchor() throws {
    try folder.write("$defs:\n  o:\n    $anchor: order\n    type: array\n", to: "s.yaml")
    let run = try check("--schema", "s.yaml#order")
    #expect(run.status == 1)
    #expect(run.stdout.contains("s.yaml:4:11"))
    #expect(try check("--schema", "s.yaml#odrer").status == 3)
  }

  @Test("a base URI is absolute, and what relative references are relative to")
  func baseURI() throws {
    try folder.write("{\"$ref\": \"id.json\"}", to: "s.json")
    try folder.write("{\"type\": \"array\"}", to: "other.json")
    let run = try check(
      "--schema", "s.json", "--base-uri", "https://example.com/v1/s.json", "--resolve",
      "https://example.com/v1/id.json=other.json")
    #expect(run.status == 1)
    let relative = try check("--schema", "s.json", "--base-uri", "v1/s.json")
    #expect(relative.status == 2)
    #expect(relative.stderr.contains("--base-uri must be an absolute URI"))
  }

  @Test("the help lists the dialects by their short names")
  func dialectHelp() throws {
    let run = try WeirBinary.run(["check", "--help"], environment: ["COLUMNS": "200"])
    #expect(run.stdout.contains("2020-12, v1; default: 2020-12)"))
    #expect(!run.stdout.contains("- \n"))
  }

  @Test("without --schema the document's own $schema is used, relative to the document")
  func ownSchema() throws {
    try folder.write(
      "{\"properties\": {\"id\": {\"type\": \"string\"}}}", to: "data/id.schema.json")
    try folder.write("{\"$schema\": \"id.schema.json\", \"id\": 7}", to: "data/b.json")
    let run = try check(document: "data/b.json")
    #expect(run.status == 1)
    #expect(run.stdout.contains("┌─ data/b.json:1:37\n"))
  }

  @Test("a document that is a schema is checked by its metaschema, which is built in")
  func metaschema() throws {
    try folder.write(
      "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"minLength\": -1}",
      to: "m.json")
    let run = try check(document: "m.json")
    #expect(run.status == 1)
    #expect(run.stdout.contains("/minLength"))
  }

  @Test("a document without any schema is exit 2, and the others are still checked")
  func noSchema() throws {
    let run = try check()
    #expect(run.status == 2)
    #expect(run.stderr.contains("no schema for this document"))
    #expect(run.stderr.contains("--schema"))
  }

  @Test("formats are an annotation unless asserted, and the summary says so")
  func formats() throws {
    try folder.write("{\"properties\": {\"id\": {\"format\": \"date\"}}}", to: "s.json")
    try folder.write("{\"id\": \"tomorrow\"}", to: "b.json")
    let unasserted = try check("--schema", "s.json", document: "b.json")
    #expect(unasserted.status == 0)
    #expect(unasserted.stderr.contains("--assert-format"))
    let asserted = try check("--schema", "s.json", "--assert-format", document: "b.json")
    #expect(asserted.status == 1)
    #expect(asserted.stdout.hasPrefix("error[schema.format]"))
  }

  @Test("the default dialect decides for schemas that do not say theirs")
  func dialect() throws {
    try folder.write("{\"items\": [{\"type\": \"string\"}]}", to: "s.json")
    try folder.write("[7]", to: "b.json")
    #expect(
      try check("--schema", "s.json", "--default-dialect", "draft-07", document: "b.json").status
        == 1)
    #expect(try check("--schema", "s.json", document: "b.json").status == 3)
  }
}
