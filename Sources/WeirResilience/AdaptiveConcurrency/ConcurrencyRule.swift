/// A machine that finds a limit: told calls as they end, it says how many may run at once.
protocol ConcurrencyRule: Sendable {
  var limit: Int { get }

  /// Takes note of a call that has ended.
  ///
  /// - Parameter running: Calls that ran when it ended, itself included.
  mutating func note(
    _ outcome: CallOutcome, beganAt: Duration, now: Duration, running: Int,
    using generator: inout some RandomNumberGenerator
  )
}

/// What a call that has ended says of how much its destination can take.
enum CallOutcome: Equatable {
  case success
  case overload
  case ignored
}

extension AdaptiveConcurrencySettings {
  /// The machine that these settings ask for.
  ///
  /// - Parameter start: Where the limit stands; brought within the bounds of the settings.
  func makeRule(start: Int, now: Duration) -> any ConcurrencyRule {
    switch rule {
    case .additiveIncrease: AdaptiveLimit(self, start: start)
    case .gradient(let gradient): GradientLimit(self, gradient, start: start, now: now)
    }
  }
}
