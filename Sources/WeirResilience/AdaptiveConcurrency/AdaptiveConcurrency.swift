import Synchronization

/// Finds out how many calls at once a destination can take, and sets the limit of a ``Bulkhead`` to it.
///
/// It goes between the bulkhead and the call:
///
/// ```swift
/// try await bulkhead.run { try await adaptive.run { try await send() } }
/// ```
///
/// Signs of overload are `throttled` failures, ``TimeoutError/exceeded(limit:)``, and calls that take longer
/// than `overloadedAfter`. Other failures and cancellation say nothing. By the rule
/// ``AdaptiveConcurrencySettings/Rule/gradient(_:)`` it also goes by how long calls take. Costs three
/// uncontended locks and two readings of the clock.
public final class AdaptiveConcurrency: Sendable {
  public let bulkhead: Bulkhead
  private let state: Mutex<State>
  private let classifier: FailureClassifier
  private let environment: PolicyEnvironment

  private struct State {
    var rule: any ConcurrencyRule
    var generator: any RandomNumberGenerator & Sendable
  }

  /// - Parameter bulkhead: Whose limit it moves, from where it stands. Nobody else should then.
  public init(
    moving bulkhead: Bulkhead,
    _ settings: AdaptiveConcurrencySettings = AdaptiveConcurrencySettings(),
    classifier: FailureClassifier = .standard, in environment: PolicyEnvironment = .system
  ) throws(SettingError) {
    try settings.validate()
    let rule = settings.makeRule(start: bulkhead.limit, now: environment.time.now)
    bulkhead.limit = rule.limit
    self.bulkhead = bulkhead
    state = Mutex(State(rule: rule, generator: environment.randomness))
    self.classifier = classifier
    self.environment = environment
  }

  /// Makes one call, and learns from how it went.
  ///
  /// - Throws: What the operation throws.
  public func run<Value>(_ operation: () async throws -> Value) async throws -> Value {
    let beganAt = environment.time.now
    do {
      let value = try await operation()
      note(.success, beganAt: beganAt)
      return value
    } catch {
      note(outcome(of: error), beganAt: beganAt)
      throw error
    }
  }

  private func outcome(of error: any Error) -> CallOutcome {
    guard !isCancellation(error) else { return .ignored }
    if case TimeoutError.exceeded = error { return .overload }
    return classifier.classification(of: error).failureClass == .throttled ? .overload : .ignored
  }

  /// The bulkhead is told under the lock, so that limits take effect in the order they were found in.
  private func note(_ outcome: CallOutcome, beganAt: Duration) {
    let now = environment.time.now
    let running = bulkhead.snapshot.running
    let (before, after) = state.withLock { state in
      let before = state.rule.limit
      state.rule.note(
        outcome, beganAt: beganAt, now: now, running: running, using: &state.generator)
      let after = state.rule.limit
      if after != before { bulkhead.limit = after }
      return (before, after)
    }
    if before != after { environment.tell(.concurrencyChanged(from: before, to: after)) }
  }
}
