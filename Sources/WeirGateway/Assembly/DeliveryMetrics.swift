import Synchronization
import WeirResilience
import WeirStream

/// Counts what deliveries do, and knows which sinks are paused.
final class DeliveryMetrics: DeliveryObserver {
  private let metrics: GatewayMetrics

  /// By sink, why nothing goes to it.
  private let pauses = Mutex<[String: String]>([:])
  private let delivered = Mutex<[String: Int]>([:])
  private let silent = Mutex<[String: Timestamp]>([:])

  init(_ metrics: GatewayMetrics) { self.metrics = metrics }

  /// Why nothing goes to a sink; nil where something does.
  func pauseCode(of sink: String) -> String? { pauses.withLock { $0[sink] } }

  func deliveredCount(to sink: String) -> Int { delivered.withLock { $0[sink] ?? 0 } }

  /// How long each sink has records and gives no answer; those that owe none are left out.
  func silence(at now: Timestamp) -> [String: Duration] {
    silent.withLock { silent in
      silent.mapValues { .nanoseconds(max(0, now.nanoseconds - $0.nanoseconds)) }
    }
  }

  func observe(_ event: DeliveryEvent, of sink: String) {
    switch event {
    case .delivered(let ages):
      for age in ages { metrics.delivered(to: sink, took: age) }
      delivered.withLock { $0[sink, default: 0] += ages.count }
    case .requested(let endpoint, let status, _, let took):
      metrics.sinkRequest(sink: sink, endpoint: endpoint, status: status, took: took)
    case .retrying(let attempt, let failure, let delay):
      policies(sink).observe(.retrying(attempt: attempt, after: delay, failure))
    case .gaveUp(let attempts, let reason):
      policies(sink).observe(.gaveUp(attempts: attempts, reason))
    case .hedged(let endpoint): policies(sink, endpoint).observe(.hedged(attempt: 2))
    case .breakerChanged(let endpoint, let old, let new):
      policies(sink, endpoint).observe(.circuitChanged(from: old, to: new))
    case .breakerRejected(let endpoint):
      metrics.policies.breakerRejected(sink, endpoint).increment(by: 1)
    case .refused(let count, let code): metrics.refused(count, by: sink, code: code)
    case .bulkhead(let active, let queued, _):
      metrics.setDeliveries(active: active, queued: queued, of: sink)
    case .silent(let since): silent.withLock { $0[sink] = since }
    case .paused(let code, _, _):
      pauses.withLock { $0[sink] = code }
      metrics.setPaused(true, sink: sink)
    case .opened, .resumed:
      pauses.withLock { $0[sink] = nil }
      metrics.setPaused(false, sink: sink)
    case .ending, .parked, .outcomeUnknown, .storeFailed, .ejected, .rotated, .expired: break
    }
  }

  private func policies(_ sink: String, _ endpoint: String = "") -> ResilienceMetrics {
    ResilienceMetrics(metrics, sink: sink, endpoint: endpoint)
  }
}
