/// Bounds how long an operation may take: its task is cancelled then.
///
/// The limit is passed on as ``Deadline/current``, and never exceeds the deadline around it. `run` returns
/// only when the operation has ended, so nothing goes on unseen; an operation that does not heed
/// cancellation holds it up. A value that comes all the same is not thrown away.
///
/// Costs two child tasks.
public struct Timeout: Sendable {
  /// More than zero.
  public let limit: Duration
  private let environment: PolicyEnvironment

  /// - Throws: ``SettingError/notPositive(setting:)``: no limit is written as no timeout, not as zero.
  public init(
    _ limit: Duration, in environment: PolicyEnvironment = .system
  ) throws(SettingError) {
    try SettingError.requirePositive(limit, "limit")
    self.limit = limit
    self.environment = environment
  }

  /// - Throws: ``TimeoutError``; else what the operation throws.
  public func run<Value: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let outerTimeLeft = Deadline.current?.timeLeft
    let timeLeft = min(limit, outerTimeLeft ?? limit)
    guard timeLeft > .zero else { throw tell(.noTimeLeft) }
    let timeoutError =
      timeLeft < limit ? TimeoutError.deadlinePassed : .exceeded(limit: limit)
    let moment = environment.time.now + timeLeft
    return try await race(operation, until: moment, orFail: timeoutError).get()
  }

  private enum Runner<Value: Sendable>: Sendable {
    case operation(Result<Value, any Error>)
    case timer(isOver: Bool)
  }

  private func race<Value: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Value, until moment: Duration,
    orFail timeoutError: TimeoutError
  ) async -> Result<Value, any Error> {
    let time = environment.time
    return await withTaskGroup(of: Runner<Value>.self) { group in
      group.addTask {
        let deadline = Deadline.sooner(moment, by: time)
        return .operation(
          await Deadline.$current.withValue(deadline) { await Result.of(operation) })
      }
      group.addTask {
        .timer(isOver: await Result.of { try await time.sleep(until: moment) }.isSuccess)
      }
      var isOver = false
      while let runner = await group.next() {
        switch runner {
        case .timer(let wasReached):
          isOver = wasReached
          if isOver { group.cancelAll() }
        case .operation(let result):
          group.cancelAll()
          return isOver && !result.isSuccess ? .failure(tell(timeoutError)) : result
        }
      }
      // Not reached: the operation always ends.
      return .failure(CancellationError())
    }
  }

  private func tell(_ error: TimeoutError) -> TimeoutError {
    environment.tell(.timedOut(error))
    return error
  }
}
