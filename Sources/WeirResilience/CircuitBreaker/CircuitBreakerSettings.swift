/// When a ``CircuitBreaker`` stops calls, and when it lets them through again.
public struct CircuitBreakerSettings: Sendable, Equatable {
  /// Calls that ended within this time are judged together. It slides in tenths of its length.
  public var window: Duration = .seconds(30)

  /// With fewer calls in the window, nothing is concluded from them.
  public var minimumCalls = 20

  /// Opens when so many of 100 calls in the window failed.
  public var failurePercentage = 50

  /// Opens when so many of 100 calls in the window were slow.
  public var slowPercentage = 80

  /// A call that took longer is slow, also one that succeeded. By default 80 % of a request's 30 s.
  public var slowAfter: Duration = .seconds(24)

  /// How long it stays open the first time, and twice as long each time that the probes fail.
  public var openTime: Duration = .seconds(5)

  /// What doubling ends at.
  public var maxOpenTime: Duration = .seconds(60)

  /// By so many percent of it the time is made longer or shorter at random, so that the breakers of
  /// many processes do not probe in step.
  public var jitterPercentage = 20

  /// Calls that are let through when the time is over, and judged by the percentages above.
  public var probes = 3

  public init() {}

  func validate() throws(SettingError) {
    try SettingError.requirePositive(window, "window")
    try SettingError.requirePositive(slowAfter, "slowAfter")
    try SettingError.requirePositive(openTime, "openTime")
    try SettingError.require(minimumCalls, in: 1...SettingError.maxCount, "minimumCalls")
    try SettingError.require(failurePercentage, in: 1...100, "failurePercentage")
    try SettingError.require(slowPercentage, in: 1...100, "slowPercentage")
    try SettingError.require(jitterPercentage, in: 0...100, "jitterPercentage")
    try SettingError.require(probes, in: 1...SettingError.maxCount, "probes")
    guard openTime <= maxOpenTime else { throw .exceeds(setting: "openTime", limit: "maxOpenTime") }
  }
}

/// Who decides about calls: the breaker, or somebody who knows better for a while.
public enum CircuitMode: Sendable, Equatable, CaseIterable {
  /// The breaker, by what it sees.
  case automatic

  /// No call is let through.
  case forcedOpen

  /// Every call is let through, and none is counted.
  case forcedClosed

  /// Every call is let through; they are counted, for ``CircuitBreaker/snapshot``.
  case metricsOnly
}

/// How a breaker stands.
public enum CircuitState: Sendable, Equatable, CaseIterable {
  /// Calls are let through and counted.
  case closed

  /// None is let through. So until the first call after its time.
  case open

  /// Some are let through, as probes.
  case halfOpen

  case forcedOpen
  case forcedClosed
  case metricsOnly
}

/// A breaker at one moment.
public struct CircuitSnapshot: Sendable, Equatable {
  public var state: CircuitState

  /// Within the window, or of the probes when half open.
  public var calls: CallCounts
}
