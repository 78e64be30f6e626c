import Foundation
import TestSupport
import Testing

/// `--state` with real processes, real signals and a real disk.
@Suite(.serialized)
struct StateCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"type": "object", "required": ["id"]}"#, to: "schema.json")
    try folder.write("{\"id\":1}\nnope\n{}\n{\"id\":2}\n", to: "in.ndjson")
  }

  private func filter(_ arguments: String..., stdin: String = "") throws -> WeirBinary.Outcome {
    try WeirBinary.run(
      ["filter", "--schema", "schema.json", "--state", "state"] + arguments, stdin: stdin,
      in: folder.path)
  }

  private func shell(_ script: String, timeoutSeconds: Int = 120) throws -> WeirBinary.Outcome {
    try WeirBinary.shell(script, in: folder.path, timeoutSeconds: timeoutSeconds)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }

  @Test("a process killed at a sample of its system calls resumes to the same bytes")
  func killedAtCalls() throws {
    let run = try shell(
      """
      crash="\(BuiltProduct.directory)/weir-crash"
      mkdir whole
      for i in $(seq 2000); do echo "$i ${i}0000000"; [ $((i % 7)) -eq 0 ] && echo "x$i"; done > whole/in
      "$crash" whole 1 count > count && count=$(cat count)
      [ "$count" -gt 100 ] || echo "only $count calls"
      for jobs in 1 2; do
        for way in kill kill-inside; do
          for index in 5 $(seq $jobs 29 "$count"); do
            rm -rf one && mkdir one && cp whole/in one/in
            "$crash" one $jobs $way "$index" 2> words; died=$?
            [ $died -eq 137 ] || [ $jobs -eq 2 ] || echo "$way $index: status $died"
            "$crash" one $jobs run || echo "$way $index: resumed with status $?"
            # The path of the input is part of a record.
            sed 's/"one\\//"whole\\//; s/"\\(id\\|event_id\\)":"[0-9a-f]*"//g' one/bad > bad1
            sed 's/"\\(id\\|event_id\\)":"[0-9a-f]*"//g' whole/bad > bad2
            cmp one/good whole/good && cmp bad1 bad2 || echo "$way $index: differs"
          done
        done
      done
      """)
    #expect(run.stdout == "")
    #expect(run.stderr.split(separator: "\n").allSatisfy { $0.contains("Killed") }, "\(run.stderr)")
  }

  @Test("a process killed again and again at random moments ends with the same bytes")
  func killedAtRandom() throws {
    let seconds = ProcessInfo.processInfo.environment["WEIR_SOAK_SECONDS"].flatMap { Int($0) } ?? 15
    let run = try shell(
      """
      root=\(TestData.packageRoot)
      filter=(
        weir filter events --schema "$root/schemas/event.schema.json" --assert-format --quiet
        --quarantine-format raw)
      # As much as takes this weir on this machine a while, so that kills fall into the run.
      took=0
      for copies in 12 24 48 96; do
        [ $took -lt 700 ] || break
        for i in $(seq $copies); do cat "$root/samples/events.ndjson"; done > events
        begin=$(date +%s%N)
        "${filter[@]}" --accepted good --quarantine bad || echo "undisturbed: status $?"
        took=$((($(date +%s%N) - begin) / 1000000 + 1))
      done
      kills=0; rounds=0; end=$((SECONDS + \(seconds)))
      # Rounds go on until some starts were killed, on a machine that grows faster or slower too.
      while [ $SECONDS -lt $end ] || { [ $kills -lt 4 ] && [ $SECONDS -lt $((end + 60)) ]; }; do
        rm -rf state; rounds=$((rounds + 1))
        for try in $(seq 100); do
          # Some starts get to a commit, some do not.
          "${filter[@]}" --state state --accepted good2 --quarantine bad2 & pid=$!
          # On a machine that has become slower no start may get far: the last one is let be.
          if [ $try -lt 100 ]; then
            wait=$((RANDOM % took)); sleep "$((wait / 1000)).$(printf %03d $((wait % 1000)))"
            kill -KILL $pid 2> /dev/null && kills=$((kills + 1))
          fi
          wait $pid; status=$?
          [ $status -eq 0 ] && break
          [ $status -eq 137 ] || echo "status $status"
        done
        cmp good good2 && cmp bad bad2 || echo "differs in round $rounds"
      done 2> words
      echo "$kills kills in $rounds rounds" >&2
      [ $kills -gt 3 ] || echo "only $kills kills"
      """, timeoutSeconds: seconds + 200)
    #expect(run.stdout == "", "\(run.stderr)")
    print("random kills:", run.stderr)
  }

  @Test("a file that may not grow is status 4 and says how to go on, which gives the same bytes")
  func fileLimit() throws {
    let run = try shell(
      """
      for i in $(seq 60000); do echo "{\\"id\\":$i}"; [ $((i % 9)) -eq 0 ] && echo "{}"; done > many
      filter() { weir filter --schema schema.json --state state --quarantine-format raw "$@"; }
      weir filter --schema schema.json --quiet --accepted good --quarantine bad \
        --quarantine-format raw many
      (ulimit -f 200; filter --accepted good2 --quarantine bad2 many); echo "status $?"
      filter --quiet --accepted good2 --quarantine bad2 many; echo "status $?"
      cmp good good2 && cmp bad bad2 && echo same
      """)
    #expect(run.stdout == "status 4\nstatus 0\nsame\n")
    #expect(run.stderr.contains("File too large"))
    #expect(run.stderr.contains("the same command goes on behind line"))
  }

  @Test(
    "a full disk is status 4 and says how to go on, which gives the same bytes",
    .enabled(
      if: Self.canMount, "skipped: mounting a small tmpfs takes root and the right to mount"))
  func fullDisk() throws {
    let run = try shell(
      """
      for i in $(seq 60000); do echo "{\\"id\\":$i}"; [ $((i % 9)) -eq 0 ] && echo "{}"; done > many
      mkdir disk; mount -t tmpfs -o size=400k none disk; trap 'umount disk' EXIT
      weir filter --schema schema.json --quiet --accepted good --quarantine bad \
        --quarantine-format raw many
      filter() {
        weir filter --schema schema.json --state disk/state --accepted disk/good \
          --quarantine disk/bad --quarantine-format raw many
      }
      filter; echo "status $?"; filter; echo "status $?"
      mount -o remount,size=20m disk
      filter; echo "status $?"
      cmp good disk/good && cmp bad disk/bad && echo same
      """)
    #expect(run.stdout == "status 4\nstatus 4\nstatus 0\nsame\n", "\(run.stderr)")
    #expect(run.stderr.contains("No space left on device"))
  }

  private static let canMount: Bool = {
    let script = "d=$(mktemp -d) && mount -t tmpfs -o size=64k none $d && umount $d && rmdir $d"
    return (try? WeirBinary.shell(script))?.status == 0
  }()

  @Test(
    "standard output that is a file is cut back and gone on with; emptied by the shell, refused")
  func standardOutput() throws {
    let run = try shell(
      """
      filter() { weir filter --schema schema.json --state state --quarantine discard --quiet in.ndjson; }
      echo earlier > good
      filter >> good; echo "status $?"
      echo '{"id":3}' >> in.ndjson
      filter >> good; echo "status $?"
      cat good
      echo '{"id":4}' >> in.ndjson
      filter > good; echo "status $?"
      """)
    #expect(
      run.stdout
        == "status 0\nstatus 0\nearlier\n{\"id\":1}\n{\"id\":2}\n{\"id\":3}\nstatus 4\n")
    #expect(run.stderr.contains("fewer than the"))
  }

  @Test("an output that was cut or taken away after the run was complete is told, status 4")
  func damagedOutputs() throws {
    let run = try shell(
      """
      filter() {
        weir filter --schema schema.json --state state --quiet --accepted good --quarantine bad in.ndjson
      }
      filter; echo "status $?"; filter; echo "status $?"
      cp good whole; truncate -s 3 good; filter; echo "status $?"
      rm good; filter; echo "status $?"
      cp whole good; filter; echo "status $?"
      """)
    #expect(run.stdout == "status 0\nstatus 0\nstatus 4\nstatus 4\nstatus 0\n", "\(run.stderr)")
    #expect(run.stderr.contains("good has 3 bytes, fewer than the 18 it had"), "\(run.stderr)")
    #expect(run.stderr.contains("good is gone, and held 18 bytes of this run"))
    #expect(run.stderr.contains("the run was complete; without its state it starts anew"))
  }

  @Test("a signal commits and leaves, and the same command goes on")
  func signals() throws {
    for (signal, status) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
      let run = try shell(
        """
        set -m  # else the shell makes a background job ignore SIGINT
        rm -rf state fifo; mkfifo fifo
        filter=(
          weir filter --schema schema.json --state state --replayed-input --accepted good
          --quarantine bad --quiet fifo)
        "${filter[@]}" & pid=$!
        exec 3> fifo; printf '{"id":1}\\n{"id":2}\\n' >&3; sleep 0.5
        kill -\(signal) $pid; wait $pid; echo "status $?"; exec 3>&-
        cat good.partial
        "${filter[@]}" & pid=$!
        printf '{"id":1}\\n{"id":2}\\n{"id":3}\\n' > fifo; wait $pid; echo "status $?"
        cat good
        """)
      let lines = "{\"id\":1}\n{\"id\":2}\n"
      #expect(run.stdout == "status \(status)\n\(lines)status 0\n\(lines){\"id\":3}\n")
    }
  }

  @Test("the second SIGINT leaves at once, without harm")
  func secondSignal() throws {
    let run = try shell(
      """
      set -m
      yes '{"id":1}' | head -n 300000 > many
      mkfifo out
      filter() { weir filter --schema schema.json --state state --quarantine bad --quiet many; }
      weir filter --schema schema.json --state state --quarantine bad --quiet many > out & pid=$!
      exec 3< out; head -c 10 <&3 > head; sleep 0.3  # the pipe is full, and the writer waits
      kill -INT $pid; sleep 0.2; kill -INT $pid; wait $pid; echo "status $?"
      exec 3<&-
      filter | tail -n 1; echo "status ${PIPESTATUS[0]}"
      """)
    #expect(run.stdout == "status 130\n{\"id\":1}\nstatus 0\n")
  }

  @Test("an input that was copied back is gone on with when --accept-changes says so")
  func copiedInput() throws {
    let run = try shell(
      """
      filter() {
        weir filter --schema schema.json --state state --accepted good --quarantine bad "$@" in.ndjson
      }
      filter --quiet; echo "status $?"
      cp in.ndjson copy; echo '{"id":3}' >> copy; mv copy in.ndjson
      filter; echo "status $?"
      filter --quiet --accept-changes; echo "status $?"
      echo '{"id":4}' >> in.ndjson; filter --quiet; echo "status $?"
      cat good
      """)
    let good = "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n{\"id\":4}\n"
    #expect(run.stdout == "status 0\nstatus 4\nstatus 0\nstatus 0\n" + good)
    #expect(run.stderr.contains("--accept-changes goes on with it if it begins with what was read"))
  }

  @Test("--status shows where a run stands, and whether one is at it")
  func status() throws {
    #expect(try filter("--accepted", "good", "--quarantine", "bad", "in.ndjson").status == 0)
    let run = try WeirBinary.run(["filter", "--status", "state"], in: folder.path)
    #expect(run.status == 0)
    #expect(run.stdout.contains("complete"))
    #expect(run.stdout.contains("4 lines, 2 accepted, 2 quarantined"))
    #expect(run.stdout.contains("in.ndjson"))
    #expect(try WeirBinary.run(["filter", "--status", "nowhere"], in: folder.path).status == 4)
    let running = try shell(
      """
      mkfifo fifo
      weir filter --schema schema.json --state other --replayed-input --quarantine bad2 --quiet fifo &
      exec 3> fifo; echo '{"id":1}' >&3; sleep 1.5
      weir filter --status other; exec 3>&-; wait
      """)
    #expect(running.stdout.contains("running"))
    #expect(running.stdout.contains("1 line, 1 accepted"))
  }

  @Test("the counts of --status add up where lines came again")
  func statusOfDuplicates() throws {
    try folder.write("{\"id\":1}\n{\"id\":1}\n{}\n", to: "again.ndjson")
    #expect(
      try filter(
        "--dedupe-key", "/id", "--accepted", "good", "--quarantine", "bad", "again.ndjson"
      ).status == 0)
    let run = try WeirBinary.run(["filter", "--status", "state"], in: folder.path)
    #expect(run.stdout.contains("\n3 lines, 1 accepted, 1 quarantined, 1 duplicate, 0 blank\n"))
  }

  @Test("SIGUSR1 prints a line, and --progress json one every second")
  func progress() throws {
    let run = try shell(
      """
      mkfifo fifo
      weir filter --schema schema.json --accepted good --quarantine bad --progress json fifo 2> err &
      pid=$!; exec 3> fifo; echo '{"id":1}' >&3; sleep 1.3; kill -USR1 $pid; sleep 0.3
      exec 3>&-; wait $pid; echo "status $?"
      head -n 1 err; grep -c 'records/s, 1 accepted, 0 quarantined' err
      """)
    let lines = run.stdout.split(separator: "\n")
    #expect(lines.first == "status 0")
    #expect(lines.dropFirst().first?.hasPrefix(#"{"lines":1,"accepted":1,"#) == true)
    #expect(lines.last == "1")
  }

  @Test("the counts of the summary are those of all starts together")
  func summary() throws {
    #expect(
      try filter("--accepted", "good", "--quarantine", "bad", "--summary", "s", "in.ndjson").status
        == 0)
    try folder.write("{\"id\":1}\nnope\n{}\n{\"id\":2}\n{\"id\":3}\n{}\n", to: "more")
    let run = try shell(
      """
      cat more > in.ndjson  # the same file, which begins as it did
      weir filter --schema schema.json --state state --accepted good --quarantine bad --quiet \
        --summary s in.ndjson; echo "status $?"; cat s
      """)
    #expect(run.stdout.hasPrefix("status 0\n"))
    #expect(
      run.stdout.contains(#""lines":6,"blank":0,"received":6,"accepted":3,"quarantined":3"#))
  }
}
