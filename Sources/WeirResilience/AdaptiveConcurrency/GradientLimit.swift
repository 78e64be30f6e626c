/// A limit that follows how much longer calls take than those that need not wait: where they take twice as
/// long, half as many run.
///
/// ```
/// limit ← limit · g + √(limit · g)      g = measured · (1 + tolerance) / median, from ½ to 2
/// ```
///
/// The rule is that of Envoy's adaptive concurrency filter (its gradient controller); the root is the queue
/// that is allowed at the destination, which finds out whether it can take more. What is measured is the
/// median of calls that run with few others: at first, then each interval, and where the limit stays at its
/// minimum, since the destination itself may have become slower. Overload lowers the limit by a part, once for
/// each round, as in `AdaptiveLimit`. Who does not use the limit learns nothing about it, so it grows only
/// while half of it or more is in use.
///
/// Pure: it is told calls as they end, and by which generator to choose. Memory: `Samples.capacity` times.
struct GradientLimit: ConcurrencyRule {
  private enum Phase {
    /// Since when few calls begin; `former` is the limit to go back to.
    case measuring(since: Duration, former: Double)
    case following(until: Duration)
  }

  private let settings: AdaptiveConcurrencySettings
  private let gradient: GradientSettings
  private var phase: Phase

  /// With its fraction.
  private var exact: Double

  /// How long a call takes that need not wait.
  private var measured: Duration?
  private var samples = Samples()
  private var windowEnd: Duration?
  private var loweredAt: Duration?
  private var windowsAtMinimum = 0

  /// After so many windows at the minimum, what was measured is not believed any more.
  private static let maxWindowsAtMinimum = 5

  /// - Parameter start: The limit once it has been measured; brought within the bounds of the settings.
  init(
    _ settings: AdaptiveConcurrencySettings, _ gradient: GradientSettings, start: Int, now: Duration
  ) {
    self.settings = settings
    self.gradient = gradient
    let bounds = settings.minConcurrentCalls...settings.maxConcurrentCalls
    exact = 0
    phase = .measuring(
      since: now, former: Double(min(max(start, bounds.lowerBound), bounds.upperBound)))
    exact = measuringLimit
  }

  var limit: Int { Int(exact) }

  private var measuringLimit: Double { bounded(Double(gradient.measuringCalls)) }

  private func bounded(_ limit: Double) -> Double {
    min(max(limit, Double(settings.minConcurrentCalls)), Double(settings.maxConcurrentCalls))
  }

  mutating func note(
    _ outcome: CallOutcome, beganAt: Duration, now: Duration, running: Int,
    using generator: inout some RandomNumberGenerator
  ) {
    switch outcome {
    case .ignored: return
    case .overload: lower(beganAt: beganAt, now: now)
    case .success where now - beganAt > settings.overloadedAfter: lower(beganAt: beganAt, now: now)
    case .success: take(now - beganAt, beganAt: beganAt, now: now, running, &generator)
    }
  }

  private mutating func take(
    _ time: Duration, beganAt: Duration, now: Duration, _ running: Int,
    _ generator: inout some RandomNumberGenerator
  ) {
    switch phase {
    case .measuring(let since, let former):
      // What began before had others beside it.
      guard beganAt >= since else { return }
      samples.add(time, using: &generator)
      guard samples.count >= gradient.measuredCalls else { return }
      measured = samples.takeMedian()
      windowEnd = nil
      windowsAtMinimum = 0
      let jitter = Duration.random(
        in: .zero...(gradient.measuringInterval * gradient.jitterPercentage / 100),
        using: &generator)
      phase = .following(until: now + gradient.measuringInterval + jitter)
      exact = former
    case .following(let until):
      samples.add(time, using: &generator)
      let end = windowEnd ?? now + gradient.window
      windowEnd = end
      if now >= end { follow(now: now, running) }
      if now >= until || windowsAtMinimum >= GradientLimit.maxWindowsAtMinimum { measure(now: now) }
    }
  }

  /// At the end of a window.
  private mutating func follow(now: Duration, _ running: Int) {
    windowEnd = nil
    guard let median = samples.takeMedian(), let measured, median > .zero else { return }
    let share = measured / median * Double(100 + gradient.tolerancePercentage) / 100
    let scaled = exact * min(max(share, 0.5), 2)
    let next = bounded(scaled + scaled.squareRoot())
    if next <= exact || running * 2 >= limit { exact = next }
    windowsAtMinimum = limit == settings.minConcurrentCalls ? windowsAtMinimum + 1 : 0
  }

  private mutating func measure(now: Duration) {
    phase = .measuring(since: now, former: max(exact, measuringLimit))
    _ = samples.takeMedian()
    exact = measuringLimit
  }

  /// Calls that began before it was lowered last say nothing of the limit as it is.
  private mutating func lower(beganAt: Duration, now: Duration) {
    if let loweredAt, beganAt < loweredAt { return }
    loweredAt = now
    let share = Double(settings.backoffPercentage) / 100
    switch phase {
    case .measuring(let since, let former):
      phase = .measuring(since: since, former: bounded(former * share))
    case .following: exact = bounded(exact * share)
    }
  }
}

/// Times of calls, of which enough are kept for a median: each with the same chance (Vitter's algorithm R).
private struct Samples: Sendable {
  static let capacity = 255

  private(set) var count = 0
  private var kept: [Duration] = []

  mutating func add(_ time: Duration, using generator: inout some RandomNumberGenerator) {
    count += 1
    guard kept.count == Samples.capacity else { return kept.append(time) }
    let place = Int.random(in: 0..<count, using: &generator)
    if place < kept.count { kept[place] = time }
  }

  /// Begins anew. - Returns: Nil where there are none.
  mutating func takeMedian() -> Duration? {
    defer { self = Samples() }
    return kept.isEmpty ? nil : kept.sorted()[kept.count / 2]
  }
}
