/// One call with its retries: how often it was tried, until when it may be, and what comes next.
struct RetryMachine {
  enum Decision: Equatable {
    /// Try again when `delay` has passed.
    case retry(after: Duration)

    /// Throw a ``RetryError``.
    case giveUp(RetryError.Reason)

    /// Throw the failure as it is: no other attempt was wanted.
    case passOn
  }

  private let policy: RetryPolicy
  private let endsAt: Duration

  /// Begun so far.
  private(set) var attempts = 0

  /// - Parameter timeLeft: Of a deadline around the call.
  init(_ policy: RetryPolicy, now: Duration, timeLeft: Duration?) {
    self.policy = policy
    endsAt = now + min(policy.maxTotalTime, timeLeft ?? policy.maxTotalTime)
  }

  mutating func beginAttempt() { attempts += 1 }

  /// Decides after a failed attempt.
  ///
  /// - Parameter takeFromBudget: Takes the price of a retry. Asked last, so that no token is taken
  ///   for a retry that does not happen.
  func decide(
    after failure: Classification, now: Duration,
    using generator: inout some RandomNumberGenerator, takeFromBudget: () -> Bool
  ) -> Decision {
    switch failure.failureClass {
    case .permanent: return .passOn
    case .ambiguous where !policy.isIdempotent: return .giveUp(.outcomeUnknown)
    case .ambiguous, .retryable, .throttled: break
    }
    guard attempts < policy.maxAttempts else { return .giveUp(.attemptsExhausted) }
    let delay = delay(after: failure, using: &generator)
    guard delay < endsAt - now else { return .giveUp(.outOfTime) }
    return takeFromBudget() ? .retry(after: delay) : .giveUp(.budgetExhausted)
  }

  private func delay(
    after failure: Classification, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    let longest = policy.longestDelay(beforeRetry: attempts - 1, after: failure.failureClass)
    return max(.random(in: .zero...longest, using: &generator), failure.retryAfter ?? .zero)
  }
}
