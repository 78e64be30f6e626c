import Testing
import WeirJSON
import WeirSchema

@testable import WeirStream

/// What becomes of what was read when a signal asks for the end.
struct SignalTests {
  /// Accepts everything, and gets a signal at the first record.
  private struct InterruptedJudge: RecordJudge {
    let stop: StopRequest

    mutating func accepts(_ line: ByteSlice) -> Bool {
      stop.request(.signal(2))
      return true
    }

    mutating func report(on line: ByteSlice, limit: Int) -> Report { Report(errors: []) }
  }

  /// More records than a block takes where they are not lines.
  private static let input = Array(
    (1...Block.maxRecords + 100).map { "\($0)\n" }.joined().utf8)

  private func run(
    _ framing: Framing, flush: FlushPolicy, state: String?
  ) -> (outcome: FilterOutcome, accepted: [UInt8]) {
    let system = ModelSystem(
      DiskImage(folders: ["/", "/out"], files: [:]), input: .pipe(Self.input))
    let stop = StopRequest()
    var options = FilterOptions()
    options.framing = framing
    options.flush = flush
    options.quarantine = .discard
    options.jobs = 1
    options.state = state
    options.replaysInputs = state != nil
    let filter = Filter(options, stop: stop, system: system, spareWorkers: 0)
    return (filter.run { InterruptedJudge(stop: stop) }, system.taken(by: 1))
  }

  @Test(
    "without a state all whole records that were read are judged and written: no later start does it",
    arguments: [Framing.ndjson, .concatenated], [FlushPolicy.block, .auto, .line])
  func withoutState(framing: Framing, flush: FlushPolicy) {
    let (outcome, accepted) = run(framing, flush: flush, state: nil)
    #expect(outcome.exitStatus == 130)
    #expect(accepted == Self.input)
  }

  @Test("with a state the run ends behind the record in hand, where the next start goes on")
  func withState() {
    let (outcome, accepted) = run(.ndjson, flush: .block, state: "/out/state")
    #expect(outcome.exitStatus == 130)
    #expect(accepted == Array("1\n".utf8))
  }
}
