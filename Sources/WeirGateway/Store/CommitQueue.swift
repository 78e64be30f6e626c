import Dispatch
import GRDB
import Synchronization

/// Group commit: the writes of many callers in one transaction, one after the other.
///
/// A transaction that fails for a reason other than the disk is taken apart, so that one write that
/// SQLite refuses takes no other with it.
final class CommitQueue: Sendable {
  private let pool: DatabasePool
  private let state: Mutex<CommitGathering<Job>>
  private let watch: CommitWatch
  private let observer: any StoreObserver
  private let start = ContinuousClock.now

  /// A part of a transaction, and who waits for it.
  struct Job: Sendable {
    let records: Int
    let bytes: Int
    let run: @Sendable (Database) throws -> Void
    let finish: @Sendable (StoreError?) -> Void
  }

  init(
    _ pool: DatabasePool, settings: StoreSettings, watch: CommitWatch, observer: any StoreObserver
  ) {
    self.pool = pool
    self.watch = watch
    self.observer = observer
    state = Mutex(CommitGathering(delay: settings.commitDelay, maxBytes: settings.commitBytes))
  }

  /// Does something in a transaction; returns when it is durable.
  ///
  /// - Parameters:
  ///   - records: How many records it brings, for the observer.
  ///   - bytes: How much it writes, about.
  ///   - body: May be called twice: the first time was rolled back then.
  func write<Value: Sendable>(
    records: Int = 0, bytes: Int = 0, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    let result = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<Value, StoreError>, Never>) in
      let value = Box<Value>()
      submit(
        Job(records: records, bytes: bytes) { database in
          value.put(try body(database))
        } finish: { error in
          continuation.resume(returning: value.result(error))
        })
    }
    return try result.get()
  }

  /// Writes that no transaction has taken yet.
  var waitingCount: Int { state.withLock { $0.waitingCount } }

  private func submit(_ job: Job) {
    perform(state.withLock { $0.add(job, bytes: job.bytes, at: now) })
  }

  private var now: Duration { ContinuousClock.now - start }

  private func perform(_ action: CommitGathering<Job>.Action) {
    switch action {
    case .nothing: break
    case .commit: pool.asyncWriteWithoutTransaction { self.commit(in: $0) }
    case .wait(let duration):
      DispatchQueue.global().asyncAfter(
        deadline: .now() + .nanoseconds(Int(duration.nanoseconds))
      ) { self.perform(self.state.withLock { $0.delayEnded() }) }
    }
  }

  private func commit(in database: Database) {
    let jobs = state.withLock { $0.take() }
    watch.begin()
    let error = attempt(jobs, in: database)
    if let error, !error.isOfTheDisk, jobs.count > 1 {
      for job in jobs { job.finish(attempt([job], in: database)) }
    } else {
      for job in jobs { job.finish(error) }
    }
    watch.end()
    perform(state.withLock { $0.commitEnded(at: now) })
  }

  private func attempt(_ jobs: [Job], in database: Database) -> StoreError? {
    do {
      try database.beginTransaction(.immediate)
      for job in jobs { try job.run(database) }
      let start = ContinuousClock.now
      try database.commit()
      let duration = ContinuousClock.now - start
      watch.succeeded()
      observer.observe(
        .committed(
          writes: jobs.count, records: jobs.reduce(0) { $0 + $1.records },
          bytes: jobs.reduce(0) { $0 + $1.bytes }, seconds: duration / .seconds(1)))
      return nil
    } catch {
      if database.isInsideTransaction { try? database.rollback() }
      let failure = StoreError(error)
      if failure.isOfTheDisk { watch.failed(failure) }
      observer.observe(.commitFailed(failure))
      return failure
    }
  }
}

/// Carries the value of a write from the transaction to the caller.
private final class Box<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  func put(_ new: Value) { value.withLock { $0 = new } }

  func result(_ error: StoreError?) -> Result<Value, StoreError> {
    if let error { return .failure(error) }
    guard let value = value.withLock({ $0 }) else { return .failure(.closed) }
    return .success(value)
  }
}
