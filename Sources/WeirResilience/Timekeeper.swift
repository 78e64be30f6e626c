/// A clock of any kind, seen as the time since it was taken up.
///
/// Policies take any `Clock` and keep this, so that neither their own types nor those of the pure
/// machines inside them carry the clock's.
package struct Timekeeper: Sendable {
  private let elapsed: @Sendable () -> Duration
  private let rest: @Sendable (Duration) async throws -> Void

  package init<C: Clock>(_ clock: C) where C.Duration == Duration {
    let origin = clock.now
    elapsed = { origin.duration(to: clock.now) }
    rest = { try await clock.sleep(until: origin.advanced(by: $0), tolerance: nil) }
  }

  /// Since the clock was taken up.
  package var now: Duration { elapsed() }

  /// - Throws: `CancellationError`, at once.
  package func sleep(until moment: Duration) async throws { try await rest(moment) }
}

extension Duration {
  /// In whole nanoseconds, rounded towards zero; at most what an `Int64` holds (292 years).
  package var nanosecondCount: Int64 {
    guard self < .nanoseconds(Int64.max) else { return .max }
    guard self > .nanoseconds(Int64.min) else { return .min }
    let (seconds, attoseconds) = components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }

  /// Uniform over `range`, in steps of a nanosecond.
  package static func random(
    in range: ClosedRange<Duration>, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    let nanoseconds = range.lowerBound.nanosecondCount...range.upperBound.nanosecondCount
    return .nanoseconds(Int64.random(in: nanoseconds, using: &generator))
  }
}
