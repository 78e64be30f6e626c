/// A limit that grows by about one for each round of calls that fill it, and shrinks by a part for each
/// round in which the destination was overloaded: additive increase, multiplicative decrease.
///
/// The rule is TCP's congestion avoidance (RFC 5681 §3.1: the window grows by `1 / window` for each
/// acknowledgement, and shrinks once for each window in which something was lost); its figures are those of
/// Netflix' concurrency-limits (`AIMDLimit`). Who does not use the limit learns nothing about it, so it
/// grows only while half of it or more is in use.
struct AdaptiveLimit: ConcurrencyRule {
  private let settings: AdaptiveConcurrencySettings

  /// With its fraction: growth of less than one adds up.
  private var exact: Double
  private var loweredAt: Duration?

  /// - Parameter start: Brought within the bounds of the settings.
  init(_ settings: AdaptiveConcurrencySettings, start: Int) {
    self.settings = settings
    exact = Double(min(max(start, settings.minConcurrentCalls), settings.maxConcurrentCalls))
  }

  var limit: Int { Int(exact) }

  mutating func note(
    _ outcome: CallOutcome, beganAt: Duration, now: Duration, running: Int,
    using generator: inout some RandomNumberGenerator
  ) {
    note(outcome, beganAt: beganAt, now: now, running: running)
  }

  /// By nothing but what is so.
  mutating func note(_ outcome: CallOutcome, beganAt: Duration, now: Duration, running: Int) {
    guard outcome != .ignored else { return }
    if outcome == .overload || now - beganAt > settings.overloadedAfter {
      lower(beganAt: beganAt, now: now)
    } else if running * 2 >= limit {
      exact = min(exact + 1 / exact, Double(settings.maxConcurrentCalls))
    }
  }

  /// Calls that began before it was lowered last say nothing of the limit as it is.
  private mutating func lower(beganAt: Duration, now: Duration) {
    if let loweredAt, beganAt < loweredAt { return }
    let lowered = exact * Double(settings.backoffPercentage) / 100
    exact = max(lowered, Double(settings.minConcurrentCalls))
    loweredAt = now
  }
}
