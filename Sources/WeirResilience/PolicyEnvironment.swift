/// What policies take from outside: time, chance, and somebody to tell.
///
/// Made once for a destination and given to all its policies:
///
/// ```swift
/// let environment = PolicyEnvironment(observer: metrics)
/// let breaker = try CircuitBreaker(in: environment)
/// ```
///
/// In tests the clock is a `ManualClock` (of `WeirResilienceTesting`) and the generator a seeded one.
public struct PolicyEnvironment: Sendable {
  let time: Timekeeper
  let randomness: any RandomNumberGenerator & Sendable
  let observer: (any ResilienceObserver)?

  /// - Parameters:
  ///   - clock: For all intervals and sleeps. It must not step back.
  ///   - randomness: Each policy goes on with a copy of its own.
  ///   - observer: Told what policies do.
  public init(
    clock: some Clock<Duration> = ContinuousClock(),
    randomness: some RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
    observer: (any ResilienceObserver)? = nil
  ) {
    time = Timekeeper(clock)
    self.randomness = randomness
    self.observer = observer
  }

  /// The system's continuous clock and generator, and no observer.
  public static let system = PolicyEnvironment()

  func tell(_ event: ResilienceEvent) { observer?.observe(event) }
}
