import Glibc

/// A point of a clock that never steps back, to measure how long something took.
struct ContinuousMoment {
  private let nanoseconds: Int64

  static var now: ContinuousMoment {
    ContinuousMoment(nanoseconds: nanosecondsNow(of: CLOCK_MONOTONIC))
  }

  var secondsUntilNow: Double {
    Double(ContinuousMoment.now.nanoseconds - nanoseconds) / 1e9
  }
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
