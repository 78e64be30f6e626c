package import WeirResilience

/// How records go from the spool to one sink.
package struct DeliverySettings: Sendable, Equatable {
  /// Records of one delivery at most.
  package var maxBatchRecords = 500

  /// Payload bytes of one delivery at most; a larger record goes alone.
  package var maxBatchBytes = 1 << 20

  /// How long a record waits for others to go with it.
  package var linger: Duration = .milliseconds(50)

  /// Deliveries that run at once, where the sink takes as many: the sink's bulkhead.
  package var maxConcurrentDeliveries = 32

  /// Payload bytes that are held in memory, waiting and under way; one record more than that at most.
  package var maxHeldBytes = 64 << 20

  /// Longest first pause of a sink that takes nothing; twice as long each time that it still does not.
  package var pauseBaseDelay: Duration = .seconds(1)
  package var maxPauseDelay: Duration = .seconds(60)

  /// Longest time after which a parked record is tried again at first; twice as long with each attempt.
  package var parkBaseDelay: Duration = .seconds(1)
  package var maxParkDelay: Duration = .seconds(300)

  /// How often parked records are looked for that are due, where the look before found them all.
  package var parkedInterval: Duration = .seconds(1)

  /// How long a read or a settlement that failed in the store is put off.
  package var storeRetryDelay: Duration = .milliseconds(500)

  /// How long deliveries under way may go on when the gateway is asked to end.
  package var shutdownLimit: Duration = .seconds(25)

  /// How long deliveries that are cancelled may take to end.
  package var cancellationLimit: Duration = .seconds(2)

  package init() {}

  package func validate() throws(SettingError) {
    let counts = 1...SettingError.maxCount
    try SettingError.require(maxBatchRecords, in: counts, "maxBatchRecords")
    try SettingError.require(maxConcurrentDeliveries, in: counts, "maxConcurrentDeliveries")
    try SettingError.require(maxBatchBytes, in: 1...Int.max, "maxBatchBytes")
    try SettingError.require(maxHeldBytes, in: 1...Int.max, "maxHeldBytes")
    for (time, name) in [
      (linger, "linger"), (pauseBaseDelay, "pauseBaseDelay"), (parkBaseDelay, "parkBaseDelay"),
      (parkedInterval, "parkedInterval"), (storeRetryDelay, "storeRetryDelay"),
      (shutdownLimit, "shutdownLimit"), (cancellationLimit, "cancellationLimit"),
    ] {
      try SettingError.requirePositive(time, name)
    }
    guard pauseBaseDelay <= maxPauseDelay else {
      throw .exceeds(setting: "pauseBaseDelay", limit: "maxPauseDelay")
    }
    guard parkBaseDelay <= maxParkDelay else {
      throw .exceeds(setting: "parkBaseDelay", limit: "maxParkDelay")
    }
  }

  /// How long a sink is left alone that failed `failures` times in a row before.
  func pauseDelay(
    after failures: Int, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    Self.delay(pauseBaseDelay, maxPauseDelay, failures, &generator)
  }

  /// How long a record is left alone that was tried `attempts` times.
  func parkDelay(
    after attempts: Int, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    Self.delay(parkBaseDelay, maxParkDelay, attempts - 1, &generator)
  }

  /// Half of it certain, half at random: sinks that failed together do not come back together.
  private static func delay(
    _ base: Duration, _ longest: Duration, _ doublings: Int,
    _ generator: inout some RandomNumberGenerator
  ) -> Duration {
    var delay = base
    for _ in 0..<max(0, doublings) where delay < longest { delay += delay }
    delay = min(delay, longest)
    return .random(in: (delay / 2)...delay, using: &generator)
  }
}
