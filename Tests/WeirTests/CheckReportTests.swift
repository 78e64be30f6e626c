import TestSupport
import Testing

/// How `weir check` reports much, to machines, and to readers who have seen enough.
struct CheckReportTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      #"{"items": {"type": "integer"}, "properties": {"id": {"type": "integer"}}}"#,
      to: "schema.json")
    try folder.write(
      "{\"id\":1}\n" + String(repeating: "{\"id\":\"x\"}\n", count: 300), to: "events.ndjson")
  }

  private func check(_ arguments: String...) throws -> WeirBinary.Outcome {
    try WeirBinary.run(["check", "--schema", "schema.json"] + arguments, in: folder.path)
  }

  @Test(
    "a long run draws the first hundred errors, counts the rest and ends with a summary by rule")
  func longRun() throws {
    let run = try check("events.ndjson")
    #expect(run.status == 1)
    #expect(run.stdout.matches(of: /error\[schema\.type\]/).count == 100)
    #expect(run.stdout.contains("\n… and 200 more\n"))
    #expect(
      run.stdout.hasSuffix(
        """
        errors by rule, most frequent first:
          300  schema.type  schema.json:1:62  #/properties/id/type
               events.ndjson:2:7, events.ndjson:3:7, events.ndjson:4:7, …

        """))
    #expect(run.stderr == "301 documents in 1 file: 1 valid, 300 invalid (300 errors)\n")
  }

  @Test("a million errors take hardly more memory than the text they are in")
  func memory() throws {
    let million = "[\(String(repeating: "\"x\",", count: 999_999))\"x\"]"
    try folder.write(million, to: "a.json")
    let one = try check("a.json")
    #expect(one.stderr.contains("(1032 errors)"))
    #expect(one.stdout.contains("\n… and at least 1000 more in a.json\n"))
    // The text, its tape of 16 bytes a value, and what a process takes anyhow.
    #expect(one.peakResidentBytes < million.utf8.count * 12 + 40_000_000)

    let lines = String(repeating: "{\"id\":\"x\"}\n", count: 20_000)
    try folder.write(lines, to: "many.ndjson")
    let many = try check("many.ndjson")
    #expect(many.stderr.contains("(20000 errors)"))
    #expect(many.peakResidentBytes < lines.utf8.count * 4 + 40_000_000)
  }

  @Test("what is said is the same in every process, and however many files are checked at once")
  func order() throws {
    try folder.write(
      """
      {"items": {"oneOf": [
        {"properties": {"kind": {"const": "a"}, "of": {"const": 1}, "x": {}, "y": {}}},
        {"properties": {"kind": {"const": "b"}, "of": {"const": 2}, "z": {}}},
        {"anyOf": [{"properties": {"kind": {"enum": ["c", "d"]}}}, {"required": ["w"]}]}]}}
      """, to: "union.json")
    let instance = #"""
      [{"kind": "a", "of": 2}, {"kind": "d", "of": 1, "x": 1}, {"of": 3, "kind": "e"}, 7, {"z": 1}]
      """#
    var names: [String] = []
    for number in 0..<12 {
      names.append("\(number).json")
      try folder.write(instance, to: "\(number).json")
    }
    let outputs = try ["1", "1", "1", "4", "4", "12"].map { jobs in
      try WeirBinary.run(
        ["check", "--schema", "union.json", "--trace", "--jobs", jobs] + names, in: folder.path
      ).stdout
    }
    #expect(outputs[0].contains("branch"))
    #expect(Set(outputs).count == 1)
  }

  @Test("one document shows --max-errors errors and counts the rest")
  func manyErrorsInOneDocument() throws {
    try folder.write(
      "[\(Array(repeating: "\"x\"", count: 49).joined(separator: ","))]", to: "a.json")
    let run = try check("--max-errors", "8", "a.json")
    #expect(run.stdout.matches(of: /error\[schema\.type\]/).count == 8)
    #expect(run.stdout.contains("\n… and 41 more in a.json\n"))
    #expect(run.stderr.contains("(49 errors)"))
  }

  @Test("--format flag writes a verdict for each document, in their order")
  func flag() throws {
    try folder.write("{\"id\":\"x\"}\nno\n[1]\n", to: "three.ndjson")
    let run = try check("--format", "flag", "three.ndjson")
    #expect(run.status == 1)
    #expect(run.stdout == "{\"valid\":false}\n{\"valid\":false}\n{\"valid\":true}\n")
    #expect(run.stderr == "3 documents in 1 file: 1 valid, 2 invalid (2 errors)\n")
  }

  @Test("--format basic tells every error, and of valid documents the annotations")
  func basic() throws {
    try folder.write("{\"id\":\"x\"}\n{\"id\":7}\nno\n", to: "three.ndjson")
    let run = try check("--format", "basic", "three.ndjson")
    let lines = run.stdout.split(separator: "\n")
    try #require(lines.count == 3)
    #expect(
      lines[0].contains(
        #""errors":[{"valid":false,"keywordLocation":"/properties/id/type","#
          + #""absoluteKeywordLocation":"file:///"#))
    #expect(lines[0].contains(##"/schema.json#/properties/id/type","instanceLocation":"/id","##))
    #expect(lines[1].contains(#""annotation":["id"]}]}"#))
    #expect(lines[2].contains(#""error":"line 3, column 1: "#))
  }

  @Test("--format json writes the error object, one a line, with the file and the place in it")
  func json() throws {
    let run = try check("--format", "json", "events.ndjson")
    let lines = run.stdout.split(separator: "\n")
    #expect(run.status == 1)
    try #require(lines.count == 300)
    #expect(
      lines[0].hasPrefix(
        #"{"file":"events.ndjson","code":"schema.type","keyword":"type","instance_location":"/id","#
      ))
    #expect(lines[0].contains(#""line":2,"column":7,"byte_offset":15,"message":"#))
  }

  @Test("JSON says on the last error shown that there are more")
  func jsonTruncated() throws {
    try folder.write("[\"x\",\"x\",\"x\"]", to: "a.json")
    let run = try check("--format", "json", "--max-errors", "2", "a.json")
    let lines = run.stdout.split(separator: "\n")
    try #require(lines.count == 2)
    #expect(!lines[0].contains("truncated"))
    #expect(lines[1].hasSuffix(#","truncated":true}"#))
  }

  @Test("a reader that has seen enough is no error")
  func closedPipe() throws {
    let run = try WeirBinary.shell(
      "weir check --schema schema.json --format json events.ndjson | head -1; "
        + "echo ${PIPESTATUS[0]} >&2",
      in: folder.path)
    #expect(run.stdout.hasPrefix("{\"file\""))
    #expect(run.stderr.hasSuffix("\n1\n") || run.stderr == "1\n")
    #expect(!run.stderr.contains("rror:"))
  }

  @Test("a full disk is exit 4 and says so")
  func fullDisk() throws {
    let run = try WeirBinary.shell(
      "weir check --schema schema.json events.ndjson > /dev/full", in: folder.path)
    #expect(run.status == 4)
    #expect(run.stderr == "error: cannot write standard output: No space left on device\n")
  }

  @Test("colours and frame follow the options and the environment")
  func style() throws {
    try folder.write("[\"x\"]", to: "a.json")
    #expect(!(try check("a.json").stdout.contains("\u{1B}")))
    #expect(try check("--color", "always", "a.json").stdout.contains("\u{1B}[1;31merror"))
    let ascii = try WeirBinary.run(
      ["check", "--schema", "schema.json", "a.json"], in: folder.path,
      environment: ["LC_ALL": "C"])
    #expect(ascii.stdout.contains("  --> a.json:1:2\n"))
  }
}
