#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Time and chance, as fetching sees them. The seam where tests take their place.
protocol FetchClock: Sendable {
  var now: ContinuousClock.Instant { get }
  var secondsSince1970: Int { get }
  func sleep(_ duration: Duration)
  /// Evenly distributed, from 0 up to 1.
  func random() -> Double
}

/// The system's own.
struct LiveFetchClock: FetchClock {
  var now: ContinuousClock.Instant { ContinuousClock.now }

  var secondsSince1970: Int { currentSeconds() }

  func sleep(_ duration: Duration) {
    // In steps of less than a second, as `usleep` wants; a signal may end one early.
    let end = ContinuousClock.now + duration
    while case let left = end - ContinuousClock.now, left > .zero {
      usleep(UInt32(min(left, .milliseconds(500)) / .microseconds(1)) + 1)
    }
  }

  func random() -> Double { Double.random(in: 0..<1) }
}
