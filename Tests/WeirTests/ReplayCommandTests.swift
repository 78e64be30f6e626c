import TestSupport
import Testing

/// `weir replay` as its users meet it.
struct ReplayCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"required": ["id"]}"#, to: "strict.json")
    try folder.write(#"{"required": ["name"]}"#, to: "mended.json")
    try folder.write("{\"name\":\"ä\"}\r\n{\"id\":1}\n{ }\nnope\n", to: "in.ndjson")
    _ = try WeirBinary.run(
      ["filter", "--schema", "strict.json", "--quarantine", "bad", "-q", "in.ndjson"],
      in: folder.path)
  }

  private func replay(_ arguments: String..., stdin: String = "") throws -> WeirBinary.Outcome {
    try WeirBinary.run(
      ["replay", "--schema", "mended.json"] + arguments, stdin: stdin, in: folder.path)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }

  @Test("what the mended schema accepts leaves as it came; the rest stays, by a valid record")
  func replays() throws {
    let run = try replay("--quarantine", "still", "bad")
    #expect(run.status == 0)
    #expect(run.stdout == "{\"name\":\"ä\"}\r\n")
    #expect(run.stderr.hasPrefix("3 lines, 1 accepted, 2 quarantined\n"))
    let check = try WeirBinary.run(
      [
        "check", "--schema", TestData.packageRoot + "/schemas/quarantine-record.schema.json",
        "--assert-format", "--as", "ndjson", "still",
      ], in: folder.path)
    #expect(check.status == 0, "\(check.stdout)")
    #expect(try text("still").contains(#""replay_count":1"#))
  }

  @Test("records from standard input, as filter wrote them to standard error, notices among them")
  func pipes() throws {
    let run = try WeirBinary.shell(
      """
      weir filter --schema strict.json in.ndjson 2>&1 >/dev/null \
        | weir replay --schema mended.json --quarantine discard
      """, in: folder.path)
    #expect(run.stdout == "{\"name\":\"ä\"}\r\n")
    #expect(run.stderr.contains("1 notice"))
  }

  @Test("conditions select, and a dry run writes nothing")
  func conditions() throws {
    let run = try replay(
      "--where", "code=schema.required", "--since", "1h", "--dry-run", "--accepted", "good",
      "--quarantine", "still", "--summary", "summary.json", "bad")
    #expect(run.status == 0)
    #expect(run.stdout.isEmpty)
    #expect(run.stderr.hasPrefix("dry run: 3 lines, 1 accepted, 1 quarantined, 1 not selected\n"))
    #expect(!folder.contains("good") && !folder.contains("still"))
    #expect(try text("summary.json").contains(#""unselected":1"#))
    let none = try replay("--where", "stage=route", "--quarantine", "still", "bad")
    #expect(none.stdout.isEmpty)
    #expect(try text("still").isEmpty)
  }

  @Test("a damaged line is told with its place, kept as it is, and status 1")
  func damage() throws {
    try folder.write(try text("bad") + "{\"type\":1}\nno json\n", to: "bad")
    let run = try replay("--quarantine", "still", "bad")
    #expect(run.status == 1)
    #expect(run.stdout == "{\"name\":\"ä\"}\r\n")
    #expect(run.stderr.contains("error: bad:4:1: this is no quarantine record"))
    #expect(run.stderr.contains("error: bad:5:1: this is no quarantine record"))
    #expect(try text("still").hasSuffix("{\"type\":1}\nno json\n"))
  }

  @Test("payloads go to the schema of their kind")
  func routes() throws {
    try folder.write("routes: {ä: mended.json}\n", to: "map.yaml")
    let run = try WeirBinary.run(
      ["replay", "--route", "/name", "--schema-map", "map.yaml", "--quarantine", "still", "bad"],
      in: folder.path)
    #expect(run.stdout == "{\"name\":\"ä\"}\r\n")
    #expect(try text("still").contains(#""code":"route.missing""#))
  }

  @Test("wrong usage is status 2")
  func usage() throws {
    #expect(try replay("--where", "code").status == 2)
    #expect(try replay("--where", "color=red").status == 2)
    #expect(try replay("--since", "yesterday").status == 2)
    #expect(try replay("--max-replays", "0").status == 2)
    #expect(try replay("--quarantine", "bad", "bad").status == 2)
    #expect(try WeirBinary.run(["replay", "bad"], in: folder.path).status == 2)
  }
}
