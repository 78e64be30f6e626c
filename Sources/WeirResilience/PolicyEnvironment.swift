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
  package let time: Timekeeper
  package let randomness: any RandomNumberGenerator & Sendable
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

  private init(_ other: PolicyEnvironment, observer: (any ResilienceObserver)?) {
    time = other.time
    randomness = other.randomness
    self.observer = observer
  }

  /// The same clock and generator with another observer.
  package func observed(by observer: (any ResilienceObserver)?) -> PolicyEnvironment {
    PolicyEnvironment(self, observer: observer)
  }

  func tell(_ event: ResilienceEvent) { observer?.observe(event) }
}
