import Synchronization
import TestSupport
import WeirStream

@testable import WeirGateway

/// A store in a folder of its own, and what it told.
struct StoreFixture {
  let folder: TemporaryFolder
  let store: GatewayStore
  let observer: RecordingStoreObserver

  init(
    settings: StoreSettings = StoreSettings(), sinks: [String: [String]] = ["files": ["orders"]],
    in folder: TemporaryFolder? = nil, clock: any Clock<Duration> = ContinuousClock(),
    wall: @escaping @Sendable () -> Timestamp = { .now }
  ) async throws {
    self.folder = try folder ?? TemporaryFolder()
    observer = RecordingStoreObserver(keeping: self.folder)
    store = try await GatewayStore.open(
      self.folder.path, settings: settings, sinks: sinks, observer: observer, clock: clock,
      wall: wall)
  }

  /// Writes records `first` and following, by one commit each.
  @discardableResult
  func write(_ numbers: Range<Int>, stream: String = "orders") async throws -> [Int64] {
    var sequences: [Int64] = []
    for number in numbers {
      sequences += try await store.commit(
        IngestWrite(records: [StoreFixture.record(number, stream: stream)]))
    }
    return sequences
  }

  static func record(_ number: Int, stream: String = "orders") -> SpoolRecord {
    SpoolRecord(
      stream: stream, eventID: "event-\(number)", tenant: "shop", schema: "order",
      receivedAt: Timestamp(nanoseconds: Int64(number)), traceparent: nil,
      payload: Array("{\"number\":\(number)}".utf8))
  }

  /// All that a sink would be given now.
  func pending(_ sink: String = "files", after sequence: Int64 = 0) async throws -> [SpoolRecord] {
    try await store.records(for: sink, after: sequence, limit: 10_000, bytes: .max)
  }
}

/// Keeps what a store tells.
final class RecordingStoreObserver: StoreObserver {
  private let kept = Mutex<[StoreEvent]>([])

  /// Stays for as long as the store does, whatever else a test has let go of.
  private let folder: TemporaryFolder

  init(keeping folder: TemporaryFolder) { self.folder = folder }

  var events: [StoreEvent] { kept.withLock { $0 } }

  func observe(_ event: StoreEvent) { kept.withLock { $0.append(event) } }

  /// How many writes each transaction had.
  var commitSizes: [Int] {
    events.compactMap { if case .committed(let writes, _, _, _) = $0 { writes } else { nil } }
  }
}

/// Asks again until the answer is yes, at most half a minute: for what a process does by itself.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
  let deadline = ContinuousClock.now + .seconds(30)
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
    try await Task.sleep(for: .milliseconds(5))
  }
  return try await condition()
}
