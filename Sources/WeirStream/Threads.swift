import Glibc

// Part of the unsafe fence: POSIX threads, one lock with its condition.

/// A lock and a condition: state that several threads look at, and wait for to change.
///
/// `@unchecked Sendable`: the two POSIX objects are made for use by many threads; they stay at one
/// address, which is this object's own allocation, from `init` to `deinit`.
@safe
final class Monitor: @unchecked Sendable {
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  init() {
    unsafe lock = .allocate(capacity: 1)
    unsafe condition = .allocate(capacity: 1)
    unsafe pthread_mutex_init(lock, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(condition, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(lock)
    unsafe condition.deallocate()
    unsafe lock.deallocate()
  }

  func withLock<Result>(_ body: () -> Result) -> Result {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    return body()
  }

  /// Gives the lock up until another thread signals a change. The lock must be held.
  func wait() {
    unsafe pthread_cond_wait(condition, lock)
  }

  /// The same for a time at most; nil is for ever.
  func wait(nanoseconds: Int64?) {
    guard let nanoseconds else { return wait() }
    var end = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &end)
    let sum = Int64(end.tv_nsec) + min(nanoseconds, Monitor.longestWait)
    end.tv_sec += Int(sum / 1_000_000_000)
    end.tv_nsec = Int(sum % 1_000_000_000)
    unsafe pthread_cond_timedwait(condition, lock, &end)
  }

  /// An hour: whoever waits looks again then.
  private static let longestWait: Int64 = 3_600_000_000_000

  /// Wakes all that wait.
  func signalChange() {
    unsafe pthread_cond_broadcast(condition)
  }
}

/// Runs `body` on `count` threads at once and returns when all have ended.
///
/// - Parameter stackBytes: Of each thread. Address space only: pages that are never touched cost
///   nothing. Ample, since an evaluator may recurse as deep as its depth limit says.
package func runThreads(
  count: Int, stackBytes: Int, _ body: @escaping @Sendable () -> Void
) {
  let threads = (0..<count).compactMap { _ in RunningThread(stackBytes: stackBytes, body) }
  // Where the system gives no thread at all, the caller's own does the work.
  if threads.isEmpty { body() }
  for thread in threads { thread.join() }
}

/// One thread that works beside the caller's.
///
/// `@unchecked Sendable`: the handle does not change; `join` is called once, which the owner sees to.
final class RunningThread: @unchecked Sendable {
  private let handle: pthread_t

  /// nil where the system gives no thread.
  ///
  /// - Parameter stackBytes: Of the thread; nil for what the system gives.
  init?(stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    if let stackBytes { unsafe pthread_attr_setstacksize(&attributes, stackBytes) }
    let box = unsafe Unmanaged.passRetained(ThreadBody(body))
    let status = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      unsafe box.release()
      return nil
    }
    handle = thread
  }

  /// Waits for its end.
  func join() { pthread_join(handle, nil) }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// How many processors this process may use.
package var availableProcessors: Int {
  max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
