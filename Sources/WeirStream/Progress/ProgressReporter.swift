import Synchronization

/// Tells how far a run is: at intervals, and when somebody asks.
///
/// A thread of its own, which only looks at figures that the sink leaves. Where standard error carries
/// records it speaks between two blocks, never inside a record.
final class ProgressReporter: Sendable {
  private let figures: Mutex<ProgressFigures>
  private let monitor: Monitor
  private let isEnding = Mutex(false)
  private let status: StatusRequest
  private let messenger: Messenger
  private let clock: RunClock
  private let beganAt: Int64
  private let form: Form
  private let columns: Int

  /// How progress is told without being asked for.
  enum Form: Sendable {
    case never

    /// One line of a terminal, overwritten again and again.
    case line

    /// A JSON object a line.
    case json
  }

  init(
    _ form: Form, columns: Int, start: ProgressFigures, status: StatusRequest,
    messenger: Messenger, clock: RunClock
  ) {
    self.form = form
    self.columns = columns
    self.status = status
    self.messenger = messenger
    self.clock = clock
    monitor = status.monitor
    beganAt = clock.continuous()
    figures = Mutex(start)
  }

  /// Takes the newest counts.
  func note(_ tally: Tally) {
    figures.withLock { figures in
      figures.lines = tally.lines
      figures.accepted = tally.accepted
      figures.quarantined = tally.quarantined
      figures.bytes = tally.bytes
    }
  }

  /// Runs its argument between two blocks; false while somebody writes.
  typealias Between = @Sendable (@escaping @Sendable () -> Void) -> Bool

  /// Begins to tell.
  func start(between: @escaping Between) -> RunningThread? {
    RunningThread { [self] in run(between) }
  }

  /// Ends the thread, and the line on the terminal.
  func end(_ thread: RunningThread?) {
    isEnding.withLock { $0 = true }
    monitor.withLock { monitor.signalChange() }
    thread?.join()
    messenger.clearProgress()
  }

  private func run(_ between: Between) {
    while !isEnding.withLock({ $0 }) {
      let isAsked = monitor.withLock {
        if !status.isPending, !isEnding.withLock({ $0 }) { monitor.wait(nanoseconds: interval) }
        return status.take()
      }
      if isEnding.withLock({ $0 }) { return }
      if isAsked || form != .never {
        speak(between) { [self] in isAsked ? sayStatus() : showProgress() }
      }
    }
  }

  private var interval: Int64? {
    switch form {
    case .never: nil
    case .line: 250_000_000
    case .json: 1_000_000_000
    }
  }

  private func speak(_ between: Between, _ words: @escaping @Sendable () -> Void) {
    guard messenger.isRecordStream else { return words() }
    while !between(words), !isEnding.withLock({ $0 }) {
      monitor.withLock { monitor.wait(nanoseconds: ProgressReporter.retryNanoseconds) }
    }
  }

  /// How long to wait for whoever writes before asking again.
  private static let retryNanoseconds: Int64 = 2_000_000

  private var current: ProgressFigures {
    var current = figures.withLock { $0 }
    current.seconds = Double(max(0, clock.continuous() - beganAt)) / 1e9
    return current
  }

  private func sayStatus() {
    messenger.sayStatus(current)
  }

  private func showProgress() {
    switch form {
    case .never: break
    case .line: messenger.showProgress(current.line(columns: columns))
    case .json: messenger.sayProgress(current)
    }
  }
}

/// The wish to be told how far a run is, which any thread may have.
package final class StatusRequest: Sendable {
  let monitor = Monitor()
  private let pending = Atomic<Bool>(false)

  package init() {}

  package func request() {
    pending.store(true, ordering: .relaxed)
    monitor.withLock { monitor.signalChange() }
  }

  var isPending: Bool { pending.load(ordering: .relaxed) }

  /// Whether somebody asked; forgets it.
  func take() -> Bool { pending.exchange(false, ordering: .relaxed) }
}
