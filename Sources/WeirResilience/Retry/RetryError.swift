/// Why a call was not tried again although its failure was none for good.
///
/// `permanent` failures and cancellation are thrown as they came.
public struct RetryError: Error, Sendable {
  public enum Reason: Sendable, Equatable {
    /// All attempts of the policy failed.
    case attemptsExhausted

    /// The next attempt would begin after the time allowed, because of its backoff or because the
    /// destination asked for a longer wait. The call can be put by until then.
    case outOfTime

    /// Too many calls to this destination are retried already.
    case budgetExhausted

    /// Nobody knows whether the call was done, and doing it twice might do harm.
    case outcomeUnknown
  }

  public var reason: Reason

  /// Attempts that were made, at least 1.
  public var attempts: Int

  /// How long the destination asked not to be tried again, from the last failure on.
  public var retryAfter: Duration?

  /// What the last attempt threw.
  public var lastError: any Error
}

extension RetryError: CustomStringConvertible {
  public var description: String { "gave up after attempt \(attempts), \(reason): \(lastError)" }
}

extension RetryError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .attemptsExhausted: "the last one allowed"
    case .outOfTime: "no time being left for another"
    case .budgetExhausted: "too many calls being retried already"
    case .outcomeUnknown: "which may have been carried out"
    }
  }
}
