import Synchronization

/// How many retries a destination may get in proportion to its calls.
///
/// In an outage every call fails, and retries would multiply the load on what is already down. A
/// bucket of tokens bounds them: each call adds a part of a token, each retry takes a whole one, so that
/// of `n` calls there are at most `n · (1 + retriesPer100Calls / 100) + initialRetries`
/// attempts. The scheme is Finagle's
/// (`RetryBudget`), as is its default of a fifth.
///
/// Shared by whatever calls the same destination. A `Mutex` around two integers: it does not suspend.
public final class RetryBudget: Sendable {
  private let bucket: Mutex<RetryBucket>

  /// The defaults of ``RetryBudgetSettings``.
  public init() { bucket = Mutex(RetryBucket(RetryBudgetSettings())) }

  /// - Throws: When the settings make no sense.
  public init(_ settings: RetryBudgetSettings) throws(SettingError) {
    try settings.validate()
    bucket = Mutex(RetryBucket(settings))
  }

  /// Retries that could be had now without another call.
  public var retriesLeft: Int { bucket.withLock { $0.retriesLeft } }

  func noteCall() { bucket.withLock { $0.noteCall() } }

  func takeRetry() -> Bool { bucket.withLock { $0.takeRetry() } }
}

/// What calls pay into a ``RetryBudget``, and how much it holds.
public struct RetryBudgetSettings: Sendable, Equatable {
  /// Retries that 100 calls pay for.
  public var retriesPer100Calls = 20

  /// Retries that may be had before any call has paid.
  public var initialRetries = 3

  /// Retries that are saved up at most: the burst an outage begins with after a long time of health.
  public var maxRetries = 100

  public init() {}

  func validate() throws(SettingError) {
    let counts = 0...SettingError.maxCount
    try SettingError.require(retriesPer100Calls, in: counts, "retriesPer100Calls")
    try SettingError.require(initialRetries, in: counts, "initialRetries")
    try SettingError.require(maxRetries, in: counts, "maxRetries")
    guard initialRetries <= maxRetries else {
      throw .exceeds(setting: "initialRetries", limit: "maxRetries")
    }
  }
}

/// The bucket, in hundredths of a token: sums of whole numbers do not drift.
struct RetryBucket {
  private static let retryPrice = 100

  private let callPayment: Int
  private let capacity: Int
  private var level: Int

  init(_ settings: RetryBudgetSettings) {
    callPayment = settings.retriesPer100Calls
    capacity = settings.maxRetries * Self.retryPrice
    level = settings.initialRetries * Self.retryPrice
  }

  var retriesLeft: Int { level / Self.retryPrice }

  mutating func noteCall() { level = min(capacity, level + callPayment) }

  mutating func takeRetry() -> Bool {
    guard level >= Self.retryPrice else { return false }
    level -= Self.retryPrice
    return true
  }
}
