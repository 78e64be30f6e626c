import Synchronization

/// A clock by which time goes on with each look at it, as on a machine that is busy: between any two
/// lines, whatever was about to be due may have become it. A sleep ends at once.
final class RestlessClock: Clock {
  typealias Duration = Swift.Duration
  typealias Instant = ContinuousClock.Instant

  let minimumResolution = Duration.nanoseconds(1)
  private let step: Duration
  private let moment = Mutex(ContinuousClock.now)

  init(step: Duration) { self.step = step }

  var now: Instant {
    moment.withLock { moment in
      moment += step
      return moment
    }
  }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    await Task.yield()
    try Task.checkCancellation()
    moment.withLock { $0 = max($0, deadline) }
  }
}
