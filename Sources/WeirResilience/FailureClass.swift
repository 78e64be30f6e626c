/// What a failure says about trying again.
public enum FailureClass: Sendable, Equatable, CaseIterable {
  /// Nothing was done, and the next try may succeed: a refused connection, 503.
  case retryable

  /// The destination asks for less: 429. Tried again after longer waits; no sign of ill health.
  case throttled

  /// Another try would fail in the same way: a malformed request, 400, 404.
  case permanent

  /// Nobody knows whether it was done: the request was sent, and no answer came. Tried again only
  /// where doing it twice does no harm (``RetryPolicy/isIdempotent``).
  case ambiguous
}

/// How a failure is to be treated.
public struct Classification: Sendable, Equatable {
  public var failureClass: FailureClass

  /// How long the destination asks not to be tried again (`Retry-After`, RFC 9110 §10.2.3).
  public var retryAfter: Duration?

  /// Whether a circuit breaker counts the failure. Otherwise it does not count the call at all.
  public var isDestinationFault: Bool

  /// - Parameter isDestinationFault: By default so for `retryable` and `ambiguous`.
  public init(
    _ failureClass: FailureClass, retryAfter: Duration? = nil, isDestinationFault: Bool? = nil
  ) {
    self.failureClass = failureClass
    self.retryAfter = retryAfter
    self.isDestinationFault =
      isDestinationFault ?? (failureClass == .retryable || failureClass == .ambiguous)
  }
}

/// Tells what errors say about trying again.
///
/// ```swift
/// let classifier = FailureClassifier { error in
///   guard let refusal = error as? Refusal else { return nil }
///   return refusal.status == 429
///     ? Classification(.throttled, retryAfter: refusal.retryAfter) : Classification(.permanent)
/// }
/// ```
public struct FailureClassifier: Sendable {
  private let classify: @Sendable (any Error) -> Classification?

  /// - Parameter classify: Answers for the errors it knows. For the others, nil, there are rules: an
  ///   error of these policies means what it says, and an unknown one is `ambiguous`.
  public init(_ classify: @escaping @Sendable (any Error) -> Classification?) {
    self.classify = classify
  }

  /// The rules for errors that nobody else knows.
  public static let standard = FailureClassifier { _ in nil }

  func classification(of error: any Error) -> Classification {
    if let answer = classify(error) { return answer }
    return (error as? any PolicyError)?.classification ?? Classification(.ambiguous)
  }
}

/// An error of one policy, as another policy around it sees it.
protocol PolicyError: Error {
  var classification: Classification { get }
}

/// Whether `error` ends the task's work instead of saying how the destination is.
func isCancellation(_ error: any Error) -> Bool { error is CancellationError || Task.isCancelled }
