/// How the limit of a ``Bulkhead`` follows what a destination can take.
public struct AdaptiveConcurrencySettings: Sendable, Equatable {
  /// What the limit goes by.
  public enum Rule: Sendable, Equatable {
    /// Grows by one a round while it is used, and falls by a part where there are signs of overload. Needs
    /// a destination that says so, or `overloadedAfter`.
    case additiveIncrease

    /// Follows how much longer calls take than those that need not wait: before anything fails. Holds back
    /// now and then, to measure that. For calls that take about the same time each.
    case gradient(GradientSettings)
  }

  public var rule = Rule.additiveIncrease

  /// Bounds of the limit.
  public var minConcurrentCalls = 1
  public var maxConcurrentCalls = 200

  /// A call that takes longer is a sign of overload, also one that succeeds.
  public var overloadedAfter: Duration = .seconds(5)

  /// Overload lowers the limit to so many percent.
  public var backoffPercentage = 90

  public init() {}

  func validate() throws(SettingError) {
    let counts = 1...SettingError.maxCount
    try SettingError.require(minConcurrentCalls, in: counts, "minConcurrentCalls")
    try SettingError.require(maxConcurrentCalls, in: counts, "maxConcurrentCalls")
    try SettingError.requirePositive(overloadedAfter, "overloadedAfter")
    try SettingError.require(backoffPercentage, in: 1...99, "backoffPercentage")
    if case .gradient(let gradient) = rule { try gradient.validate() }
    guard minConcurrentCalls <= maxConcurrentCalls else {
      throw .exceeds(setting: "minConcurrentCalls", limit: "maxConcurrentCalls")
    }
  }
}
