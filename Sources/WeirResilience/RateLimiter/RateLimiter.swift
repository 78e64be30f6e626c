import Synchronization

/// Lets so many calls through in a time, and says to the others when to come again.
///
/// A token bucket: what is not used is saved up to `burst`. A server turns callers away with ``take(_:)`` and
/// ``run(cost:_:)``, which never wait: whoever is turned away knows best what to do meanwhile. A client that
/// keeps to somebody's rate waits for its turn, with ``acquire(_:within:)`` and ``run(cost:within:_:)``.
///
/// ```swift
/// try await limiter.run(within: .seconds(2)) { try await post(invoice) }
/// ```
///
/// Costs an uncontended lock and a reading of the clock; a wait costs one sleep.
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

  /// Takes permits, all or none, and waits for them as long as `limit` allows, in the order in which callers
  /// came. Never waits in vain: where the wait would be longer than the limit, or than ``Deadline/current``
  /// leaves, it fails at once. So no more callers wait than permits come within their limits.
  ///
  /// - Parameters:
  ///   - cost: How many, at least 0.
  ///   - limit: For the wait; zero or less to have them now or not at all.
  /// - Throws: ``RateLimiterError``; `CancellationError` of a task that is cancelled while it waits, which
  ///   gives its permits back if nobody came after it.
  public func acquire(_ cost: Int = 1, within limit: Duration) async throws {
    let timeLeft = Deadline.current?.timeLeft
    let now = environment.time.now
    let result = bucket.withLock { bucket in
      Result { () throws(RateLimiterError) in
        try bucket.reserve(cost, now: now, within: min(limit, timeLeft ?? limit))
      }
    }
    switch result {
    case .failure(let error):
      environment.tell(.rateLimited(error))
      throw error
    case .success(let reservation):
      guard reservation.moment > now else { return }
      do {
        try await environment.time.sleep(until: reservation.moment)
      } catch {
        bucket.withLock { $0.cancel(reservation) }
        throw error
      }
    }
  }

  /// - Throws: ``RateLimiterError`` without calling; else what the operation throws.
  public func run<Value>(
    cost: Int = 1, _ operation: () async throws -> Value
  ) async throws -> Value {
    try take(cost)
    return try await operation()
  }

  /// Waits for its turn, and calls then.
  ///
  /// - Throws: As ``acquire(_:within:)`` without calling; else what the operation throws.
  public func run<Value>(
    cost: Int = 1, within limit: Duration, _ operation: () async throws -> Value
  ) async throws -> Value {
    try await acquire(cost, within: limit)
    return try await operation()
  }
}
