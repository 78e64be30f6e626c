import Glibc

/// The clocks a run goes by.
package struct RunClock: Sendable {
  /// Nanoseconds since some moment, for intervals. The system's does not step back.
  package var continuous: @Sendable () -> Int64

  /// Nanoseconds since 1970 in UTC.
  package var wall: @Sendable () -> Int64

  package init(
    continuous: @escaping @Sendable () -> Int64, wall: @escaping @Sendable () -> Int64
  ) {
    self.continuous = continuous
    self.wall = wall
  }

  package static let system = RunClock(
    continuous: { nanosecondsNow(of: CLOCK_MONOTONIC) },
    wall: { nanosecondsNow(of: CLOCK_REALTIME) })
}

extension Timestamp {
  package static var now: Timestamp {
    Timestamp(nanoseconds: nanosecondsNow(of: CLOCK_REALTIME))
  }
}

private func nanosecondsNow(of clock: clockid_t) -> Int64 {
  var time = timespec()
  _ = unsafe clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// A signal as users know it.
func signalText(_ number: Int32) -> String {
  switch number {
  case SIGINT: "SIGINT"
  case SIGTERM: "SIGTERM"
  case SIGHUP: "SIGHUP"
  default: "signal \(number)"
  }
}
