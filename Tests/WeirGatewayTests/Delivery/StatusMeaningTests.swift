import Testing
import WeirResilience
import WeirStream

@testable import WeirGateway

@Suite struct StatusMeaningTests {
  private func failure(_ status: Int) -> DeliveryFailure? {
    guard case .failed(let failure) = StatusMeaning(status, message: "") else { return nil }
    return failure
  }

  @Test func `Every status means something, and none but an answer of the service drops a record`()
  {
    for status in 300..<600 {
      guard let failure = failure(status) else {
        Issue.record("\(status) is no failure")
        continue
      }
      #expect(failure.status == status && failure.code.hasPrefix("sink."))
      let isRefusal =
        failure.scope == .record && failure.classification.failureClass == .permanent
      #expect(isRefusal == [400, 413, 422].contains(status), "\(status)")
    }
    for status in 200..<300 {
      #expect(StatusMeaning(status, message: "") == (status == 207 ? .mixed : .accepted))
    }
  }

  @Test(arguments: [
    (500, FailureClass.retryable, true), (503, .retryable, true), (502, .ambiguous, true),
    (504, .ambiguous, true), (429, .throttled, false), (408, .retryable, false),
    (409, .retryable, false), (425, .retryable, false),
  ])
  func `What may pass is tried again, and counts for the breaker where it is the service's fault`(
    status: Int, failureClass: FailureClass, isFault: Bool
  ) {
    #expect(failure(status)?.classification.failureClass == failureClass)
    #expect(failure(status)?.classification.isDestinationFault == isFault)
    #expect(failure(status)?.scope == .record)
  }

  @Test func `Retry-After is seconds or a date, and an hour at most`() {
    let now = Timestamp(nanoseconds: 784_111_777_000_000_000)
    #expect(RetryAfter.duration("120", now: now) == .seconds(120))
    #expect(RetryAfter.duration(" 0 ", now: now) == .zero)
    #expect(RetryAfter.duration("Sun, 06 Nov 1994 08:50:37 GMT", now: now) == .seconds(60))
    #expect(RetryAfter.duration("Sun, 06 Nov 1994 08:00:00 GMT", now: now) == .zero)
    #expect(RetryAfter.duration("99999999999999999999", now: now) == RetryAfter.longest)
    #expect(RetryAfter.duration("Wed, 06 Nov 2094 08:00:00 GMT", now: now) == RetryAfter.longest)
    for text in ["", "-1", "soon", "1.5"] { #expect(RetryAfter.duration(text, now: now) == nil) }
  }
}

@Suite struct BatchCallTests {
  private func answer(_ body: String) -> HTTPAnswer {
    HTTPAnswer(status: 207, retryAfter: nil, meaning: .mixed, body: Array(body.utf8))
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"items":{}}"#, #"{"items":[{"index":0,"status":202}"#, "<html>",
  ])
  func `A 207 that cannot be read leaves all records unknown`(body: String) {
    var call = BatchCall(count: 2, isIdempotent: false)
    call.beginAttempt()
    #expect(call.take(answer(body)) == nil)
    let results = call.results.compactMap { $0 }
    #expect(results.codes == ["sink.bad_answer", "sink.bad_answer"])
    #expect(results.failures.allSatisfy { $0?.classification.failureClass == .ambiguous })
  }

  @Test func `A record that a 207 does not name is unknown, and no other`() {
    var call = BatchCall(count: 3, isIdempotent: false)
    call.beginAttempt()
    let again = call.take(
      answer(
        #"{"items":[{"index":2,"status":200},{"index":0,"status":503},{"index":7,"status":200}]}"#)
    )
    #expect(again?.code == "sink.unavailable")
    #expect(call.open == [0])
    #expect(call.results[1]?.isFailure == true && call.results[2]?.isSuccess == true)
    call.beginAttempt()
    #expect(
      call.take(answer(#"{"items":[{"index":0,"status":202}]}"#)) == nil,
      "by the place in this request")
    #expect(call.results[0]?.isSuccess == true)
  }

  @Test func `The longer wait is the one that is waited`() {
    var call = BatchCall(count: 2, isIdempotent: false)
    call.beginAttempt()
    var mixed = answer(#"{"items":[{"index":0,"status":503},{"index":1,"status":429}]}"#)
    mixed.retryAfter = .seconds(3)
    let again = call.take(mixed)
    #expect(again?.classification.failureClass == .throttled)
    #expect(again?.classification.retryAfter == .seconds(3))
  }
}
