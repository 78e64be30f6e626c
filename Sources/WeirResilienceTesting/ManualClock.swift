import Synchronization

/// A clock that stands still until it is told to go on: for tests that neither sleep nor guess.
///
/// ```swift
/// let clock = ManualClock()
/// async let result = timeout.run { … }   // in an environment with this clock
/// try await clock.untilSleeping(1)       // the timer runs
/// clock.advance(by: .seconds(30))        // and is over
/// ```
public final class ManualClock: Clock, Sendable {
  /// The time since the clock was made.
  public struct Instant: InstantProtocol {
    public var elapsed: Duration

    public init(elapsed: Duration) { self.elapsed = elapsed }

    public func advanced(by duration: Duration) -> Instant { Instant(elapsed: elapsed + duration) }

    public func duration(to other: Instant) -> Duration { other.elapsed - elapsed }

    public static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.elapsed < rhs.elapsed }
  }

  private let state: Mutex<ManualClockState>

  /// - Parameter skipsSleeps: Whether a sleep is over at once and moves the clock to its end. That
  ///   suits one task that waits now and then, not one that races a timer.
  public init(skipsSleeps: Bool = false) {
    state = Mutex(ManualClockState(skipsSleeps: skipsSleeps))
  }

  public var now: Instant { Instant(elapsed: state.withLock { $0.now }) }

  public var minimumResolution: Duration { .zero }

  /// - Throws: `CancellationError`, at once.
  public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
    try await wait(for: .time(deadline.elapsed))
  }

  /// Moves the clock, and wakes whoever slept until then, those with earlier deadlines first.
  ///
  /// What they do next happens later, at a time that is read from the clock as it then stands: go in
  /// steps where it matters.
  public func advance(by duration: Duration) {
    for task in state.withLock({ $0.advance(by: duration) }) { task.resume() }
  }

  /// The deadlines that somebody sleeps until, the first one first.
  public var deadlines: [Instant] {
    state.withLock { $0.deadlines }.map { Instant(elapsed: $0) }
  }

  /// Returns as soon as `count` tasks or more sleep.
  ///
  /// - Throws: `CancellationError`, at once.
  public func untilSleeping(_ count: Int) async throws { try await wait(for: .sleepers(count)) }

  /// Returns as soon as somebody sleeps who is due after just this time.
  ///
  /// - Throws: `CancellationError`, at once.
  public func untilSleeping(for duration: Duration) async throws {
    try await wait(for: .sleeper(now.elapsed + duration))
  }

  /// The flag of cancellation is read under the lock: whoever cancels sets it first, and looks for the
  /// waiting task then.
  private func wait(for event: ManualClockState.Event) async throws {
    let id = state.withLock { $0.makeID() }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let woken = state.withLock { state in
          Task.isCancelled ? nil : state.add(id, event, continuation)
        }
        guard let woken else { return continuation.resume(throwing: CancellationError()) }
        for task in woken { task.resume() }
      }
    } onCancel: {
      state.withLock { $0.remove(id) }?.resume(throwing: CancellationError())
    }
  }
}
