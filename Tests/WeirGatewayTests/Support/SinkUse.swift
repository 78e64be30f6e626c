import WeirGateway
import WeirResilience
import WeirStream

/// Uses a sink from opening to closing.
func withSink<Value>(
  _ settings: HTTPSinkSettings, in environment: PolicyEnvironment = .system,
  observer: RecordedDeliveries = RecordedDeliveries(),
  _ body: (HTTPSink) async throws -> Value
) async throws -> Value {
  let sink = try HTTPSink(name: "http", settings, in: environment, observer: observer)
  try await sink.open(at: nil)
  do {
    let value = try await body(sink)
    await sink.close()
    return value
  } catch {
    await sink.close()
    throw error
  }
}

extension HTTPSinkSettings {
  /// Settings with waits that a test does not notice.
  static func quick(_ ports: Int..., change: (inout HTTPSinkSettings) -> Void = { _ in }) -> Self {
    var settings = HTTPSinkSettings(endpoints: ports.map { "http://127.0.0.1:\($0)/records" })
    settings.retry.baseDelay = .milliseconds(1)
    settings.retry.throttledBaseDelay = .milliseconds(1)
    settings.retry.maxDelay = .milliseconds(5)
    change(&settings)
    return settings
  }
}

/// Records `e1` to `eN`, each `{"n":1}` and so on.
func makeRecords(_ count: Int) -> [SpoolRecord] {
  (1...count).map { number in
    SpoolRecord(
      sequence: Int64(number), stream: "orders", eventID: "e\(number)",
      receivedAt: Timestamp(nanoseconds: 0), payload: Array(#"{"n":\#(number)}"#.utf8))
  }
}

extension [Result<Void, DeliveryFailure>] {
  /// The code of each failure; nil for what was taken.
  var codes: [String?] { failures.map { $0?.code } }

  var failures: [DeliveryFailure?] {
    map { if case .failure(let failure) = $0 { failure } else { nil } }
  }
}
