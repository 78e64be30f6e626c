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
    unsafe pthread_cond_init(condition, nil)
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

  /// Wakes all that wait.
  func signalChange() {
    unsafe pthread_cond_broadcast(condition)
  }
}

/// Runs `body` on `count` threads at once and returns when all have ended.
///
/// - Parameter stackBytes: Of each thread. Address space only: pages that are never touched cost
///   nothing. Ample, since an evaluator may recurse as deep as its depth limit says.
func runThreads(count: Int, stackBytes: Int, _ body: @escaping @Sendable () -> Void) {
  var threads: [pthread_t] = []
  var attributes = pthread_attr_t()
  unsafe pthread_attr_init(&attributes)
  unsafe pthread_attr_setstacksize(&attributes, stackBytes)
  for _ in 0..<count {
    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(ThreadBody(body))
    let status = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    if status == 0 {
      threads.append(thread)
    } else {
      unsafe box.release()
    }
  }
  unsafe pthread_attr_destroy(&attributes)
  // Where the system gives no thread at all, the caller's own does the work.
  if threads.isEmpty { body() }
  for thread in threads { pthread_join(thread, nil) }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// How many processors this process may use.
package var availableProcessors: Int {
  max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
