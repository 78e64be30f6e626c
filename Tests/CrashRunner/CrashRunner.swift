import Glibc
import StreamTestSupport
import WeirJSON
import WeirSchema
import WeirStream

/// Filters numbers with a state, and kills itself at one of its system calls.
///
///     weir-crash DIR JOBS count          prints how many calls a run makes
///     weir-crash DIR JOBS kill N         SIGKILL before call N
///     weir-crash DIR JOBS kill-inside N  the same after half of what the call writes
///     weir-crash DIR JOBS run            goes on to the end
///
/// DIR holds `in`; good, bad and state are put there. The exit status is that of the filter.
@main
enum CrashRunner {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let jobs = Int(arguments[2]) else { exit(2) }
    let index = arguments.count > 4 ? Int(arguments[4]) : nil
    let fault: FaultyCalls.Fault = arguments[3] == "kill-inside" ? .killInside : .kill
    let calls = FaultyCalls(LiveSystemCalls(), fault, at: index)
    let outcome = filter(arguments[1], jobs, calls)
    if arguments[3] == "count" { print(calls.kinds.count) }
    exit(outcome.exitStatus)
  }

  private static func filter(_ folder: String, _ jobs: Int, _ system: FaultyCalls) -> FilterOutcome
  {
    var options = FilterOptions()
    options.inputs = [folder + "/in"]
    options.accepted = folder + "/good"
    options.quarantine = .file(folder + "/bad")
    options.state = folder + "/state"
    options.jobs = jobs
    options.isQuiet = true
    var commits = CommitSettings()
    commits.bytes = 2000
    commits.isPipelined = jobs > 1
    // The same moment in every start: what it leaves can be compared with what another run leaves.
    let clock = RunClock(continuous: RunClock.system.continuous, wall: { 0 })
    let filter = Filter(
      options, system: system, clock: clock, commits: commits, blockBytes: 1000,
      spareWorkers: jobs > 1 ? 1 : 0)
    return filter.run { FirstDigitJudge() }
  }
}

/// Accepts lines that begin with a digit.
private struct FirstDigitJudge: RecordJudge {
  mutating func accepts(_ line: ByteSlice) -> Bool {
    line.count > 0 && line[0] >= UInt8(ascii: "0") && line[0] <= UInt8(ascii: "9")
  }

  mutating func report(on line: ByteSlice, limit: Int) -> Report {
    Report(errors: [], isTruncated: false)
  }
}
