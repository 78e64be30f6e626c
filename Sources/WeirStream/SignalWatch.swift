import Glibc

/// Turns SIGINT, SIGTERM and SIGHUP into a request to stop. For executables, once, before a run.
///
/// A thread of its own waits for them, so that no handler runs in the middle of anything. The second
/// signal has its usual effect: it ends the process, also one that is stuck in a write. A signal that
/// the parent chose to ignore (`nohup`) stays ignored. SIGPIPE and SIGXFSZ are ignored, because a
/// closed pipe and a file at its limit are told by the write that meets them.
///
/// Part of the unsafe fence: signal sets and one thread.
package func stopOnSignals(_ stop: StopRequest) {
  signal(SIGPIPE, SIG_IGN)
  signal(SIGXFSZ, SIG_IGN)

  var watched = sigset_t()
  unsafe sigemptyset(&watched)
  for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
    unsafe sigaddset(&watched, number)
  }
  // Threads made from here on inherit the mask: only the watcher meets these signals.
  unsafe pthread_sigmask(SIG_BLOCK, &watched, nil)

  let watcher = unsafe Unmanaged.passRetained(SignalWatcher(set: watched, stop: stop))
  var thread = pthread_t()
  let status = unsafe pthread_create(
    &thread, nil,
    { argument in
      guard let argument = unsafe argument else { return nil }
      unsafe Unmanaged<SignalWatcher>.fromOpaque(argument).takeRetainedValue().watch()
      return nil
    }, watcher.toOpaque())
  if status == 0 {
    pthread_detach(thread)
  } else {
    // Without a watcher the signals do what they do by default.
    unsafe watcher.release()
    unsafe pthread_sigmask(SIG_UNBLOCK, &watched, nil)
  }
}

private func isIgnored(_ number: Int32) -> Bool {
  var action = sigaction()
  guard unsafe sigaction(number, nil, &action) == 0 else { return false }
  return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1  // SIG_IGN
}

private final class SignalWatcher {
  private var set: sigset_t
  private let stop: StopRequest

  init(set: sigset_t, stop: StopRequest) {
    self.set = set
    self.stop = stop
  }

  func watch() {
    var number: Int32 = 0
    guard unsafe sigwait(&set, &number) == 0 else { return }
    stop.request(.signal(number))
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    while true { pause() }
  }
}
