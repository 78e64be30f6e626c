import Synchronization
import WeirGateway

/// An observer that keeps what it is told.
final class RecordedDeliveries: DeliveryObserver {
  private let events = Mutex<[DeliveryEvent]>([])

  func observe(_ event: DeliveryEvent, of sink: String) { events.withLock { $0.append(event) } }

  var all: [DeliveryEvent] { events.withLock { $0 } }

  var pauses: [String] {
    all.compactMap { if case .paused(let code, _, _) = $0 { code } else { nil } }
  }

  /// Codes of the requests so far; nil for those that went well.
  var requestCodes: [String?] {
    all.compactMap { if case .requested(_, _, let code, _) = $0 { .some(code) } else { nil } }
  }
}

struct TookTooLong: Error {
  var whatIsSo: String
}

/// Looks again and again until something is so, for at most a minute.
///
/// - Parameter whatIsSo: Asked when it is not.
func until(
  _ condition: () async throws -> Bool, otherwise whatIsSo: () -> String = { "" }
) async throws {
  let clock = ContinuousClock()
  let end = clock.now + .seconds(60)
  while try await !condition() {
    guard clock.now < end else { throw TookTooLong(whatIsSo: whatIsSo()) }
    try await Task.sleep(for: .milliseconds(5))
  }
}
