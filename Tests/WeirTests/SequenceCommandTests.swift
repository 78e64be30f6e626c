import TestSupport
import Testing

/// Dedupe and order of `weir filter` as their users meet them.
struct SequenceCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("true", to: "any.json")
  }

  private func filter(_ arguments: String..., stdin: String = "") throws -> WeirBinary.Outcome {
    try WeirBinary.run(
      ["filter", "--schema", "any.json"] + arguments, stdin: stdin, in: folder.path)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }

  @Test("a window of many records that reorders takes no time in proportion to what it holds")
  func longWindow() throws {
    var generator = SeededGenerator(seed: 7)
    let numbers = (0..<40_000).map {
      (key: $0 + Int.random(in: 0..<15_000, using: &generator), value: $0)
    }
    .sorted { ($0.key, $0.value) < ($1.key, $1.value) }.map(\.value)
    let run = try WeirBinary.run(
      [
        "filter", "--quiet", "--schema", "any.json", "--order-key", "#", "--lateness", "60000s",
        "--late", "reorder",
      ],
      stdin: numbers.map { "\($0)\n" }.joined(), in: folder.path, timeoutSeconds: 60)
    #expect(run.status == 0)
    #expect(run.stdout == (0..<40_000).map { "\($0)\n" }.joined())
  }

  @Test("the first of several with one key is accepted, and the others are kept apart")
  func dedupe() throws {
    let run = try filter(
      "--dedupe-key", "/id,/tenant", "--duplicates", "again", "--quarantine", "bad",
      stdin: #"""
        {"id":1,"tenant":"a"}
        {"id":1,"tenant":"b"}
        {"tenant":"a","id":1.0}
        {"id":1}

        """#)
    #expect(run.status == 0)
    #expect(
      run.stdout == "{\"id\":1,\"tenant\":\"a\"}\n{\"id\":1,\"tenant\":\"b\"}\n{\"id\":1}\n")
    #expect(try text("again") == "{\"tenant\":\"a\",\"id\":1.0}\n")
    #expect(run.stderr.hasPrefix("4 lines, 3 accepted, 0 quarantined, 1 duplicate\n"))
    #expect(run.stderr.contains("1 record without a key was not compared\n"))
  }

  @Test("a comma in a name is given in a fragment; elsewhere it parts pointers")
  func commas() throws {
    let input = "{\"a,b\":1,\"c\":2}\n{\"a,b\":1,\"c\":3}\n{\"a,b\":1,\"c\":2}\n"
    let first = try filter("--dedupe-key", "#/a%2Cb", "--quarantine", "bad", stdin: input)
    #expect(first.stdout == "{\"a,b\":1,\"c\":2}\n")
    let both = try filter("--dedupe-key", "#/a%2Cb,/c", "--quarantine", "bad", stdin: input)
    #expect(both.stdout == "{\"a,b\":1,\"c\":2}\n{\"a,b\":1,\"c\":3}\n")
    for wrong in ["/a,b", "#/a%2,/c", "#/a,b"] {
      #expect(try filter("--dedupe-key", wrong, stdin: input).status == 2, "\(wrong)")
    }
  }

  @Test(
    "times are RFC 3339 or numbers of a unit; what is too late is quarantined with its distance")
  func late() throws {
    let run = try filter(
      "--order-key", "/t", "--order-unit", "ms", "--lateness", "30s", "--late", "quarantine",
      "--quarantine", "bad",
      stdin: #"""
        {"t":"1970-01-01T00:01:00Z"}
        {"t":30000}
        {"t":29999.5}
        {"t":"yesterday"}
        {}

        """#)
    #expect(run.status == 0)
    #expect(run.stdout == "{\"t\":\"1970-01-01T00:01:00Z\"}\n{\"t\":30000}\n")
    let bad = try text("bad")
    #expect(
      bad.contains(#""code":"order.late","message":"/t is 30.000 s behind the latest record"#))
    #expect(bad.contains(#""code":"order.unreadable""#))
    #expect(bad.contains(#""code":"order.missing""#))
    let check = try WeirBinary.run(
      [
        "check", "--schema", TestData.packageRoot + "/schemas/quarantine-record.schema.json",
        "--as", "ndjson", "bad",
      ], in: folder.path)
    #expect(check.status == 0, "\(check.stdout)")
  }

  @Test("reordered records leave in order, partition by partition")
  func reorder() throws {
    let run = try filter(
      "--order-key", "/n", "--order-partition", "/d", "--lateness", "2", "--late", "reorder",
      "--quarantine", "bad",
      stdin: [(2, "a"), (1, "a"), (9, "b"), (3, "a"), (5, "a"), (4, "a"), (8, "b")]
        .map { "{\"n\":\($0),\"d\":\"\($1)\"}\n" }.joined())
    let expected = [(1, "a"), (2, "a"), (3, "a"), (4, "a"), (5, "a"), (8, "b"), (9, "b")]
    #expect(run.stdout == expected.map { "{\"n\":\($0),\"d\":\"\($1)\"}\n" }.joined())
    #expect(
      run.stderr.contains(
        "order: 3 out of order\n  out of order: <stdin>:2, <stdin>:6, <stdin>:7\n"))
  }

  @Test("the summary tells where the order was first broken, for people and for machines")
  func firstPlaces() throws {
    try folder.write(
      [1, 2, 9, 3, 20, 19, 18, 17, 30].map { "{\"n\":\($0)}\n" }.joined() + "{}\n", to: "in")
    let run = try filter(
      "--order-key", "/n", "--lateness", "2", "--max-gap", "6", "--summary", "summary",
      "--quarantine", "bad", "in")
    #expect(
      run.stderr.contains(
        """
        order: 4 out of order, 2 late, 3 gaps, 1 without a time
          out of order: in:4, in:6, in:7, …
          late: in:4, in:8
          gaps: in:3, in:5, in:9
          without a time: in:10

        """), "\(run.stderr)")
    let summary = try text("summary")
    #expect(summary.contains(#""out_of_order":4,"late":2,"gaps":3,"without_time":1"#))
    #expect(summary.contains(#""gaps":[{"file.path":"in","file.line":3,"file.offset":16}"#))
  }

  @Test("records that are not lines leave as lines, wherever they go")
  func framings() throws {
    let run = try filter(
      "--framing", "concatenated", "--dedupe-key", "/id", "--duplicates", "again", "--order-key",
      "/n", "--lateness", "1", "--late", "quarantine", "--quarantine", "bad", "--quarantine-format",
      "raw", stdin: #"{"id":1,"n":5}{"id":1}{"id":2,"n":5}{"id":3,"n":1}{"id":2}{"id":4,"n":6}"#)
    #expect(run.status == 0)
    #expect(run.stdout == "{\"id\":1,\"n\":5}\n{\"id\":2,\"n\":5}\n{\"id\":4,\"n\":6}\n")
    #expect(try text("again") == "{\"id\":1}\n{\"id\":2}\n")
    #expect(try text("bad") == "{\"id\":3,\"n\":1}\n")
  }

  @Test("a wrong value, or one that is missing, is told with what to write")
  func wanted() throws {
    let wrong: [([String], String)] = [
      (["--order-key", "/t", "--late", "reorder"], "how late: --lateness 30s"),
      (["--order-key", "t", "--lateness", "30s"], "a pointer begins with /, such as /t"),
      (["--dedupe-key", "/id,t"], "a pointer begins with /, such as /t"),
      (["--dedupe-key", "/id", "--dedupe-window", "many"], "a whole number, alone or with k, M"),
      (["--max-record-bytes", "16X"], "a whole number, alone or with k, M"),
      (["--max-record-bytes", "9999999999G"], "that is too much"),
      (["--reject-window", "k"], "a whole number, alone or with k, M"),
    ]
    for (words, text) in wrong {
      let run = try WeirBinary.run(["filter", "--schema", "any.json"] + words, in: folder.path)
      #expect(run.status == 2, "\(words)")
      #expect(run.stderr.contains(text), "\(run.stderr)")
    }
  }

  @Test("sizes take the same suffixes everywhere", arguments: ["2k", "2kB", "2KiB", "2000"])
  func sizes(size: String) throws {
    let line = { (length: Int) in "\"" + String(repeating: "x", count: length - 2) + "\"\n" }
    let bytes = size == "2KiB" ? 2048 : 2000
    let run = try filter(
      "--max-record-bytes", size, "--reject-window", size, "--dedupe-key", "/id",
      "--dedupe-window", size, "--quarantine", "bad", stdin: line(bytes) + line(bytes + 1))
    #expect(run.stdout == line(bytes), "\(run.stderr)")
    #expect(run.stderr.hasPrefix("2 lines, 1 accepted, 1 quarantined, 0 duplicates\n"))
  }

  @Test("a time that a plain --lateness takes for a sequence number is told with the unit to write")
  func unitlessLateness() throws {
    let run = try filter(
      "--order-key", "/t", "--lateness", "10", "--late", "quarantine", "--quarantine", "bad",
      stdin: "{\"t\":\"2026-11-25T10:00:00Z\"}\n")
    #expect(run.stdout.isEmpty)
    #expect(try text("bad").contains("--lateness 10s says that it is a time"))
  }

  @Test("wrong usage is status 2")
  func usage() throws {
    let wrong = [
      ["--dedupe-window", "5"], ["--dedupe-key", "id"],
      ["--dedupe-key", "/id", "--dedupe-for", "1h"],
      ["--duplicates", "x"], ["--late", "pass"], ["--order-key", "/t", "--late", "sometimes"],
      ["--order-key", "/t", "--lateness", "-1"], ["--order-key", "/t", "--late", "quarantine"],
      ["--order-key", "/t", "--late", "reorder"],
      ["--order-key", "/t", "--lateness", "30s", "--max-gap", "4"],
      ["--dedupe-key", "/id", "--dedupe-window", "0"],
      ["--dedupe-key", "/id", "--dedupe-for", "1h", "--order-key", "/n", "--lateness", "3"],
      ["--dedupe-key", "/id", "--duplicates", "any.json", "--accepted", "any.json"],
    ]
    for words in wrong {
      #expect(
        try WeirBinary.run(["filter", "--schema", "any.json"] + words, in: folder.path).status == 2,
        "\(words)")
    }
  }
}
