import Foundation
import Synchronization
import TestSupport
import Testing
import WeirResilience

@testable import WeirGateway

/// Pumps, real sinks, and the real store together.
@Suite(.timeLimit(.minutes(2))) struct DeliveryTests {
  @Test func `An open breaker is a pause: nothing is lost, and all goes when the service is back`()
    async throws
  {
    let outage = Outage()
    let spool = MemorySpool()
    let observer = RecordedDeliveries()
    try await TestService.run { _ in
      outage.isOver.withLock { $0 } ? .status(202) : .status(500)
    } _: { service in
      var settings = HTTPSinkSettings.quick(service.port)
      // On a slow machine a request may take too long, of which nobody knows what came.
      settings.isIdempotent = true
      settings.breaker.minimumCalls = 3
      settings.breaker.openTime = .milliseconds(20)
      settings.breaker.maxOpenTime = .milliseconds(40)
      var delivery = DeliveryPumpTests.quick
      delivery.maxBatchRecords = 10
      let sink = try HTTPSink(name: "http", settings, observer: observer)
      let pump = try DeliveryPump(sink, from: spool, delivery, observer: observer, logger: .silent)
      let task = Task { try await pump.run() }
      spool.append(count: 500)
      try await until { observer.pauses.contains("sink.circuit_open") }
      outage.isOver.withLock { $0 = true }
      try await until {
        spool.isSettled(for: "http") && spool.parked(by: "http").isEmpty
      } otherwise: {
        "parked: \(spool.parked(by: "http").prefix(5)), last: \(observer.all.suffix(20))"
      }
      task.cancel()
      try await task.value
      let lines = Set(service.requests.flatMap(\.lines))
      #expect(lines.count == 500)
    }
    #expect(spool.refused(by: "http").isEmpty)
    #expect(observer.all.contains(.resumed))
  }

  @Test func `Files hold each record once, however often the gateway is started`() async throws {
    let state = try TemporaryFolder()
    let output = try TemporaryFolder()
    var settings = FileSinkSettings(path: output.path + "/orders.ndjson")
    settings.maxBytes = 300
    let total = 200
    for start in 0..<8 {
      let fixture = try await StoreFixture(in: state)
      let sink = try FileSink(name: "files", settings)
      var delivery = DeliveryPumpTests.quick
      delivery.maxBatchRecords = 3
      let pump = try DeliveryPump(sink, from: fixture.store, delivery, logger: .silent)
      let task = Task { try await pump.run() }
      try await fixture.write((start * total / 8 + 1)..<((start + 1) * total / 8 + 1))
      // The last start delivers all; the others end wherever they are.
      if start == 7 {
        try await until { try await fixture.store.progress(of: "files").cursor == Int64(total) }
        await sink.rotate()
        try await until { try names(in: output).allSatisfy { !$0.hasSuffix(".partial") } }
      }
      task.cancel()
      try await task.value
      await fixture.store.close()
    }
    let text = try names(in: output).map { String(decoding: try output.read($0), as: UTF8.self) }
    #expect(text.joined() == (1...total).map { "{\"number\":\($0)}\n" }.joined())
    #expect(text.count > 8)
  }

  private func names(in folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func `A settlement without a position keeps the one that is stored`() async throws {
    let fixture = try await StoreFixture()
    try await fixture.store.settle(Settlement(sink: "files", cursor: 0, position: [1, 2]))
    try await fixture.store.settle(Settlement(sink: "files", cursor: 0))
    #expect(try await fixture.store.progress(of: "files").position == [1, 2])
    await fixture.store.close()
  }
}

private final class Outage: Sendable {
  let isOver = Mutex(false)
}
