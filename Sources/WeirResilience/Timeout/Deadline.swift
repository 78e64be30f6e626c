/// The moment by which the work of a task must be done, wherever the limit was set.
///
/// A task-local value: child tasks inherit it. ``Timeout`` sets it and never exceeds the one around it;
/// ``Retry`` begins no attempt after it. A server sets it from what its client asks for:
///
/// ```swift
/// try await Deadline.withTimeLeft(.seconds(2)) { try await chain.run { … } }
/// ```
public struct Deadline: Sendable {
  /// Of the task at hand; nil when its time is not limited.
  @TaskLocal public static var current: Deadline?

  private let time: Timekeeper
  let moment: Duration

  init(_ moment: Duration, by time: Timekeeper) {
    self.time = time
    self.moment = moment
  }

  /// By the clock that set it, so that deadlines of different clocks can stand within each other.
  /// Negative when it is over.
  public var timeLeft: Duration { moment - time.now }

  /// Runs `operation` with the sooner of a new deadline and the current one.
  ///
  /// The deadline by itself stops nothing: policies within do.
  public static func withTimeLeft<Value>(
    _ timeLeft: Duration, in environment: PolicyEnvironment = .system,
    _ operation: () async throws -> Value
  ) async rethrows -> Value {
    let deadline = sooner(environment.time.now + timeLeft, by: environment.time)
    return try await $current.withValue(deadline, operation: operation)
  }

  /// The current one where that comes first, else a new one.
  static func sooner(_ moment: Duration, by time: Timekeeper) -> Deadline {
    let deadline = Deadline(moment, by: time)
    guard let current, current.timeLeft < deadline.timeLeft else { return deadline }
    return current
  }
}
