import Synchronization

/// Lets no call through to a destination of which too many fail or take too long, until probes do well.
///
/// That spares both sides: the destination gets time to recover, and callers learn at once what they
/// would have waited for. One for each destination (endpoint), shared by whatever calls it.
///
/// A call is judged by how long it took and what it threw. Cancellation and errors that are no fault of
/// the destination (``Classification/isDestinationFault``) are not counted.
///
/// Memory does not depend on the number of calls. A call costs two uncontended locks and two
/// readings of the clock.
public final class CircuitBreaker: Sendable {
  private struct Guarded {
    var machine: CircuitMachine
    var randomness: any RandomNumberGenerator & Sendable
  }

  private let guarded: Mutex<Guarded>
  private let classifier: FailureClassifier
  private let environment: PolicyEnvironment

  /// - Parameter classifier: Tells which failures are the destination's.
  public init(
    _ settings: CircuitBreakerSettings = CircuitBreakerSettings(),
    classifier: FailureClassifier = .standard, in environment: PolicyEnvironment = .system
  ) throws(SettingError) {
    try settings.validate()
    guarded = Mutex(
      Guarded(machine: CircuitMachine(settings), randomness: environment.randomness))
    self.classifier = classifier
    self.environment = environment
  }

  /// Who decides. Setting it forgets what was counted: back in `automatic` it is closed.
  public var mode: CircuitMode {
    get { guarded.withLock { $0.machine.mode } }
    set { change { machine, _ in machine.set(newValue) } }
  }

  /// How it stands and what it counts now.
  public var snapshot: CircuitSnapshot {
    let now = environment.time.now
    return guarded.withLock { guarded in
      CircuitSnapshot(state: guarded.machine.state, calls: guarded.machine.counts(now: now))
    }
  }

  /// - Throws: ``CircuitBreakerError`` without calling; else what the operation throws.
  public func run<Value>(_ operation: () async throws -> Value) async throws -> Value {
    try await run { _ in try await operation() }
  }

  /// - Parameter operation: Gets what counts the call's time anew (``CircuitCall/restart()``).
  func run<Value>(
    _ operation: (_ restart: () -> Void) async throws -> Value
  ) async throws -> Value {
    var call = try begin()
    do {
      let value = try await operation { call.restart() }
      call.outcome = .success
      return value
    } catch {
      call.outcome = outcome(of: error)
      throw error
    }
  }

  /// Begins a call that does not fit into one closure.
  public func begin() throws(CircuitBreakerError) -> CircuitCall {
    let now = environment.time.now
    let result = change { machine, generator in
      Result { () throws(CircuitBreakerError) in try machine.begin(now: now, using: &generator) }
    }
    switch result {
    case .success(let generation):
      return CircuitCall(self, generation, beganAt: now)
    case .failure(let error):
      environment.tell(.circuitRejected(error))
      throw error
    }
  }

  func outcome(of error: any Error) -> CircuitMachine.Outcome {
    guard !isCancellation(error) else { return .ignored }
    return classifier.classification(of: error).isDestinationFault ? .failure : .ignored
  }

  var now: Duration { environment.time.now }

  fileprivate func end(
    _ generation: CircuitMachine.Generation, _ outcome: CircuitMachine.Outcome, beganAt: Duration
  ) {
    let now = environment.time.now
    change { machine, generator in
      machine.end(generation, outcome, took: now - beganAt, now: now, using: &generator)
    }
  }

  /// Asks the machine, and tells when its state is another one then.
  private func change<Value: Sendable>(
    _ body: (inout CircuitMachine, inout any RandomNumberGenerator & Sendable) -> Value
  ) -> Value {
    let (value, before, after) = guarded.withLock { guarded in
      let before = guarded.machine.state
      let value = body(&guarded.machine, &guarded.randomness)
      return (value, before, guarded.machine.state)
    }
    if before != after { environment.tell(.circuitChanged(from: before, to: after)) }
    return value
  }
}

/// A call that a ``CircuitBreaker`` let through. It ends exactly once: told how, or else, where it goes
/// out of scope, as one that says nothing of the destination.
public struct CircuitCall: ~Copyable, Sendable {
  private let breaker: CircuitBreaker
  private let generation: CircuitMachine.Generation
  private var beganAt: Duration
  fileprivate(set) var outcome = CircuitMachine.Outcome.ignored

  fileprivate init(
    _ breaker: CircuitBreaker, _ generation: CircuitMachine.Generation, beganAt: Duration
  ) {
    self.breaker = breaker
    self.generation = generation
    self.beganAt = beganAt
  }

  deinit { breaker.end(generation, outcome, beganAt: beganAt) }

  /// Counts the call's time from now on: what was waited for before is not the destination's.
  public mutating func restart() { beganAt = breaker.now }

  /// Counted as a success, and as slow if it took long.
  public consuming func succeeded() { outcome = .success }

  /// Counted as a failure unless the breaker's classifier finds no fault with the destination.
  public consuming func failed(_ error: any Error) { outcome = breaker.outcome(of: error) }
}
