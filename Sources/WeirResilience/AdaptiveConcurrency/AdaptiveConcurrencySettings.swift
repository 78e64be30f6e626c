/// How the limit of a ``Bulkhead`` follows what a destination can take.
public struct AdaptiveConcurrencySettings: Sendable, Equatable {
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
    guard minConcurrentCalls <= maxConcurrentCalls else {
      throw .exceeds(setting: "minConcurrentCalls", limit: "maxConcurrentCalls")
    }
  }
}
