package import WeirResilience
package import WeirStream

/// Is told what deliveries do: the seat of metrics and logs. Called by the task that it happened to, which
/// it holds up for as long as it takes.
package protocol DeliveryObserver: Sendable {
  func observe(_ event: DeliveryEvent, of sink: String)
}

/// Something that happened on the way to a sink.
package enum DeliveryEvent: Sendable, Equatable {
  /// The sink is ready.
  case opened

  /// Nothing new begins; what is under way may come to its end.
  case ending

  /// Records were taken; the time since each was received.
  case delivered(ages: [Duration])

  /// The sink will never take these.
  case refused(count: Int, code: String)

  /// These wait beside the cursor for another try.
  case parked(count: Int, code: String)

  /// Nobody knows whether these were delivered: only an operator sends them again.
  case outcomeUnknown(count: Int, code: String)

  /// Nothing goes to the sink for a while; then a probe. Its message quotes no record.
  case paused(code: String, message: String, for: Duration)
  case resumed

  /// Deliveries under way, records that wait for one, and bytes of both.
  case bulkhead(active: Int, queued: Int, bytes: Int)

  /// Since when the sink has records, or is being opened, and gives no answer; nil once it owes none.
  case silent(since: Timestamp?)

  /// The store did not answer as it should; it is asked again.
  case storeFailed(operation: String, message: String)

  /// One request, or one write. `status` is nil where no answer came, `code` where all went well.
  case requested(endpoint: String, status: Int?, code: String?, took: Duration)
  case retrying(attempt: Int, FailureClass, after: Duration)
  case gaveUp(attempts: Int, RetryError.Reason)
  case hedged(endpoint: String)
  case breakerChanged(endpoint: String, from: CircuitState, to: CircuitState)
  case breakerRejected(endpoint: String)

  /// An endpoint gets no requests for a while, having failed so often in a row.
  case ejected(endpoint: String, for: Duration)

  /// A file was closed and has its final name.
  case rotated(file: String, bytes: Int)

  /// A rotated file was deleted, as retention says.
  case expired(file: String)
}

extension DeliveryEvent {
  /// Whether a retry was not made since too many were: `retry_budget_exhausted_total`.
  package var isBudgetExhaustion: Bool {
    if case .gaveUp(_, .budgetExhausted) = self { true } else { false }
  }
}
