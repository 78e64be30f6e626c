import Foundation
import TestSupport
import Testing

/// `weir filter --follow` with real files that grow and are rotated, and real signals.
@Suite(.serialized)
struct FollowCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"type": "object", "required": ["id"]}"#, to: "schema.json")
  }

  /// `follow` starts a run in the background as `$pid`; `await TEXT FILE` waits for a line.
  private func shell(_ script: String, timeoutSeconds: Int = 120) throws -> WeirBinary.Outcome {
    try WeirBinary.shell(
      """
      set -m  # else the shell makes a background job ignore SIGINT
      filter=(
        weir filter log --schema schema.json --state state --append --accepted good
        --quarantine bad --quarantine-format raw)
      follow() { "${filter[@]}" --follow --rotate-wait 200ms "$@" 2>> words & pid=$!; }
      await() {
        for try in $(seq 500); do grep -qsF -e "$1" "$2" && return; sleep 0.02; done
        echo "no $1 in $2"
      }
      rotate() {
        [ ! -e log.1 ] || mv log.1 log.2
        mv log log.1; : > log
      }
      \(script)
      """, in: folder.path, timeoutSeconds: timeoutSeconds)
  }

  @Test("a file that grows by halves of lines and is rotated; a signal commits and leaves")
  func growth() throws {
    let run = try shell(
      """
      printf '{"id":1}\\n{"id' > log
      follow; await '"id":1' good
      sleep 0.1; wc -l < good
      printf '":2}\\nnope\\n' >> log; await '"id":2' good; await nope bad
      rotate; printf '{"id":3}\\n' >> log; sleep 0.1; printf '{"id":"late"}' >> log.1
      await '"id":3' good
      printf '{"id":4}\\n{"id":5' >> log; await '"id":4' good
      kill -INT $pid; wait $pid; echo "status $?"
      printf '}\\n' >> log; follow; await '"id":5' good
      kill -TERM $pid; wait $pid; echo "status $?"
      cat good; "${filter[@]}" --quiet; echo "status $?"
      """)
    let good = #"{"id":1} {"id":2} {"id":"late"} {"id":3} {"id":4} {"id":5}"#
      .replacing(" ", with: "\n")
    #expect(run.stdout == "1\nstatus 130\nstatus 143\n\(good)\nstatus 0\n", "\(run.stderr)")
    let words = String(decoding: try folder.read("words"), as: UTF8.self)
    #expect(words.contains("log is another file now"))
    #expect(words.contains("7 lines, 6 accepted, 1 quarantined"))
  }

  @Test("killed again and again while a writer writes and rotates, it leaves the same bytes")
  func killed() throws {
    let run = try shell(
      """
      root=\(TestData.packageRoot)
      filter[4]="$root/schemas/event.schema.json"
      cat "$root/samples/events.ndjson" "$root/samples/events.ndjson" > all
      weir filter --schema "$root/schemas/event.schema.json" --quiet --accepted whole \\
        --quarantine whole-bad --quarantine-format raw all
      : > log
      # From its first checkpoint on a run knows the file that it follows.
      follow --quiet; until [ -e state/checkpoint.json ]; do sleep 0.02; done
      # Each file gets a part of the sample, in pieces that end anywhere.
      (
        split -n l/8 all part-
        for part in part-*; do
          split -n 6 "$part" piece-
          for piece in piece-*; do cat "$piece" >> log; sleep 0.05; done
          rm piece-*
          for number in 7 6 5 4 3 2 1; do
            [ ! -e log.$number ] || mv log.$number log.$((number + 1))
          done
          mv log log.1; : > log; sleep 0.1
        done
        echo > written
      ) &
      kills=0
      until [ -e written ] && [ $kills -gt 4 ]; do
        sleep "0.$((RANDOM % 6 + 1))"
        kill -KILL $pid && kills=$((kills + 1)); wait $pid
        follow --quiet
      done 2> killed
      # A run that has just begun may still cut back what the one before it wrote and never committed.
      for try in $(seq 20); do
        for look in $(seq 300); do cmp -s good whole && break; sleep 0.05; done
        kill -INT $pid; wait $pid; status=$?
        cmp -s good whole && break
        follow --quiet
      done
      echo "status $status"
      cmp good whole && cmp bad whole-bad && echo same
      echo "$kills kills" >&2
      """)
    #expect(run.stdout == "status 130\nsame\n", "\(run.stderr)")
    print("follow:", run.stderr)
  }

  @Test("what cannot be followed is wrong usage, and says why")
  func usage() throws {
    try folder.write("{\"id\":1}\n", to: "log")
    let run = try shell(
      """
      gzip -k log; mkfifo fifo
      refused() { weir filter --schema schema.json --follow "$@" 2>&1 < log; echo "status $?"; }
      refused; refused -; refused log fifo; refused . ; refused log.gz; refused /dev/null; refused none
      weir filter --schema schema.json --retry log 2>&1 | head -n 1
      """)
    let lines = run.stdout.split(separator: "\n").filter { !$0.contains("run.summary") }
    #expect(lines.filter { $0 == "status 2" }.count == 6, "\(run.stdout)")
    #expect(lines.filter { $0 == "status 4" }.count == 1)
    for reason in [
      "standard input has none", "fifo is no regular file", ". is no regular file",
      "log.gz is compressed", "/dev/null is no regular file", "cannot read none",
      "--retry and --rotate-wait belong to --follow",
    ] {
      #expect(run.stdout.contains(reason), "\(reason)")
    }
  }

  @Test("a file that is gone while nobody ran is refused; one that comes late is waited for")
  func missing() throws {
    let run = try shell(
      """
      follow --retry; sleep 0.2; echo '{"id":1}' > log; await '"id":1' good
      kill -INT $pid; wait $pid
      rotate; gzip log.1; follow; wait $pid; echo "status $?"; cat good
      """)
    #expect(run.stdout == "status 4\n{\"id\":1}\n")
    let words = String(decoding: try folder.read("words"), as: UTF8.self)
    #expect(words.contains("the file that was log is not in its folder any more"))
  }
}
