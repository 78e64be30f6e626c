import WeirResilience

/// What a destination says when it does not do what it is asked.
struct Refusal: Error, Equatable {
  var failureClass: FailureClass
  var retryAfter: Duration?

  init(_ failureClass: FailureClass, retryAfter: Duration? = nil) {
    self.failureClass = failureClass
    self.retryAfter = retryAfter
  }

  static let classifier = FailureClassifier { error in
    guard let refusal = error as? Refusal else { return nil }
    return Classification(refusal.failureClass, retryAfter: refusal.retryAfter)
  }
}

/// Answers with one number again and again: of any range, its end. (Zero would be rejected by
/// `random(in:)` for ever.)
struct ConstantGenerator: RandomNumberGenerator, Sendable {
  var number: UInt64

  mutating func next() -> UInt64 { number }

  static let lowest = ConstantGenerator(number: 1)
  static let highest = ConstantGenerator(number: .max)
}
