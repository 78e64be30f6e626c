/// A call was not made, to spare a destination that is not well.
public enum CircuitBreakerError: Error, Sendable, Equatable {
  /// No call is let through before this time has passed.
  case open(retryAfter: Duration)

  /// Probes are under way, and what comes of them decides.
  case probing

  /// Somebody has forbidden all calls.
  case forcedOpen
}

extension CircuitBreakerError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .open(let retryAfter): "the circuit is open for another \(retryAfter)"
    case .probing: "the circuit is half open, and its probes are under way"
    case .forcedOpen: "the circuit was opened by hand"
    }
  }
}

extension CircuitBreakerError: PolicyError {
  /// To wait here for the circuit to close would fill memory with calls: whoever has them keeps them.
  var classification: Classification {
    if case .open(let retryAfter) = self {
      Classification(.permanent, retryAfter: retryAfter)
    } else {
      Classification(.permanent)
    }
  }
}
