import Synchronization

/// Bounds how many calls to a destination run at once and how many wait, so that one that hangs does
/// not take the memory and the connections of the others.
///
/// Those that wait get their turn in the order in which they came. A permit is never lost: it comes
/// back when the operation ends, in whatever way, and a task that is cancelled while it waits leaves the
/// queue.
///
/// Memory: what the calls that run and wait hold, and some 100 bytes for each that waits. A call that
/// need not wait costs two uncontended locks.
public final class Bulkhead: Sendable {
  private typealias Continuation = CheckedContinuation<Void, any Error>

  private let machine: Mutex<BulkheadMachine<Continuation>>
  private let environment: PolicyEnvironment

  public init(
    _ settings: BulkheadSettings = BulkheadSettings(), in environment: PolicyEnvironment = .system
  ) throws(SettingError) {
    try settings.validate()
    machine = Mutex(BulkheadMachine(settings))
    self.environment = environment
  }

  /// Who runs and waits now.
  public var snapshot: BulkheadSnapshot { machine.withLock { $0.snapshot } }

  /// Calls that may run at once. Lowered, it takes effect as calls end.
  public var limit: Int {
    get { machine.withLock { $0.limit } }
    set {
      for waiter in machine.withLock({ $0.setLimit(max(1, newValue)) }) { waiter.resume() }
    }
  }

  /// - Parameter bytes: What the call holds while it waits.
  /// - Throws: ``BulkheadError`` when there is no room, `CancellationError` while waiting; else what the
  ///   operation throws.
  public func run<Value>(
    bytes: Int = 0, _ operation: () async throws -> Value
  ) async throws -> Value {
    try await enter(bytes: bytes)
    defer { leave() }
    return try await operation()
  }

  /// Waits for a permit, for work that does not fit into one closure.
  ///
  /// - Throws: As ``run(bytes:_:)``.
  public func acquire(bytes: Int = 0) async throws -> BulkheadPermit {
    try await enter(bytes: bytes)
    return BulkheadPermit(self)
  }

  /// A task that is cancelled after it got its permit keeps it.
  func enter(bytes: Int) async throws {
    guard !machine.withLock({ $0.tryEnter() }) else { return }
    let id = machine.withLock { $0.makeID() }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: Continuation) in
        join(id, bytes: bytes, continuation)
      }
    } onCancel: {
      machine.withLock { $0.cancel(id) }?.resume(throwing: CancellationError())
    }
  }

  func leave() {
    for waiter in machine.withLock({ $0.leave() }) { waiter.resume() }
  }

  /// The flag of cancellation is read under the lock: whoever cancels sets it first, and looks for the
  /// waiting task then.
  private func join(_ id: Int, bytes: Int, _ continuation: Continuation) {
    let result = machine.withLock { machine in
      Result {
        try Task.checkCancellation()
        return try machine.enter(id, bytes: max(0, bytes), continuation)
      }
    }
    switch result {
    case .success(.queued): break
    case .success(.granted): continuation.resume()
    case .failure(let error):
      if let rejection = error as? BulkheadError { environment.tell(.bulkheadRejected(rejection)) }
      continuation.resume(throwing: error)
    }
  }
}

/// The right to run one call. It goes back where it goes out of scope.
public struct BulkheadPermit: ~Copyable, Sendable {
  private let bulkhead: Bulkhead

  fileprivate init(_ bulkhead: Bulkhead) { self.bulkhead = bulkhead }

  deinit { bulkhead.leave() }

  /// Gives it back now.
  public consuming func release() {}
}
