import TestSupport
import Testing

/// `weir filter` as its users meet it: outputs, exit status, and what happens when things go wrong.
struct FilterCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"type": "object", "required": ["id"]}"#, to: "schema.json")
    try folder.write("{\"id\":1}\nnope\n{}\n{\"id\":2}\n", to: "in.ndjson")
  }

  private func filter(_ arguments: String..., stdin: String = "") throws -> WeirBinary.Outcome {
    try WeirBinary.run(
      ["filter", "--schema", "schema.json"] + arguments, stdin: stdin, in: folder.path)
  }

  private func filter(schema: String) throws -> WeirBinary.Outcome {
    try WeirBinary.run(["filter", "--schema", schema, "--quarantine", "q"], in: folder.path)
  }

  private func shell(_ script: String) throws -> WeirBinary.Outcome {
    try WeirBinary.shell(script, in: folder.path)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }

  @Test("accepted lines go to stdout, records and the summary to stderr")
  func pipe() throws {
    let run = try filter(stdin: "{\"id\":1}\nnope\n{\"id\":2}")
    #expect(run.status == 0)
    #expect(run.stdout == "{\"id\":1}\n{\"id\":2}")
    #expect(run.stderr.contains(#""type":"dev.weir.quarantine.v1""#))
    #expect(run.stderr.contains(#""type":"dev.weir.notice.v1""#))
    #expect(run.stderr.contains(#""code":"decode.literal""#))
  }

  @Test("any number of workers gives the same outputs on the sample")
  func workers() throws {
    for jobs in ["1", "2", "5"] {
      let run = try shell(
        """
        weir filter --schema \(TestData.packageRoot)/schemas/event.schema.json --assert-format \
          --jobs \(jobs) --quiet --accepted good\(jobs) --quarantine bad\(jobs) \
          --quarantine-format raw \(TestData.packageRoot)/samples/events.ndjson
        cmp good1 good\(jobs) && cmp bad1 bad\(jobs) && cat good\(jobs) bad\(jobs) | wc -l
        """)
      #expect(run.status == 0, "\(run.stderr)")
      #expect(run.stdout.contains("2000"))
    }
  }

  @Test("every quarantine record is valid by its schema and holds the line")
  func records() throws {
    let root = TestData.packageRoot
    let run = try shell(
      """
      weir filter --schema \(root)/schemas/event.schema.json --assert-format --quiet \
        --accepted good --quarantine bad \(root)/samples/events.ndjson
      weir check --schema \(root)/schemas/quarantine-record.schema.json --assert-format \
        --as ndjson bad
      """)
    #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
    #expect(try text("bad").split(separator: "\n").count == 49)
  }

  @Test("a standard stream that is closed is an error, and nothing is lost in silence")
  func closedStreams() throws {
    try folder.write("1\n2\n", to: "in.ndjson")
    try folder.write("true", to: "s.json")
    for (redirections, input) in [("<&- >&-", "in.ndjson"), (">&-", "in.ndjson"), ("<&-", "-")] {
      let run = try WeirBinary.shell(
        "weir filter --schema s.json \(input) \(redirections)", in: folder.path,
        timeoutSeconds: 20)
      #expect(run.status == 4, "\(redirections)")
    }
    // What is not needed may be closed.
    let run = try WeirBinary.shell(
      "weir filter --quiet --schema s.json in.ndjson <&- 2>&-", in: folder.path)
    #expect(run.status == 0)
    #expect(run.stdout == "1\n2\n")
  }

  @Test("--redact takes pointers as text and as URI fragments")
  func redactedPointers() throws {
    try folder.write("{\"card\":{\"no, really\":\"4242\"},\"pin\":\"1234\"}\n", to: "in.ndjson")
    try folder.write("{\"required\": [\"id\"]}", to: "s.json")
    let run = try WeirBinary.run(
      [
        "filter", "--quiet", "--schema", "s.json", "--redact", "#/card/no%2C%20really",
        "--redact", "/pin", "in.ndjson",
      ], in: folder.path)
    #expect(run.stderr.contains(#""redacted":["/card/no, really","/pin"]"#), "\(run.stderr)")
    #expect(!run.stderr.contains("4242"))
    #expect(!run.stderr.contains("1234"))
    let wrong = try WeirBinary.run(["filter", "--redact", "#card"], in: folder.path)
    #expect(wrong.status == 2)
    #expect(wrong.stderr.contains("a pointer begins with /, such as /card"))
  }

  @Test("two spellings of one output, or of a schema, are refused before anything is touched")
  func sameFile() throws {
    try folder.write("1\n2\n", to: "in.ndjson")
    try folder.write("{\"$ref\": \"part.json\"}", to: "s.json")
    try folder.write("true", to: "part.json")
    for (outputs, words) in [
      ("--accepted x --quarantine ./x", "named as two outputs"),
      ("--accepted x --quarantine $PWD/x.partial", "named as two outputs"),
      ("--accepted x --summary sub/../x", "named as two outputs"),
      ("--accepted ./s.json", "is output and schema at once"),
      ("--summary part.json", "is output and schema at once"),
    ] {
      let run = try WeirBinary.shell(
        "mkdir -p sub; weir filter --schema s.json in.ndjson \(outputs)", in: folder.path)
      #expect(run.status == 2, "\(outputs)")
      #expect(run.stderr.contains(words), "\(run.stderr)")
      #expect(
        TestData.files(below: folder.path) == ["in.ndjson", "part.json", "s.json", "schema.json"])
    }
  }

  @Test("outputs are complete files, and no partial one is left")
  func outputs() throws {
    let run = try filter("--accepted", "good", "--quarantine", "bad", "in.ndjson")
    #expect(run.status == 0)
    #expect(try text("good") == "{\"id\":1}\n{\"id\":2}\n")
    #expect(try text("bad").split(separator: "\n").count == 2)
    #expect(!folder.contains("good.partial") && !folder.contains("bad.partial"))
    #expect(try filter("--accepted", "good", "--no-clobber", "in.ndjson").status == 4)
  }

  @Test(
    "--no-clobber keeps a file that appears while the run goes on, and what should have its name")
  func appears() throws {
    let run = try shell(
      """
      mkfifo fifo
      filter() { weir filter --schema schema.json --no-clobber --quarantine q "$@"; }
      filter --accepted good fifo 2> err & pid=$!
      exec 3> fifo; echo '{"id":1}' >&3
      until [ -s good.partial ]; do sleep 0.02; done
      echo theirs > good; exec 3>&-; wait $pid; echo "status $?"; cat good good.partial; grep -c appeared err
      rm q; filter --accepted new in.ndjson 2> err; echo "status $?"; ls new* q*
      """)
    #expect(
      run.stdout == "status 4\ntheirs\n{\"id\":1}\n1\nstatus 0\nnew\nq\n", "\(run.stderr)")
  }

  @Test("more rejects than allowed is status 1")
  func gate() throws {
    #expect(try filter("--max-rejects", "1", "in.ndjson").status == 1)
    #expect(try filter("--max-rejects", "2", "in.ndjson").status == 0)
    #expect(try filter("--max-rejects", "60%", "in.ndjson").status == 0)
    #expect(try filter("--max-rejects", "10%", "in.ndjson").status == 1)
  }

  @Test("wrong usage is status 2")
  func usage() throws {
    #expect(try filter("--no-such-flag").status == 2)
    #expect(try filter("--jobs", "0").status == 2)
    #expect(try WeirBinary.run(["filter"], in: folder.path).status == 2)
    #expect(try filter("--accepted", "in.ndjson", "in.ndjson").status == 2)
    #expect(try text("in.ndjson").count == 26)
  }

  @Test("a schema that is missing, broken, or refers nowhere is refused with its place")
  func brokenSchema() throws {
    try folder.write(
      ##"{"properties": {"a": {"$ref": "#/$defs/adress"}}, "$defs": {"address": {}}}"##,
      to: "ref.json")
    let typo = try filter(schema: "ref.json")
    #expect(typo.status == 3)
    #expect(typo.stderr.contains("ref.json:1:31"))
    #expect(typo.stderr.contains("did you mean \"address\"?"))
    let missing = try filter(schema: "none.json")
    #expect(missing.status == 4 || missing.status == 3)
    #expect(missing.stderr.contains("none.json"))
  }

  @Test("an unreadable input is status 4, and the rest is still looked at")
  func unreadable() throws {
    let run = try filter("--accepted", "good", "none.ndjson", "in.ndjson")
    #expect(run.status == 4)
    #expect(run.stderr.contains("none.ndjson"))
    #expect(try text("good.partial") == "{\"id\":1}\n{\"id\":2}\n")
  }

  @Test("a reader that leaves is no error")
  func closedPipe() throws {
    let run = try shell(
      """
      yes '{"id":1}' | head -n 300000 > many
      weir filter --schema schema.json many 2> err | head -n 1; echo "${PIPESTATUS[0]}"
      """)
    #expect(run.stdout == "{\"id\":1}\n0\n")
  }

  @Test("two runs do not share an output, and what a killed one wrote to is free")
  func sharedOutput() throws {
    let run = try shell(
      """
      mkfifo fifo
      weir filter --schema schema.json --quiet --accepted good --quarantine bad fifo & pid=$!
      exec 3> fifo; echo '{"id":1}' >&3
      for i in $(seq 600); do [ -s good.partial ] && break; sleep 0.05; done
      echo '{"id":2}' > in.ndjson
      again() { weir filter --quiet --schema schema.json --accepted good --quarantine "$1" in.ndjson; }
      again other; echo "$?"
      cat good.partial; ls other* 2> /dev/null
      kill -KILL $pid; wait $pid 2> /dev/null; exec 3>&-
      again bad; echo "$?"; cat good
      """)
    #expect(run.stdout == "4\n{\"id\":1}\n0\n{\"id\":2}\n", "\(run.stderr)")
    #expect(run.stderr.hasPrefix("error: good.partial is being written by another run\n"))
  }

  @Test(
    "who reads standard error may leave where it carries messages, not where it carries records")
  func closedStandardError() throws {
    let run = try shell(
      """
      printf '{"id":1}\\nnope\\n{"id":2}\\n' > in.ndjson
      # Reads on once nobody reads standard error any more.
      input() { for i in $(seq 600); do [ -e "$1" ] && break; sleep 0.05; done; cat in.ndjson; }
      filter() { weir filter --schema schema.json --accepted good "$@"; }
      input one | filter --quarantine bad 2> >(exec <&-; touch one); echo "$?"; cat good
      input two | filter 2> >(exec <&-; touch two); echo "$?"; ls good.partial
      """)
    #expect(run.stdout == "0\n{\"id\":1}\n{\"id\":2}\n4\ngood.partial\n", "\(run.stderr)")
  }

  @Test("a full disk is status 4 and says so")
  func fullDisk() throws {
    let run = try shell(
      """
      yes '{"id":1}' | head -n 100000 > many
      weir filter --schema schema.json --quarantine q many > /dev/full; echo "$?"
      """)
    #expect(run.stdout == "4\n")
    #expect(run.stderr.contains("No space left on device"))
  }

  @Test("SIGINT finishes the record in hand and exits 130")
  func interrupted() throws {
    let run = try shell(
      """
      set -m  # else the shell makes a background job ignore SIGINT
      mkfifo fifo
      weir filter --schema schema.json --accepted good --quarantine q fifo 2> err & pid=$!
      exec 3> fifo; echo '{"id":1}' >&3; sleep 0.5; kill -INT $pid; wait $pid; echo "$?"
      cat good.partial
      """)
    #expect(run.stdout == "130\n{\"id\":1}\n")
  }

  @Test("a line beyond the limit is kept by reference, and the next is not affected")
  func overlong() throws {
    try folder.write(
      "{\"id\":1}\n\"" + String(repeating: "x", count: 5000) + "\"\n{\"id\":2}\n", to: "long")
    let run = try filter("--max-record-bytes", "1000", "--quarantine", "q", "long")
    #expect(run.status == 0)
    #expect(run.stdout == "{\"id\":1}\n{\"id\":2}\n")
    let record = try text("q")
    #expect(record.contains(#""code":"frame.too_long""#))
    #expect(record.contains(#""bytes":5002"#))
  }

  @Test("empty input is complete and empty")
  func empty() throws {
    let run = try filter("--accepted", "good", "--quarantine", "bad")
    #expect(run.status == 0)
    #expect(try text("good").isEmpty && text("bad").isEmpty)
  }
}
