/// An operation did not end in time, or was not begun because none was left.
public enum TimeoutError: Error, Sendable, Equatable {
  /// It took longer than the timeout's own limit.
  case exceeded(limit: Duration)

  /// The deadline around it came first.
  case deadlinePassed

  /// The deadline around it had passed before it began.
  case noTimeLeft
}

extension TimeoutError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .exceeded(let limit): "took longer than \(limit)"
    case .deadlinePassed: "was not done before the deadline"
    case .noTimeLeft: "was not begun, since the deadline had passed"
    }
  }
}

extension TimeoutError: PolicyError {
  /// Whether the operation was carried out is unknown once it began. Who had less time than the
  /// limit says nothing of the destination.
  var classification: Classification {
    switch self {
    case .exceeded: Classification(.ambiguous)
    case .deadlinePassed: Classification(.ambiguous, isDestinationFault: false)
    case .noTimeLeft: Classification(.retryable, isDestinationFault: false)
    }
  }
}
