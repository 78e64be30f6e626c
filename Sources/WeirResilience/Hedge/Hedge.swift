import Synchronization

/// Starts a second attempt beside one that takes long, takes the first value, and cancels the other.
///
/// That cuts the slowest few of a hundred calls at the price of a few more calls (J. Dean, L. A.
/// Barroso, "The Tail at Scale", Communications of the ACM, 2013). For operations only that do no harm
/// when they are done twice. A ``RetryBudget`` bounds the hedges when everything is slow; it can
/// be the one that retries are paid from.
///
/// `run` returns when all attempts have ended; one that does not heed cancellation holds it up. Costs
/// two child tasks for the first attempt and for each hedge, and sorting a hundred latencies for a percentile.
public final class Hedge: Sendable {
  public let settings: HedgeSettings
  public let budget: RetryBudget?
  private let latencies = Mutex(LatencyWindow())
  private let environment: PolicyEnvironment

  /// - Parameter budget: One a destination. Without any, each slow call is made twice when all are slow.
  public init(
    _ settings: HedgeSettings = HedgeSettings(), budget: RetryBudget? = RetryBudget(),
    in environment: PolicyEnvironment = .system
  ) throws(SettingError) {
    try settings.validate()
    self.settings = settings
    self.budget = budget
    self.environment = environment
  }

  /// How long the next call waits for its first attempt.
  public var delay: Duration {
    switch settings.delay {
    case .fixed(let delay): delay
    case .percentile(let percentage, let delay):
      latencies.withLock { $0.percentile(percentage) } ?? delay
    }
  }

  /// - Parameter operation: Gets the number of the attempt, from 1. Done twice, it does no harm.
  /// - Throws: What the attempt threw that failed first, when all fail.
  public func run<Value: Sendable>(
    idempotent operation: @escaping @Sendable (_ attempt: Int) async throws -> Value
  ) async throws -> Value {
    budget?.noteCall()
    return try await race(operation, delay: delay).get()
  }

  private enum Runner<Value: Sendable>: Sendable {
    case attempt(Result<Value, any Error>)
    case timer(isOver: Bool)
  }

  private func race<Value: Sendable>(
    _ operation: @escaping @Sendable (Int) async throws -> Value, delay: Duration
  ) async -> Result<Value, any Error> {
    await withTaskGroup(of: Runner<Value>.self) { group in
      var machine = HedgeMachine(maxHedges: settings.maxHedges)
      // The first failure, until a value comes.
      var outcome: Result<Value, any Error>?
      start(1, operation, in: &group, delay: delay)
      while let runner = await group.next() {
        let event: HedgeMachine.Event
        switch runner {
        case .timer(isOver: false): continue
        case .timer(isOver: true): event = .delayOver
        case .attempt(let result):
          event = result.isSuccess ? .succeeded : .failed
          if result.isSuccess || outcome == nil { outcome = result }
        }
        switch machine.handle(event, takeFromBudget: { budget?.takeRetry() ?? true }) {
        case .wait: break
        case .startAnother:
          environment.tell(.hedged(attempt: machine.hedges + 1))
          start(machine.hedges + 1, operation, in: &group, delay: delay)
        case .finish:
          group.cancelAll()
          if let outcome { return outcome }
        }
      }
      // Not reached: attempts always end.
      return .failure(CancellationError())
    }
  }

  private func start<Value: Sendable>(
    _ attempt: Int, _ operation: @escaping @Sendable (Int) async throws -> Value,
    in group: inout TaskGroup<Runner<Value>>, delay: Duration
  ) {
    let now = environment.time.now
    let time = environment.time
    group.addTask {
      let result = await Result.of { try await operation(attempt) }
      self.note(result, took: time.now - now)
      return .attempt(result)
    }
    guard attempt <= settings.maxHedges else { return }
    group.addTask {
      .timer(isOver: await Result.of { try await time.sleep(until: now + delay) }.isSuccess)
    }
  }

  /// An attempt that lost is known to take as long as it took at least; one that failed says nothing.
  private func note<Value>(_ result: Result<Value, any Error>, took: Duration) {
    guard result.isSuccess || Task.isCancelled else { return }
    latencies.withLock { $0.note(took) }
  }
}
