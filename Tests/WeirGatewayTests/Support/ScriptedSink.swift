import Synchronization
import WeirGateway
import WeirResilience

/// A sink that does what a test says with each record.
final class ScriptedSink: Sink {
  typealias Script = @Sendable (SpoolRecord, _ time: Int) async -> Result<Void, DeliveryFailure>

  let name = "scripted"
  let isIdempotent: Bool
  let maxConcurrentDeliveries: Int
  private let script: Script

  private struct State {
    var deliveries: [[String]] = []
    var times: [String: Int] = [:]
    var taken: [String] = []
    var running = 0
    var mostRunning = 0
    var isClosed = false
    var openFailures: [DeliveryFailure] = []
  }

  private let state = Mutex(State())

  init(
    isIdempotent: Bool = false, concurrency: Int = 1, openFailures: [DeliveryFailure] = [],
    _ script: @escaping Script
  ) {
    self.isIdempotent = isIdempotent
    maxConcurrentDeliveries = concurrency
    self.script = script
    state.withLock { $0.openFailures = openFailures }
  }

  /// The ids of each delivery so far.
  var deliveries: [[String]] { state.withLock { $0.deliveries } }

  /// The ids that were taken, in the order in which they were.
  var taken: [String] { state.withLock { $0.taken } }
  var mostRunning: Int { state.withLock { $0.mostRunning } }
  var isClosed: Bool { state.withLock { $0.isClosed } }

  func open(at position: [UInt8]?) async throws(DeliveryFailure) {
    if let failure = state.withLock({ $0.openFailures.popLast() }) { throw failure }
  }

  func deliver(_ records: [SpoolRecord]) async -> [Result<Void, DeliveryFailure>] {
    state.withLock { state in
      state.deliveries.append(records.map(\.eventID))
      state.running += 1
      state.mostRunning = max(state.mostRunning, state.running)
    }
    var results: [Result<Void, DeliveryFailure>] = []
    for record in records {
      let time = state.withLock { state in
        state.times[record.eventID, default: 0] += 1
        return state.times[record.eventID] ?? 0
      }
      let result = await script(record, time)
      if case .success = result { state.withLock { $0.taken.append(record.eventID) } }
      results.append(result)
    }
    state.withLock { $0.running -= 1 }
    return results
  }

  func close() async { state.withLock { $0.isClosed = true } }
}

extension Result where Success == Void, Failure == DeliveryFailure {
  static let taken: Self = .success(())

  static func failed(
    _ failureClass: FailureClass, retryAfter: Duration? = nil,
    scope: DeliveryFailure.Scope = .record, code: String = "sink.test"
  ) -> Self {
    .failure(
      DeliveryFailure(
        Classification(failureClass, retryAfter: retryAfter), scope: scope, code: code,
        message: "as the test says"))
  }
}
