import Testing
import WeirResilience
import WeirStream

@testable import WeirGateway

/// Since when a sink owes an answer, told the time.
struct SinkSilenceTests {
  private var silence = SinkSilence()

  private func failure(_ code: String, status: Int? = nil) -> Result<Void, DeliveryFailure> {
    .failure(
      DeliveryFailure(Classification(.retryable), code: code, message: "", status: status))
  }

  private func since(_ underWay: Int..., isWaiting: Bool = false) -> Duration? {
    silence.since(underWay: underWay.map { .seconds($0) }, isWaiting: isWaiting)
  }

  @Test("without a record nothing is owed; the oldest delivery under way counts")
  func underWay() {
    #expect(since() == nil)
    #expect(since(isWaiting: true) == nil)
    #expect(since(7, 3, 5) == .seconds(3))
  }

  @Test(
    "deliveries that end by a limit of time go on counting from the first",
    arguments: ["connect", "tls", "first_byte", "idle", "request"])
  mutating func timeouts(limit: String) {
    silence.note([failure("sink.\(limit)_timeout")], begunAt: .seconds(10))
    silence.note([failure("sink.\(limit)_timeout")], begunAt: .seconds(40))
    #expect(since(isWaiting: true) == .seconds(10))
    #expect(since(70) == .seconds(10))
    // Neither was it asked then, nor did it say anything.
    silence.note([failure("sink.circuit_open")], begunAt: .seconds(90))
    #expect(since(isWaiting: true) == .seconds(10))
  }

  @Test("whatever it says is an answer, also that nobody is there")
  mutating func answers() {
    let answers: [Result<Void, DeliveryFailure>] = [
      .success(()), failure("sink.unavailable", status: 503), failure("sink.connect_failed"),
      failure("sink.connection_lost"), failure("sink.write_failed"),
    ]
    for answer in answers {
      silence.note([failure("sink.request_timeout")], begunAt: .seconds(1))
      silence.note([failure("sink.request_timeout"), answer], begunAt: .seconds(2))
      #expect(since(isWaiting: true) == nil)
      #expect(since(9) == .seconds(9))
    }
  }

  @Test("records that wait beside the cursor are owed an answer, those of unknown outcome are not")
  mutating func parked() {
    let again = RecordOutcome.parked(
      .init(sequence: 1, attempts: 1, dueAt: Timestamp(nanoseconds: 1), code: "c"))
    let unknown = RecordOutcome.parked(.init(sequence: 1, attempts: 1, dueAt: nil, code: "c"))
    silence.note([failure("sink.request_timeout")], begunAt: .seconds(1))
    silence.note(again, wasParked: false)
    #expect(since() == .seconds(1))
    silence.note(again, wasParked: true)
    #expect(since() == .seconds(1))
    silence.note(unknown, wasParked: true)
    #expect(since() == nil)
    silence.note(.delivered, wasParked: true)
    silence.note(again, wasParked: false)
    #expect(since() == .seconds(1))
  }
}
