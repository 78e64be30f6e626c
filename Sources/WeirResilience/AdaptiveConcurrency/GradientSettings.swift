/// How a limit follows the latency of a destination, by ``AdaptiveConcurrencySettings/Rule/gradient(_:)``.
public struct GradientSettings: Sendable, Equatable {
  /// Calls at once while it is measured how long a call takes that need not wait for others.
  public var measuringCalls = 3

  /// Calls that are measured then.
  public var measuredCalls = 50

  /// Between two measurements. At most a billion seconds.
  public var measuringInterval: Duration = .seconds(60)

  /// Each interval is up to so much longer, at random, so that not all clients hold back at once.
  public var jitterPercentage = 15

  /// Calls may take so much longer than what was measured before the limit falls.
  public var tolerancePercentage = 25

  /// For so long calls are looked at together.
  public var window: Duration = .milliseconds(100)

  public init() {}

  func validate() throws(SettingError) {
    let counts = 1...SettingError.maxCount
    try SettingError.require(measuringCalls, in: counts, "measuringCalls")
    try SettingError.require(measuredCalls, in: counts, "measuredCalls")
    try SettingError.requirePositive(measuringInterval, "measuringInterval")
    try SettingError.require(jitterPercentage, in: 0...100, "jitterPercentage")
    try SettingError.require(tolerancePercentage, in: 0...1_000, "tolerancePercentage")
    try SettingError.requirePositive(window, "window")
    guard measuringInterval <= .seconds(SettingError.maxCount) else {
      throw .exceeds(setting: "measuringInterval", limit: "\(SettingError.maxCount) s")
    }
  }
}
