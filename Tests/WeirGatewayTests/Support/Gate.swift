import Logging
import Synchronization
import WeirGateway

/// Holds tasks up until it is opened.
final class Gate: Sendable {
  private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>(
    (false, []))

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting.removeAll() }
      return state.waiting
    }
    for task in waiting { task.resume() }
  }

  /// Also returns when the task is cancelled.
  func wait() async {
    await withTaskCancellationHandler {
      await waitHeedless()
    } onCancel: {
      open()
    }
  }

  func waitHeedless() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }
}

/// A sink by another name.
struct NamedSink: Sink {
  let name: String
  private let sink: any Sink

  init(_ name: String, _ sink: any Sink) {
    self.name = name
    self.sink = sink
  }

  func open(at position: [UInt8]?) async throws(DeliveryFailure) {
    try await sink.open(at: position)
  }
  func deliver(_ records: [SpoolRecord]) async -> [Result<Void, DeliveryFailure>] {
    await sink.deliver(records)
  }
  func close() async { await sink.close() }
}

extension Logger {
  static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
