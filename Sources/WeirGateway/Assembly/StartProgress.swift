import ServiceLifecycle
import Synchronization

/// What a gateway has still to do before it is ready, and whether it is ending.
final class StartProgress: Sendable {
  enum Step: String, Sendable, CaseIterable { case listener }

  private let state = Mutex((pending: Step.allCases, isStopping: false))

  var pending: [Step] { state.withLock { $0.pending } }
  var isStopping: Bool { state.withLock { $0.isStopping } }

  func finish(_ step: Step) { state.withLock { $0.pending.removeAll { $0 == step } } }
  func stop() { state.withLock { $0.isStopping = true } }
}

/// Turns new requests away as soon as the gateway is asked to end: it is the first service to be told.
struct DrainService: Service {
  let admission: Admission
  let progress: StartProgress

  func run() async throws {
    try? await gracefulShutdown()
    progress.stop()
    admission.drain()
  }
}
