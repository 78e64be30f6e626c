import TestSupport
import Testing

/// `weir infer` as a user runs it.
struct InferCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func infer(_ arguments: String..., stdin: String = "") throws -> WeirBinary.Outcome {
    try WeirBinary.run(["infer"] + arguments, stdin: stdin, in: folder.path)
  }

  @Test("the draft is on standard output, what it was made from on standard error")
  func outputs() throws {
    let run = try infer(
      "--title", "Pair", "--id", "https://example.com/pair", "-", stdin: "[1,2]\n")
    #expect(run.status == 0)
    #expect(
      run.stdout == """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://example.com/pair",
          "title": "Pair",
          "$comment": "guessed by weir infer from 1 sample",
          "type": "array",
          "items": {"$comment": "from 1 to 2", "type": "integer", "minimum": 0}
        }

        """)
    #expect(run.stderr == "1 sample in 1 file\n")
  }

  @Test("every valid line of the sample stream is accepted by the draft, the others are told")
  func sampleStream() throws {
    let run = try WeirBinary.shell(
      """
      weir infer samples/events.ndjson > \(folder.path)/draft.json
      echo "status $?"
      weir filter --lenient --schema \(folder.path)/draft.json --assert-format --quarantine discard \
        samples/events.ndjson 2>&1 > \(folder.path)/good | head -n 1
      """)
    #expect(run.stdout == "status 1\n2,000 lines, 1,985 accepted, 15 quarantined\n")
    #expect(run.stderr.contains("samples/events.ndjson:62:277"))
    #expect(run.stderr.contains("error: 5 more samples are malformed"))
    #expect(run.stderr.hasSuffix("1985 samples in 1 file, 15 malformed\n"))
  }

  @Test("a malformed line is told with its place, and the others count")
  func malformed() throws {
    try folder.write("\u{FEFF}{\"a\":1}\r\n\n{\"a\":}\n{\"a\":\"x\"}", to: "a.ndjson")
    let run = try infer("--no-comments", "a.ndjson")
    #expect(run.status == 1)
    #expect(run.stderr.contains("error[decode.unexpected_byte]"))
    #expect(run.stderr.contains("a.ndjson:3:6"))
    #expect(run.stdout.contains(#""type": ["string", "integer"],"#))
  }

  @Test("a line longer than allowed is passed over without being held")
  func overlong() throws {
    let long = "\"" + String(repeating: "x", count: 3_000_000) + "\""
    try folder.write("1\n\(long)\n2\n\(long)", to: "a.ndjson")
    let run = try infer("--max-record-bytes", "1000", "a.ndjson")
    #expect(run.status == 1)
    #expect(run.stderr.contains("error[limit.size]"))
    #expect(run.stderr.contains("a.ndjson:2:1"))
    #expect(run.stderr.contains("a.ndjson:4:1"))
    #expect(run.stderr.hasSuffix("2 samples in 1 file, 2 malformed\n"))
  }

  @Test("memory does not follow the samples, even if each brings names and values of its own")
  func memory() throws {
    let filling = String(repeating: "x", count: 200)
    let lines = (0..<30_000).map {
      "{\"a\($0 % 200)\":{\"b\($0 % 300)\":{\"c\($0)\":\"\($0)\"}},\"d\":\"\($0)\(filling)\"}\n"
    }
    try folder.write(lines.joined(), to: "a.ndjson")
    let run = try infer("a.ndjson")
    #expect(run.status == 0)
    #expect(run.peakResidentBytes > 0)
    // Twice what 20,000 places take.
    #expect(run.peakResidentBytes < 64_000_000)
  }

  @Test("documents and the elements of arrays are samples as well")
  func documents() throws {
    try folder.write("[{\"a\": 1},\n {\"a\": null}]", to: "a.json")
    try folder.write("a: 2\n---\na: 3\n", to: "b.yaml")
    let run = try infer("--no-comments", "--elements", "a.json", "b.yaml")
    #expect(run.status == 0)
    #expect(run.stdout.contains(#""required": ["a"]"#))
    #expect(run.stdout.contains(#""type": ["integer", "null"]"#))
    #expect(run.stderr == "4 samples in 2 files\n")
    try folder.write("[1, 2,] // the last comma may stay", to: "c.jsonc")
    #expect(try infer("--elements", "c.jsonc").stderr == "2 samples in 1 file\n")
    let whole = try infer("a.json")
    #expect(whole.stdout.contains(#""type": "array""#))
  }

  @Test("samples are found in folders and by globs, and standard input may have a name")
  func search() throws {
    try folder.write("{\"a\": 1}\n{\"a\": 2}\n", to: "in/a.ndjson")
    try folder.write("a: 3\n", to: "in/deep/b.yaml")
    try folder.write("a: x\n", to: "in/deep/.hidden.yaml")
    try folder.write("no sample", to: "in/README.md")
    #expect(try infer("in").stderr == "3 samples in 2 files\n")
    #expect(try infer("--hidden", "in").stderr == "4 samples in 3 files\n")
    #expect(try infer("in/**/*.yaml").stderr == "1 sample in 1 file\n")
    let nothing = try infer("in/*.json", "in/a.ndjson")
    #expect(nothing.status == 2)
    #expect(nothing.stderr.hasPrefix("error: there is no file in in/*.json\n"))
    #expect(nothing.stdout.contains("integer"))
    let named = try infer("--stdin-filename", "c.yaml", "-", stdin: "a: 1\n---\na: [\n")
    #expect(named.status == 1)
    #expect(named.stderr.contains("c.yaml:4:1"), "\(named.stderr)")
    #expect(try infer("--stdin-filename", "c.yaml", "in").status == 2)
  }

  @Test("the draft goes to a file as a whole, and never to one of the samples")
  func output() throws {
    try folder.write("{\"a\": 1}\n", to: "in/a.ndjson")
    let run = try infer("--output", "draft.json", "in")
    #expect(run.status == 0)
    #expect(run.stdout.isEmpty)
    #expect(try String(decoding: folder.read("draft.json"), as: UTF8.self) == infer("in").stdout)
    let refused = try infer("-o", "./in/a.ndjson", "in")
    #expect(refused.status == 2)
    #expect(
      refused.stderr.hasPrefix("error: ./in/a.ndjson is input and output at once (in/a.ndjson)\n"))
    #expect(try folder.read("in/a.ndjson") == Array("{\"a\": 1}\n".utf8))
    #expect(try infer("-o", "none/draft.json", "in").status == 4)
  }

  @Test("one value over several lines brings the hint to say --as json")
  func hint() throws {
    let text = "{\n  \"a\": 1\n}\n"
    #expect(try infer("-", stdin: text).stderr.contains("--as json"))
    #expect(try infer("--as", "json", "-", stdin: text).status == 0)
  }

  @Test("no sample is no success; a file that is not there is status 4, the others still count")
  func nothing() throws {
    let empty = try infer("-", stdin: "\n \n")
    #expect(empty.status == 2)
    #expect(empty.stdout.isEmpty)
    try folder.write("1\n", to: "a.ndjson")
    let run = try infer("missing.ndjson", "a.ndjson")
    #expect(run.status == 4)
    #expect(run.stdout.contains("integer"))
    #expect(run.stderr.contains("cannot read missing.ndjson: there is no such file"))
  }

  @Test(
    "wrong arguments are status 2",
    arguments: [
      ["--id", "event", "-"], ["--id", "https://example.com/#a", "-"], ["--max-enum", "-1", "-"],
      ["--max-record-bytes", "0", "-"], [],
    ])
  func usage(arguments: [String]) throws {
    #expect(try WeirBinary.run(["infer"] + arguments, in: folder.path).status == 2)
  }
}
