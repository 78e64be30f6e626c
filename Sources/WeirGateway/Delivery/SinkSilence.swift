import WeirResilience

/// Since when a sink owes an answer for records that it was given: a sink that hangs. Pure.
///
/// One that says no, or where nobody listens, has answered: it is down, and paused. One that lets its limits
/// of time pass, or keeps a delivery for ever, has not; that it is left alone in between changes nothing.
struct SinkSilence {
  /// When the first delivery began that ended without an answer, since there was one.
  private var unansweredSince: Duration?

  /// Records that wait beside the cursor to be tried again, as far as they were parked since the start.
  private var toTryAgain = 0

  /// Takes note of how a delivery ended.
  mutating func note(_ results: [Result<Void, DeliveryFailure>], begunAt: Duration) {
    let answers = results.map(\.answer)
    if answers.contains(.given) {
      unansweredSince = nil
    } else if answers.contains(.missing) {
      unansweredSince = min(unansweredSince ?? begunAt, begunAt)
    }
  }

  /// Takes note of what became of one of its records.
  mutating func note(_ outcome: RecordOutcome, wasParked: Bool) {
    var isToTryAgain = false
    if case .parked(let parking) = outcome { isToTryAgain = parking.dueAt != nil }
    toTryAgain = max(0, toTryAgain + (isToTryAgain ? 1 : 0) - (wasParked ? 1 : 0))
  }

  /// Nil where nothing is owed.
  ///
  /// - Parameters:
  ///   - underWay: When each delivery began that has not ended.
  ///   - isWaiting: Whether there are records that were read and wait for a delivery.
  func since(underWay: some Sequence<Duration>, isWaiting: Bool) -> Duration? {
    let oldest = underWay.min()
    guard let unansweredSince, isWaiting || toTryAgain > 0 || oldest != nil else { return oldest }
    return min(unansweredSince, oldest ?? unansweredSince)
  }
}

/// Whether a sink said anything to a delivery.
private enum SinkAnswer {
  case given, missing

  /// It was not asked.
  case none
}

extension Result where Failure == DeliveryFailure {
  fileprivate var answer: SinkAnswer {
    guard case .failure(let failure) = self else { return .given }
    if failure.status != nil { return .given }
    switch failure.code {
    case "sink.connect_timeout", "sink.tls_timeout", "sink.first_byte_timeout",
      "sink.idle_timeout", "sink.request_timeout":
      return .missing
    case "sink.cancelled", "sink.circuit_open", "sink.no_memory": return .none
    default: return .given
    }
  }
}
