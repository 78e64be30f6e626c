/// Is told what policies do: the seat of metrics and logs.
///
/// One observer a destination tells destinations apart. It is called by the task that the event
/// happened to, outside every lock, and holds that task up for as long as it takes. Events of two
/// tasks may come in another order than they happened in: count them, and read a gauge
/// (``CircuitBreaker/snapshot``, ``Bulkhead/snapshot``) where it is needed.
public protocol ResilienceObserver: Sendable {
  func observe(_ event: ResilienceEvent)
}

/// Something that a policy did.
public enum ResilienceEvent: Sendable, Equatable {
  /// Attempt number `attempt` (from 1) failed; another follows after `delay`.
  case retrying(attempt: Int, after: Duration, FailureClass)

  /// A retry gave up after so many attempts.
  case gaveUp(attempts: Int, RetryError.Reason)

  case circuitChanged(from: CircuitState, to: CircuitState)
  case circuitRejected(CircuitBreakerError)
  case bulkheadRejected(BulkheadError)
  case timedOut(TimeoutError)
  case rateLimited(RateLimiterError)

  /// The limit of a bulkhead follows what its destination can take.
  case concurrencyChanged(from: Int, to: Int)

  /// Attempt number `attempt`, from 2, was started beside others.
  case hedged(attempt: Int)
  case fellBack
}
