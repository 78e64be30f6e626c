/// When a failed call is tried again, and after how long.
///
/// Exponential backoff with full jitter: before retry number n, from 0, it waits a random time of
/// `0 ... min(maxDelay, base · 2ⁿ)`. Full jitter spreads clients that failed together better than any
/// narrower range (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
public struct RetryPolicy: Sendable, Equatable {
  /// Attempts in all, the first included.
  public var maxAttempts = 4

  /// Longest wait before the first retry.
  public var baseDelay: Duration = .milliseconds(200)

  /// The same after a `throttled` failure.
  public var throttledBaseDelay: Duration = .seconds(1)

  /// Longest wait before any retry. A `Retry-After` may be longer.
  public var maxDelay: Duration = .seconds(30)

  /// From the first attempt on, no retry begins after this time, nor after ``Deadline/current``.
  public var maxTotalTime: Duration = .seconds(120)

  /// Whether doing it twice does no harm, so that an `ambiguous` failure may be tried again.
  public var isIdempotent = false

  public init() {}

  /// Longest wait before retry number `retry`, from 0, without regard to `Retry-After`.
  public func longestDelay(beforeRetry retry: Int, after failureClass: FailureClass) -> Duration {
    var delay = failureClass == .throttled ? throttledBaseDelay : baseDelay
    var doublings = retry
    while doublings > 0, delay < maxDelay {
      delay += delay
      doublings -= 1
    }
    return min(delay, maxDelay)
  }

  func validate() throws(SettingError) {
    try SettingError.require(maxAttempts, in: 1...SettingError.maxCount, "maxAttempts")
    try SettingError.requirePositive(baseDelay, "baseDelay")
    try SettingError.requirePositive(throttledBaseDelay, "throttledBaseDelay")
    try SettingError.requirePositive(maxTotalTime, "maxTotalTime")
    guard baseDelay <= maxDelay else { throw .exceeds(setting: "baseDelay", limit: "maxDelay") }
    guard throttledBaseDelay <= maxDelay else {
      throw .exceeds(setting: "throttledBaseDelay", limit: "maxDelay")
    }
  }
}
