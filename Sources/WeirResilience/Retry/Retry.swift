import Synchronization

/// Tries a call again as a ``RetryPolicy`` says, within a ``RetryBudget``.
///
/// Cost without a failure: two uncontended locks and a reading of the clock.
public final class Retry: Sendable {
  public let policy: RetryPolicy
  public let budget: RetryBudget?
  private let classifier: FailureClassifier
  private let environment: PolicyEnvironment
  private let randomness: Mutex<any RandomNumberGenerator & Sendable>

  /// - Parameters:
  ///   - budget: One a destination, shared by all that call it. Without any, an outage multiplies calls
  ///     by `maxAttempts`.
  ///   - classifier: Tells what may be tried again.
  public init(
    _ policy: RetryPolicy = RetryPolicy(), budget: RetryBudget? = RetryBudget(),
    classifier: FailureClassifier = .standard, in environment: PolicyEnvironment = .system
  ) throws(SettingError) {
    try policy.validate()
    self.policy = policy
    self.budget = budget
    self.classifier = classifier
    self.environment = environment
    randomness = Mutex(environment.randomness)
  }

  /// - Parameter operation: Gets the number of the attempt, from 1.
  /// - Throws: ``RetryError``; a `permanent` failure as it came; `CancellationError` at once, also while
  ///   waiting.
  public func run<Value>(
    _ operation: (_ attempt: Int) async throws -> Value
  ) async throws -> Value {
    budget?.noteCall()
    var machine = RetryMachine(
      policy, now: environment.time.now, timeLeft: Deadline.current?.timeLeft)
    while true {
      machine.beginAttempt()
      do {
        return try await operation(machine.attempts)
      } catch {
        try await waitToRetry(after: error, machine)
      }
    }
  }

  /// Returns when the next attempt is due; throws when there is none.
  private func waitToRetry(after error: any Error, _ machine: RetryMachine) async throws {
    guard !isCancellation(error) else { throw error }
    let failure = classifier.classification(of: error)
    let now = environment.time.now
    let decision = randomness.withLock { generator in
      machine.decide(after: failure, now: now, using: &generator) { budget?.takeRetry() ?? true }
    }
    switch decision {
    case .passOn: throw error
    case .giveUp(let reason):
      environment.tell(.gaveUp(attempts: machine.attempts, reason))
      throw RetryError(
        reason: reason, attempts: machine.attempts, retryAfter: failure.retryAfter, lastError: error
      )
    case .retry(let delay):
      environment.tell(
        .retrying(attempt: machine.attempts, after: delay, failure.failureClass))
      try await environment.time.sleep(until: now + delay)
    }
  }
}
