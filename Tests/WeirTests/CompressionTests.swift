import TestSupport
import Testing

/// Compressed inputs and outputs, as users meet them.
struct CompressionTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"type": "object", "required": ["id"]}"#, to: "schema.json")
    let lines = (0..<20_000).map { $0 % 50 == 7 ? "{\"no\":\($0)}\n" : "{\"id\":\($0)}\n" }
    try folder.write(lines.joined(), to: "in")
    _ = try shell("weir filter --schema schema.json --quiet --accepted good --quarantine bad in")
  }

  private func shell(_ script: String) throws -> WeirBinary.Outcome {
    try WeirBinary.shell(script, in: folder.path)
  }

  @Test("what comes compressed leaves as it came, and compressed if its name says so")
  func roundTrip() throws {
    let run = try shell(
      """
      set -e
      (head -c 100000 in | gzip; tail -c +100001 in | gzip -1) > in.gz
      weir filter --schema schema.json --quiet --accepted g.zst --quarantine q.gz in.gz
      weir filter --schema schema.json --quiet --accepted again --quarantine none g.zst
      cmp again good && test ! -s none
      zcat q.gz | wc -l
      cat in.gz | weir filter --schema schema.json --quiet --compress gzip --quarantine p | zcat | cmp - good
      cat g.zst | weir filter --schema schema.json --quiet --quarantine p | cmp - good
      """)
    #expect(run.status == 0, "\(run.stderr)")
    #expect(run.stdout == "400\n")
  }

  @Test("of a file that is cut off, every whole line is judged, and the run says where it ended")
  func truncated() throws {
    let run = try shell(
      """
      gzip -c in | head -c 20000 > in.gz
      weir filter --schema schema.json --accepted g --quarantine discard in.gz
      status=$?
      cmp g.partial good | grep -c EOF
      tail -c 1 g.partial | od -An -c
      exit $status
      """)
    #expect(run.status == 4)
    #expect(run.stderr.contains("cannot read in.gz: the compressed data ends at byte 20000"))
    #expect(run.stderr.contains("EOF on g.partial"))
    #expect(run.stdout.contains("\\n"))
  }

  @Test("garbage behind the data and bombs are errors of their own")
  func refused() throws {
    let garbage = try shell(
      "(gzip -c in; echo more) > in.gz; weir filter --schema schema.json --accepted g in.gz 2> q; "
        + "s=$?; grep -o input.trailing_garbage q; exit $s")
    #expect(garbage.status == 4)
    #expect(garbage.stdout == "input.trailing_garbage\n")
    let bomb = try shell(
      "head -c 40000000 /dev/zero | gzip -9 > in.gz; "
        + "weir filter --schema schema.json --accepted g in.gz 2> q; "
        + "s=$?; grep -o input.expansion q; exit $s")
    #expect(bomb.status == 4)
    #expect(bomb.stdout == "input.expansion\n")
  }

  @Test(
    "with --state a compressed input is read again up to where the run was, and on when it grew")
  func resumed() throws {
    let run = try shell(
      """
      set -e
      run() {
        weir filter --schema schema.json --quiet --state state --accepted g.gz --quarantine q.gz in.gz
      }
      head -c 100009 in | gzip > in.gz
      run
      run
      tail -c +100010 in | gzip >> in.gz
      run
      zcat g.gz | cmp - good
      zcat q.gz | wc -l
      """)
    #expect(run.status == 0, "\(run.stderr)")
    #expect(run.stdout == "400\n")
  }
}
