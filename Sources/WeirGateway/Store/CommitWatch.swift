import Synchronization

/// Knows whether the store can be written to: no commit hangs, and the last one did not fail.
final class CommitWatch: Sendable {
  private let state = Mutex(State())
  private let timeout: Duration
  private let observer: any StoreObserver
  private let now: @Sendable () -> Duration

  private struct State {
    var beganAt: Duration?
    var hangs = false
    var failure: StoreError?
  }

  /// - Parameter now: Time that does not step back.
  init(
    timeout: Duration, observer: any StoreObserver, now: @escaping @Sendable () -> Duration
  ) {
    self.timeout = timeout
    self.observer = observer
    self.now = now
  }

  /// Whether only a write can tell if the disk works again.
  var needsProbe: Bool { state.withLock { $0.failure != nil && $0.beganAt == nil } }

  /// What stands in the way of writing; nil if nothing does.
  var failure: StoreError? { state.withLock { $0.hangs ? hangError : $0.failure } }

  private var hangError: StoreError {
    .inputOutput("a commit has taken longer than \(timeout)")
  }

  func begin() { state.withLock { $0.beganAt = now() } }

  func end() {
    let recovered = state.withLock { state in
      defer { (state.beganAt, state.hangs) = (nil, false) }
      return state.hangs && state.failure == nil
    }
    if recovered { observer.observe(.recovered) }
  }

  func failed(_ error: StoreError) { state.withLock { $0.failure = error } }

  func succeeded() {
    let recovered = state.withLock { state in
      defer { state.failure = nil }
      return state.failure != nil
    }
    if recovered { observer.observe(.recovered) }
  }

  /// Looks whether a commit takes too long.
  func look() {
    let hangs: Duration? = state.withLock { state in
      guard let began = state.beganAt, !state.hangs, now() - began >= timeout else { return nil }
      state.hangs = true
      return now() - began
    }
    if let hangs { observer.observe(.commitHangs(seconds: hangs / .seconds(1))) }
  }
}
