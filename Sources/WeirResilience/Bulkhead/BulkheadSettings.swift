/// How many calls to a destination run at once, and how many may wait.
public struct BulkheadSettings: Sendable, Equatable {
  /// Calls that run at once.
  public var maxConcurrentCalls = 32

  /// Calls that wait.
  public var maxQueuedCalls = 1024

  /// Bytes of the calls that wait, by what each says it holds.
  public var maxQueuedBytes = 64 << 20

  public init() {}

  func validate() throws(SettingError) {
    try SettingError.require(
      maxConcurrentCalls, in: 1...SettingError.maxCount, "maxConcurrentCalls")
    try SettingError.require(maxQueuedCalls, in: 0...SettingError.maxCount, "maxQueuedCalls")
    try SettingError.require(maxQueuedBytes, in: 0...Int.max, "maxQueuedBytes")
  }
}

/// A bulkhead at one moment.
public struct BulkheadSnapshot: Sendable, Equatable {
  public var limit: Int
  public var running: Int
  public var queued: Int
  public var queuedBytes: Int
}

/// A call was neither made nor queued: there is no room.
public enum BulkheadError: Error, Sendable, Equatable {
  case tooManyCalls(limit: Int)
  case tooManyBytes(limit: Int)
}

extension BulkheadError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooManyCalls(let limit): "\(limit) calls wait already"
    case .tooManyBytes(let limit): "the calls that wait would hold more than \(limit) bytes"
    }
  }
}

extension BulkheadError: PolicyError {
  /// More tries are the last thing a full queue needs.
  var classification: Classification { Classification(.permanent) }
}
