/// How many permits there are in a time, and how many at once.
public struct RateLimiterSettings: Sendable, Equatable {
  /// Permits that come in each `interval`, evenly.
  public var permits: Int

  /// At most a billion seconds.
  public var interval: Duration

  /// Permits that are saved up at most while nobody takes any.
  public var burst: Int

  /// - Parameter burst: By default, the permits of one interval.
  public init(permits: Int, per interval: Duration = .seconds(1), burst: Int? = nil) {
    self.permits = permits
    self.interval = interval
    self.burst = burst ?? permits
  }

  func validate() throws(SettingError) {
    let counts = 1...SettingError.maxCount
    try SettingError.require(permits, in: counts, "permits")
    try SettingError.require(burst, in: counts, "burst")
    try SettingError.requirePositive(interval, "interval")
    guard interval <= .seconds(SettingError.maxCount) else {
      throw .exceeds(setting: "interval", limit: "\(SettingError.maxCount) s")
    }
  }
}

/// A call was not made, because there were too many before it.
public enum RateLimiterError: Error, Sendable, Equatable {
  /// There are permits for it after this time, if nobody else takes them: `Retry-After`.
  case limited(retryAfter: Duration)

  /// It asks for more permits than are ever saved up.
  case costExceedsBurst(cost: Int, burst: Int)
}

extension RateLimiterError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .limited(let retryAfter): "too many calls; room for this one in \(retryAfter)"
    case .costExceedsBurst(let cost, let burst): "asks for \(cost) permits of \(burst) at most"
    }
  }
}

extension RateLimiterError: PolicyError {
  var classification: Classification {
    switch self {
    case .limited(let retryAfter): Classification(.throttled, retryAfter: retryAfter)
    case .costExceedsBurst: Classification(.permanent)
    }
  }
}
