import WeirResilience

/// The records of one delivery, and what became of each after so many attempts. Pure.
struct BatchCall {
  private(set) var results: [Result<Void, DeliveryFailure>?]

  /// Places of the records that go with the next attempt.
  private(set) var open: [Int]

  /// Whether the request was refused as a whole: parts of it may be taken.
  private(set) var isToSplit = false
  private(set) var attempts = 0
  private let isIdempotent: Bool

  init(count: Int, isIdempotent: Bool) {
    results = Array(repeating: nil, count: count)
    open = Array(0..<count)
    self.isIdempotent = isIdempotent
  }

  mutating func beginAttempt() { attempts += 1 }

  /// Takes an answer.
  ///
  /// - Returns: Why another attempt is wanted; nil when there is nothing to try again.
  mutating func take(_ answer: HTTPAnswer) -> DeliveryFailure? {
    switch answer.meaning {
    case .accepted:
      settleAll(.success(()))
      return nil
    case .failed(let failure): return take(failure)
    case .mixed: return take(ItemAnswers(answer.body), retryAfter: answer.retryAfter)
    }
  }

  /// Takes a failure of all records of the attempt.
  mutating func take(_ failure: DeliveryFailure) -> DeliveryFailure? {
    if isToTryAgain(failure) { return failure }
    if failure.scope == .record, failure.classification.failureClass == .permanent, open.count > 1 {
      isToSplit = true
    } else {
      settleAll(.failure(failure))
    }
    return nil
  }

  /// No other attempt is made.
  mutating func giveUp(_ failure: DeliveryFailure) { settleAll(.failure(failure)) }

  /// Settles records by what became of them when they were sent in parts.
  mutating func settle(_ places: [Int], _ parts: [Result<Void, DeliveryFailure>]) {
    for (place, result) in zip(places, parts) { settle(place, result, attempts: attempts) }
    open.removeAll { results[$0] != nil }
  }

  private mutating func take(_ answers: ItemAnswers?, retryAfter: Duration?) -> DeliveryFailure? {
    guard let answers else {
      return take(
        DeliveryFailure(
          Classification(.ambiguous), code: "sink.bad_answer",
          message: "status 207, and a body without items"))
    }
    var again: DeliveryFailure?
    for (index, place) in open.enumerated() {
      guard let failure = Self.failure(of: answers.items[index], retryAfter) else {
        settle(place, .success(()))
        continue
      }
      if isToTryAgain(failure) {
        again = Self.worse(again, failure)
      } else {
        settle(place, .failure(failure))
      }
    }
    open.removeAll { results[$0] != nil }
    return again
  }

  private static func failure(
    of item: ItemAnswers.Item?, _ retryAfter: Duration?
  ) -> DeliveryFailure? {
    guard let item else {
      return DeliveryFailure(
        Classification(.ambiguous), code: "sink.bad_answer",
        message: "status 207, and the record is not among its items")
    }
    switch StatusMeaning(item.status, retryAfter: retryAfter, message: item.text) {
    case .accepted, .mixed: return nil
    case .failed(let failure): return failure
    }
  }

  /// The one that asks for the longer wait.
  private static func worse(
    _ first: DeliveryFailure?, _ second: DeliveryFailure
  ) -> DeliveryFailure {
    guard let first else { return second }
    return second.classification.failureClass == .throttled ? second : first
  }

  private func isToTryAgain(_ failure: DeliveryFailure) -> Bool {
    guard failure.scope == .record else { return false }
    return switch failure.classification.failureClass {
    case .retryable, .throttled: true
    case .ambiguous: isIdempotent
    case .permanent: false
    }
  }

  private mutating func settleAll(_ result: Result<Void, DeliveryFailure>) {
    for place in open { settle(place, result) }
    open.removeAll()
  }

  private mutating func settle(
    _ place: Int, _ result: Result<Void, DeliveryFailure>, attempts earlier: Int = 0
  ) {
    results[place] = result.mapError { failure in
      var failure = failure
      failure.attempts = earlier == 0 ? max(1, attempts) : earlier + failure.attempts
      return failure
    }
  }
}
