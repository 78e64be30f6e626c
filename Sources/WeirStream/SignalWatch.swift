import Glibc

/// Turns SIGINT, SIGTERM and SIGHUP into a request to stop, and SIGUSR1 into one for a line that tells
/// how far the run is. For executables, once, before a run.
///
/// A thread of its own waits for them, so that no handler runs in the middle of anything. The second
/// signal to stop has its usual effect: it ends the process, also one that is stuck in a write; what
/// was committed is not harmed. A signal that the parent chose to ignore (`nohup`) stays ignored.
/// SIGPIPE and SIGXFSZ are ignored, because a closed pipe and a file at its limit are told by the write
/// that meets them.
///
/// Part of the unsafe fence: signal sets.
package func watchSignals(_ stop: StopRequest, _ status: StatusRequest) {
  signal(SIGPIPE, SIG_IGN)
  signal(SIGXFSZ, SIG_IGN)

  var stopping = sigset_t()
  unsafe sigemptyset(&stopping)
  for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
    unsafe sigaddset(&stopping, number)
  }
  var all = stopping
  unsafe sigaddset(&all, SIGUSR1)
  // Threads made from here on inherit the mask: only the watcher meets these signals.
  unsafe pthread_sigmask(SIG_BLOCK, &all, nil)

  let watcher = SignalWatcher(stopping: stopping, stop: stop, status: status)
  // Without a watcher the signals do what they do by default. With one, nobody waits for its end.
  if RunningThread({ watcher.watch() }) == nil { unsafe pthread_sigmask(SIG_UNBLOCK, &all, nil) }
}

private func isIgnored(_ number: Int32) -> Bool {
  var action = sigaction()
  guard unsafe sigaction(number, nil, &action) == 0 else { return false }
  return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1  // SIG_IGN
}

private struct SignalWatcher: Sendable {
  let stopping: sigset_t
  let stop: StopRequest
  let status: StatusRequest

  func watch() {
    var awaited = stopping
    unsafe sigaddset(&awaited, SIGUSR1)
    while true {
      var number: Int32 = 0
      guard unsafe sigwait(&awaited, &number) == 0 else { return }
      if number == SIGUSR1 {
        status.request()
      } else {
        stop.request(.signal(number))
        // From here on those have their usual effect.
        var released = stopping
        unsafe pthread_sigmask(SIG_UNBLOCK, &released, nil)
        unsafe sigemptyset(&awaited)
        unsafe sigaddset(&awaited, SIGUSR1)
      }
    }
  }
}
