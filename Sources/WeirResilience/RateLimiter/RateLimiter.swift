import Synchronization

/// Lets so many calls through in a time, and says to the others when to come again.
///
/// A token bucket: what is not used is saved up to `burst`. It never waits: whoever is turned away knows
/// best what to do meanwhile. Costs an uncontended lock and a reading of the clock.
public final class RateLimiter: Sendable {
  private let bucket: Mutex<TokenBucket>
  private let environment: PolicyEnvironment

  public init(
    _ settings: RateLimiterSettings, in environment: PolicyEnvironment = .system
  ) throws(SettingError) {
    try settings.validate()
    bucket = Mutex(TokenBucket(settings, now: environment.time.now))
    self.environment = environment
  }

  /// Takes permits, all or none.
  ///
  /// - Parameter cost: How many, at least 0.
  public func take(_ cost: Int = 1) throws(RateLimiterError) {
    let now = environment.time.now
    let result = bucket.withLock { bucket in
      Result { () throws(RateLimiterError) in try bucket.take(cost, now: now) }
    }
    if case .failure(let error) = result {
      environment.tell(.rateLimited(error))
      throw error
    }
  }

  /// - Throws: ``RateLimiterError`` without calling; else what the operation throws.
  public func run<Value>(
    cost: Int = 1, _ operation: () async throws -> Value
  ) async throws -> Value {
    try take(cost)
    return try await operation()
  }
}

/// The bucket, as the moment at which it will be full: the virtual scheduling of the generic cell rate
/// algorithm (ITU-T I.371, annex A), which needs no timer.
struct TokenBucket: Sendable {
  private let burst: Int

  /// In which one token comes. Exact to an attosecond.
  private let tokenTime: Duration
  private var fullAt: Duration

  /// Full at first.
  init(_ settings: RateLimiterSettings, now: Duration) {
    burst = settings.burst
    tokenTime = settings.interval / settings.permits
    fullAt = now
  }

  mutating func take(_ cost: Int, now: Duration) throws(RateLimiterError) {
    guard cost <= burst else { throw .costExceedsBurst(cost: cost, burst: burst) }
    let fullAtThen = max(fullAt, now) + tokenTime * max(0, cost)
    let wait = fullAtThen - now - tokenTime * burst
    guard wait <= .zero else { throw .limited(retryAfter: wait) }
    fullAt = fullAtThen
  }
}
