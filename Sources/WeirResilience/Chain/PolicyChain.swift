/// Policies around one call, in the one order that makes sense of all of them.
///
/// ```
/// fallback             spool, quarantine, a stored answer: for what nobody below could do
/// └ total timeout      for everything below, waiting included
///   └ retry            each attempt passes through what follows   (+ budget)
///     └ circuit breaker     an open one turns away before anything is queued or sent
///       └ bulkhead          the permit of the first attempt is kept to the last
///         └ adaptive concurrency   moves the bulkhead's limit
///           └ attempt timeout      for one attempt, without its waiting
///             └ call
/// ```
///
/// Any of them may be left out. What follows from the order:
///
/// - **A retry keeps its permit.** The bulkhead stands within the retry, so that a breaker can turn a
///   call away before it queues; but a permit, once had, is given back only after the last attempt. A
///   call that waits for its next attempt so counts as running: there are never more calls under way
///   than the bulkhead has permits and places, in an outage neither. The fallback runs without the permit.
/// - **The breaker counts attempts, by the time of the call alone**: not by what was waited for a permit. A
///   full bulkhead and a deadline that came early are not the destination's faults.
/// - **An open breaker ends the call**, and so does a full bulkhead: they are not tried again, which would
///   fill memory with waiting calls. The fallback takes them.
/// - Without an attempt timeout, a destination that never answers is ended by the total timeout, which is
///   cancellation to the breaker: give both.
///
/// A ``RateLimiter`` stands before the chain. A ``Hedge`` takes the place of the retry: around one chain
/// for each endpoint that has neither retry nor fallback.
///
/// Costs what its parts cost.
public struct PolicyChain: Sendable {
  public var fallback: Fallback?
  public var totalTimeout: Timeout?
  public var retry: Retry?
  public var circuitBreaker: CircuitBreaker?
  public var bulkhead: Bulkhead?

  /// Moves the limit of its bulkhead, which is the chain's if there is no other.
  public var adaptiveConcurrency: AdaptiveConcurrency?
  public var attemptTimeout: Timeout?

  /// A chain of nothing: set what is wanted.
  public init() {}

  /// - Parameters:
  ///   - bytes: What the call holds while it waits for a permit.
  ///   - operation: Gets the number of the attempt, from 1.
  ///   - substitute: What ``fallback`` does, if there is one; gets what the call threw.
  /// - Throws: What the outermost policy that decided throws; else what the operation throws.
  public func run<Value: Sendable>(
    bytes: Int = 0, _ operation: @escaping @Sendable (_ attempt: Int) async throws -> Value,
    substitute: (any Error) async throws -> Value
  ) async throws -> Value {
    guard let fallback else { return try await run(bytes: bytes, operation) }
    return try await fallback.run(
      { try await run(bytes: bytes, operation) }, substitute: substitute)
  }

  /// The same without a fallback.
  public func run<Value: Sendable>(
    bytes: Int = 0, _ operation: @escaping @Sendable (_ attempt: Int) async throws -> Value
  ) async throws -> Value {
    guard let totalTimeout else { return try await runAttempts(bytes: bytes, operation) }
    return try await totalTimeout.run { try await runAttempts(bytes: bytes, operation) }
  }

  private var gate: Bulkhead? { bulkhead ?? adaptiveConcurrency?.bulkhead }

  private func runAttempts<Value: Sendable>(
    bytes: Int, _ operation: @escaping @Sendable (Int) async throws -> Value
  ) async throws -> Value {
    var hasPermit = false
    defer { if hasPermit { gate?.leave() } }
    guard let retry else {
      return try await runAttempt(1, bytes: bytes, hasPermit: &hasPermit, operation)
    }
    return try await retry.run { attempt in
      try await runAttempt(attempt, bytes: bytes, hasPermit: &hasPermit, operation)
    }
  }

  private func runAttempt<Value: Sendable>(
    _ attempt: Int, bytes: Int, hasPermit: inout Bool,
    _ operation: @escaping @Sendable (Int) async throws -> Value
  ) async throws -> Value {
    guard let circuitBreaker else {
      return try await runPermitted(attempt, bytes: bytes, hasPermit: &hasPermit, operation) {}
    }
    return try await circuitBreaker.run { restart in
      try await runPermitted(
        attempt, bytes: bytes, hasPermit: &hasPermit, operation, whenPermitted: restart)
    }
  }

  private func runPermitted<Value: Sendable>(
    _ attempt: Int, bytes: Int, hasPermit: inout Bool,
    _ operation: @escaping @Sendable (Int) async throws -> Value, whenPermitted: () -> Void
  ) async throws -> Value {
    if let gate, !hasPermit {
      try await gate.enter(bytes: bytes)
      hasPermit = true
    }
    whenPermitted()
    guard let adaptiveConcurrency else { return try await runCall(attempt, operation) }
    return try await adaptiveConcurrency.run { try await runCall(attempt, operation) }
  }

  private func runCall<Value: Sendable>(
    _ attempt: Int, _ operation: @escaping @Sendable (Int) async throws -> Value
  ) async throws -> Value {
    guard let attemptTimeout else { return try await operation(attempt) }
    return try await attemptTimeout.run { try await operation(attempt) }
  }
}
