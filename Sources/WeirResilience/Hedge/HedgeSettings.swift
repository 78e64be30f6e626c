/// When a second attempt is started beside one that takes long.
public struct HedgeSettings: Sendable, Equatable {
  public enum Delay: Sendable, Equatable {
    case fixed(Duration)

    /// So many of 100 recent attempts were done by then. `until` enough are known, the delay given.
    case percentile(Int, until: Duration)
  }

  public var delay: Delay = .percentile(95, until: .seconds(1))

  /// Attempts beside the first; each starts one delay after the one before.
  public var maxHedges = 1

  public init() {}

  func validate() throws(SettingError) {
    switch delay {
    case .fixed(let delay): try SettingError.requirePositive(delay, "delay")
    case .percentile(let percentage, let delay):
      try SettingError.require(percentage, in: 1...100, "percentile")
      try SettingError.requirePositive(delay, "delay")
    }
    try SettingError.require(maxHedges, in: 1...SettingError.maxCount, "maxHedges")
  }
}

/// How long the last attempts took: a hundred of them, however many there were.
struct LatencyWindow: Sendable {
  private static let capacity = 100

  /// Below, a percentile is not told: one slow start would set it.
  private static let minimum = 20

  private var latencies: [Duration] = []
  private var next = 0

  mutating func note(_ latency: Duration) {
    if latencies.count < Self.capacity {
      latencies.append(latency)
    } else {
      latencies[next] = latency
      next = (next + 1) % Self.capacity
    }
  }

  /// The least latency within which `percentage` of 100 attempts were done. Sorts, at most a hundred.
  func percentile(_ percentage: Int) -> Duration? {
    guard latencies.count >= Self.minimum else { return nil }
    let rank = (latencies.count * percentage + 99) / 100
    return latencies.sorted()[max(1, rank) - 1]
  }
}
