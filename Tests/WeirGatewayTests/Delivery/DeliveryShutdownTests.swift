import Logging
import ServiceLifecycle
import Testing
import WeirGateway
import WeirResilience

@Suite(.timeLimit(.minutes(2))) struct DeliveryShutdownTests {
  private func group(_ pump: DeliveryPump) -> ServiceGroup {
    ServiceGroup(configuration: .init(services: [pump], logger: .silent))
  }

  private func settings(_ change: (inout DeliverySettings) -> Void = { _ in }) -> DeliverySettings {
    var settings = DeliveryPumpTests.quick
    settings.maxBatchRecords = 5
    change(&settings)
    return settings
  }

  @Test func `A shutdown finishes and settles what is under way, and begins nothing new`()
    async throws
  {
    let spool = MemorySpool()
    spool.append(count: 100)
    let gate = Gate()
    let sink = ScriptedSink { _, _ in
      await gate.wait()
      return .taken
    }
    let observer = RecordedDeliveries()
    let pump = try DeliveryPump(
      sink, from: spool, settings(), observer: observer, logger: .silent)
    let group = group(pump)
    let task = Task { try await group.run() }
    try await until { sink.deliveries.count == 1 }
    await group.triggerGracefulShutdown()
    try await until { observer.all.contains(.ending) }
    gate.open()
    try await task.value
    #expect(sink.deliveries.count == 1)
    #expect(spool.cursor(of: "scripted") == 5)
    #expect(sink.isClosed)
  }

  @Test func `A shutdown ends by its limit, and what was under way stays in the spool`()
    async throws
  {
    let spool = MemorySpool()
    spool.append(count: 5)
    let gate = Gate()
    let sink = ScriptedSink { _, _ in
      await gate.wait()
      return Task.isCancelled ? .failed(.retryable, scope: .sink) : .taken
    }
    let pump = try DeliveryPump(
      sink, from: spool, settings { $0.shutdownLimit = .milliseconds(20) }, logger: .silent)
    let group = group(pump)
    let task = Task { try await group.run() }
    try await until { sink.deliveries.count == 1 }
    await group.triggerGracefulShutdown()
    try await task.value
    #expect(spool.cursor(of: "scripted") == 0)
    #expect(sink.isClosed)
  }

  @Test func `A request that is cut off by the end is unknown where it was sent`() async throws {
    let gate = Gate()
    let spool = MemorySpool()
    spool.append(count: 3)
    try await TestService.run { _ in
      await gate.wait()
      return .status(202)
    } _: { service in
      let sink = try HTTPSink(name: "http", .quick(service.port))
      let pump = try DeliveryPump(
        sink, from: spool, settings { $0.maxBatchRecords = 2 }, logger: .silent)
      let task = Task { try await pump.run() }
      try await until { service.requests.count == 2 }
      task.cancel()
      try await task.value
      gate.open()
    }
    #expect(spool.parked(by: "http").map(\.sequence) == [1, 2, 3])
    #expect(spool.parked(by: "http").allSatisfy { $0.dueAt == nil && $0.code == "sink.cancelled" })
  }
}
