import TestSupport
import Testing
import WeirFaultProxy
import WeirResilience
import WeirResilienceTesting

@testable import WeirGateway

@Suite(.timeLimit(.minutes(3))) struct HTTPEndpointTests {
  @Test func `3 endpoints with one killed: nothing lost`() async throws {
    let count = 600
    let spool = MemorySpool()
    try await withServices(3) { services, proxies in
      let settings = HTTPSinkSettings.quick(proxies[0].port, proxies[1].port, proxies[2].port) {
        $0.isIdempotent = true
      }
      let sink = try HTTPSink(name: "http", settings)
      var delivery = DeliveryPumpTests.quick
      delivery.maxBatchRecords = 5
      let pump = try DeliveryPump(sink, from: spool, delivery, logger: .silent)
      let task = Task { try await pump.run() }
      spool.append(count: count / 2)
      try await until { services.contains { $0.requests.count > 5 } }
      try await proxies[1].set(.refuse)
      spool.append(count: count / 2)
      try await until { spool.isSettled(for: "http") && spool.parked(by: "http").isEmpty }
      task.cancel()
      try await task.value
      let received = Set(services.flatMap { $0.requests.flatMap(\.lines) })
      #expect(received == Set((1...count).map { #"{"n":\#($0)}"# }))
      #expect(spool.refused(by: "http").isEmpty)
    }
  }

  @Test func `Failover sends to the first endpoint that is well`() async throws {
    try await withServices(2) { services, proxies in
      let settings = HTTPSinkSettings.quick(proxies[0].port, proxies[1].port) {
        $0.selection = .failover
        $0.isIdempotent = true
      }
      try await withSink(settings) { sink in
        _ = await sink.deliver(makeRecords(1))
        #expect(services.map(\.requests.count) == [1, 0])
        try await proxies[0].set(.refuse)
        for _ in 1...10 { #expect(await sink.deliver(makeRecords(1)).codes == [nil]) }
        #expect(services.map(\.requests.count) == [1, 10])
      }
    }
  }

  @Test func `An endpoint that fails five times in a row gets nothing for a while`() async throws {
    try await withServices(2) { services, proxies in
      let observer = RecordedDeliveries()
      let settings = HTTPSinkSettings.quick(proxies[0].port, proxies[1].port) {
        $0.selection = .failover
      }
      try await proxies[0].set(.refuse)
      try await withSink(settings, observer: observer) { sink in
        for _ in 1...20 { #expect(await sink.deliver(makeRecords(1)).codes == [nil]) }
      }
      let endpoint = "http://127.0.0.1:\(proxies[0].port)/records"
      #expect(observer.all.contains(.ejected(endpoint: endpoint, for: .seconds(30))))
      #expect(observer.requestCodes.count { $0 == "sink.connect_failed" } == 5)
    }
  }

  @Test func `A request beside a slow one brings the answer`() async throws {
    try await withServices(2) { services, proxies in
      let observer = RecordedDeliveries()
      let settings = HTTPSinkSettings.quick(proxies[0].port, proxies[1].port) {
        $0.selection = .failover
        $0.isIdempotent = true
        var hedge = HedgeSettings()
        hedge.delay = .fixed(.milliseconds(20))
        $0.hedge = hedge
      }
      try await proxies[0].set(.blackhole)
      try await withSink(settings, observer: observer) { sink in
        #expect(await sink.deliver(makeRecords(1)).codes == [nil])
      }
      #expect(services.map(\.requests.count) == [0, 1])
      #expect(observer.all.contains { if case .hedged = $0 { true } else { false } })
    }
  }

  /// Services, each behind a proxy.
  private func withServices(
    _ count: Int, _ services: [TestService] = [], _ proxies: [FaultProxy] = [],
    _ body: @escaping @Sendable ([TestService], [FaultProxy]) async throws -> Void
  ) async throws {
    guard services.count < count else { return try await body(services, proxies) }
    try await TestService.run { _ in
      .status(202)
    } _: { service in
      let proxy = try await FaultProxy(to: service.port)
      try await withServices(count, services + [service], proxies + [proxy], body)
      await proxy.stop()
    }
  }
}

@Suite struct OutlierEjectionTests {
  private func ejection(of endpoints: Int) -> OutlierEjection {
    OutlierEjection(EjectionSettings(), endpoints: endpoints)
  }

  @Test func `Failures in a row eject, a success between them does not`() {
    var ejection = ejection(of: 2)
    for _ in 1...4 { #expect(ejection.noteFailure(0, now: .zero) == nil) }
    ejection.noteSuccess(0, now: .zero)
    for _ in 1...4 { #expect(ejection.noteFailure(0, now: .zero) == nil) }
    #expect(ejection.noteFailure(0, now: .zero) == .seconds(30))
    #expect(ejection.isEjected(0, now: .seconds(29)))
    #expect(!ejection.isEjected(0, now: .seconds(30)))
  }

  @Test func `The second time takes twice as long, until it has done well as long`() {
    var ejection = ejection(of: 2)
    for _ in 1...5 { _ = ejection.noteFailure(0, now: .zero) }
    for _ in 1...4 { _ = ejection.noteFailure(0, now: .seconds(31)) }
    #expect(ejection.noteFailure(0, now: .seconds(31)) == .seconds(60))
    ejection.noteSuccess(0, now: .seconds(91 + 60))
    for _ in 1...4 { _ = ejection.noteFailure(0, now: .seconds(200)) }
    #expect(ejection.noteFailure(0, now: .seconds(200)) == .seconds(30))
  }

  @Test(arguments: [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2)])
  func `No more than half of the endpoints are ejected`(endpoints: Int, ejected: Int) {
    var ejection = ejection(of: endpoints)
    for endpoint in 0..<endpoints {
      for _ in 1...10 { _ = ejection.noteFailure(endpoint, now: .zero) }
    }
    #expect((0..<endpoints).count { ejection.isEjected($0, now: .zero) } == ejected)
  }
}

@Suite struct ExchangePhasesTests {
  private func phases(isSecure: Bool = false) -> ExchangePhases {
    ExchangePhases(HTTPTimeouts(), isSecure: isSecure, now: .zero)
  }

  @Test func `Each phase has its limit, from the last progress on`() {
    var phases = phases()
    #expect(phases.deadline == (.milliseconds(2200), .connect))
    #expect(!phases.isSent)
    phases.note(.sending, now: .seconds(1))
    #expect(phases.isSent)
    #expect(phases.deadline == (.seconds(11), .idle))
    phases.note(.waiting, now: .seconds(3))
    #expect(phases.deadline == (.seconds(13), .firstByte))
    phases.note(.receiving, now: .seconds(5))
    #expect(phases.deadline == (.seconds(15), .idle))
    phases.note(.receiving, now: .seconds(25))
    #expect(phases.deadline == (.seconds(30), .request), "the whole is over first")
  }

  @Test func `A late piece of the body does not undo an answer`() {
    var phases = phases()
    phases.note(.receiving, now: .seconds(1))
    phases.note(.sending, now: .seconds(2))
    #expect(phases.phase == .receiving)
    #expect(phases.deadline == (.seconds(11), .idle))
  }

  @Test func `What was not sent when the time was over is never sent`() throws {
    var phases = phases()
    #expect(phases.expire(now: .seconds(2)) == nil)
    #expect(phases.expire(now: .seconds(3)) == .connect)
    phases.note(.sending, now: .seconds(3))
    #expect(!phases.isSent)
    #expect(phases.expire(now: .seconds(60)) == .connect, "what ended it stays")
    let clock = ManualClock()
    let watch = ExchangeWatch(phases, Timekeeper(clock))
    #expect(throws: CancellationError.self) { try watch.send(.sending) }
    #expect(!watch.isSent)
  }

  @Test func `TLS has time of its own`() {
    #expect(phases(isSecure: true).deadline == (.milliseconds(5500), .connect))
  }

  @Test func `No deadline of any phase is before the next look`() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<1000 {
      var timeouts = HTTPTimeouts()
      timeouts.connect = .random(in: .milliseconds(1)...(.seconds(5)), using: &generator)
      timeouts.firstByte = .random(in: .milliseconds(1)...(.seconds(5)), using: &generator)
      timeouts.idle = .random(in: .milliseconds(1)...(.seconds(5)), using: &generator)
      var phases = ExchangePhases(timeouts, isSecure: false, now: .zero)
      let looked = Duration.random(in: .zero...(.seconds(3)), using: &generator)
      let look = phases.nextLook(now: looked)
      let next = looked + .random(in: .zero...(.seconds(1)), using: &generator)
      phases.note([.sending, .waiting, .receiving].randomElement(using: &generator)!, now: next)
      #expect(phases.deadline.moment >= look || next >= look)
    }
  }
}
