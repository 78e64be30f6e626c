/// The bucket, as the moment at which it will be full: the virtual scheduling of the generic cell rate
/// algorithm (ITU-T I.371, annex A), which needs no timer.
struct TokenBucket: Sendable {
  /// Tokens that were taken, some of them before they come.
  struct Reservation: Sendable, Equatable {
    /// When they are there: not before the reservation was made.
    let moment: Duration
    fileprivate let cost: Int
    fileprivate let fullAt: Duration
  }

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
    _ = try reserve(cost, now: now, within: .zero)
  }

  /// Takes tokens that come within `limit`, behind all that were taken before.
  mutating func reserve(
    _ cost: Int, now: Duration, within limit: Duration
  ) throws(RateLimiterError) -> Reservation {
    guard cost <= burst else { throw .costExceedsBurst(cost: cost, burst: burst) }
    let cost = max(0, cost)
    let fullAtThen = max(fullAt, now) + tokenTime * cost
    let wait = fullAtThen - now - tokenTime * burst
    guard wait <= max(.zero, limit) else { throw .limited(retryAfter: wait) }
    fullAt = fullAtThen
    return Reservation(moment: now + max(.zero, wait), cost: cost, fullAt: fullAtThen)
  }

  /// Gives back what is not used after all, if nobody has taken any since: others were told their moments by
  /// what stood before them, and no more may pass than if it had been used.
  mutating func cancel(_ reservation: Reservation) {
    if fullAt == reservation.fullAt { fullAt -= tokenTime * reservation.cost }
  }
}
