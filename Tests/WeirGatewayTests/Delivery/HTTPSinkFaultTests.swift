import HTTPTypes
import NIOCore
import NIOPosix
import Testing
import WeirFaultProxy
import WeirGateway
import WeirResilience
import WeirResilienceTesting

/// What becomes of records when networks and services fail. Times are printed, and decide nothing but
/// that an end is reached.
@Suite(.timeLimit(.minutes(3)), .serialized) struct HTTPSinkFaultTests {
  @Test func `100 % 503: attempts ≤ 1.2 × offered + 3`() async throws {
    let offered = 200
    let observer = RecordedDeliveries()
    try await TestService.run { _ in
      .status(503)
    } _: { service in
      try await withSink(.quick(service.port), observer: observer) { sink in
        sink.breakers[0].breaker.mode = .metricsOnly
        for _ in 0..<offered {
          let results = await sink.deliver(makeRecords(1))
          #expect(results.codes == ["sink.unavailable"])
          #expect(results.failures[0]?.classification.failureClass == .retryable)
        }
      }
      print("503: \(service.requests.count) attempts for \(offered) deliveries")
      #expect(service.requests.count <= offered * 12 / 10 + 3)
      #expect(service.requests.count > offered, "something was tried again")
    }
    let policy = HTTPSinkSettings.quick(1).retry
    for case .retrying(let attempt, let failureClass, let delay) in observer.all {
      #expect(delay <= policy.longestDelay(beforeRetry: attempt - 1, after: failureClass))
    }
    #expect(observer.all.contains { $0.isBudgetExhaustion })
  }

  @Test func `connection cut after the body: a non-idempotent sink sees exactly one request`()
    async throws
  {
    try await TestService.run { _ in
      .status(202)
    } _: { service in
      let proxy = try await FaultProxy(to: service.port)
      try await proxy.set(.resetBeforeAnswer)
      let results = try await withSink(.quick(proxy.port)) { await $0.deliver(makeRecords(2)) }
      #expect(results.codes == ["sink.connection_lost", "sink.connection_lost"])
      #expect(results.failures.allSatisfy { $0?.classification.failureClass == .ambiguous })
      #expect(service.requests.count == 1)
      await proxy.stop()
    }
  }

  @Test func `connection cut after the body: an idempotent sink tries again with the same key`()
    async throws
  {
    try await TestService.run { _ in
      .status(202)
    } _: { service in
      let proxy = try await FaultProxy(to: service.port)
      try await proxy.set(.resetBeforeAnswer)
      let results = try await withSink(.quick(proxy.port) { $0.isIdempotent = true }) {
        await $0.deliver(makeRecords(2))
      }
      #expect(results.codes == ["sink.connection_lost", "sink.connection_lost"])
      #expect(service.requests.count == 4)
      #expect(Set(service.requests.map { $0.headers[.idempotencyKey] }).count == 1)
      await proxy.stop()
    }
  }

  @Test func `backend killed: at most the window's calls hit the wire, then none till cooldown`()
    async throws
  {
    let port = try await TestService.run { _ in
      .status(200)
    } _: {
      $0.port
    }
    let clock = ManualClock()
    let observer = RecordedDeliveries()
    let settings = HTTPSinkSettings.quick(port) { $0.retry.maxAttempts = 1 }
    try await withSink(settings, in: PolicyEnvironment(clock: clock), observer: observer) { sink in
      for _ in 0..<100 { _ = await sink.deliver(makeRecords(1)) }
      #expect(observer.requestCodes.count == settings.breaker.minimumCalls)
      let results = await sink.deliver(makeRecords(1))
      #expect(results.codes == ["sink.circuit_open"])
      let failure = try #require(results.failures[0])
      #expect(failure.scope == .sink)
      let wait = try #require(failure.classification.retryAfter)
      #expect(wait >= .seconds(4) && wait <= .seconds(6))
      clock.advance(by: wait - .nanoseconds(1))
      _ = await sink.deliver(makeRecords(1))
      #expect(observer.requestCodes.count == settings.breaker.minimumCalls)
      clock.advance(by: .nanoseconds(1))
      _ = await sink.deliver(makeRecords(1))
      #expect(observer.requestCodes.count == settings.breaker.minimumCalls + 1)
    }
  }

  @Test func `100 tasks in half-open make exactly 3 probes`() async throws {
    let gate = Gate()
    let clock = ManualClock()
    try await TestService.run { request in
      if request.number <= 20 { return .status(500) }
      await gate.wait()
      return .status(200)
    } _: { service in
      let settings = HTTPSinkSettings.quick(service.port) { $0.retry.maxAttempts = 1 }
      try await withSink(settings, in: PolicyEnvironment(clock: clock)) { sink in
        for _ in 0..<20 { _ = await sink.deliver(makeRecords(1)) }
        #expect(sink.breakers[0].breaker.snapshot.state == .open)
        clock.advance(by: .seconds(6))
        let codes = await withTaskGroup(of: String?.self) { group in
          for _ in 0..<100 { group.addTask { await sink.deliver(makeRecords(1)).codes[0] } }
          var codes: [String?] = []
          while let code = await group.next() {
            codes.append(code)
            if codes.count == 97 { gate.open() }
          }
          return codes
        }
        #expect(codes.count { $0 == nil } == 3)
        #expect(codes.count { $0 == "sink.circuit_open" } == 97)
        #expect(sink.breakers[0].breaker.snapshot.state == .closed)
      }
      #expect(service.requests.count == 23)
    }
  }

  @Test func `A breaker that is forced open lets nothing through until it is let go`() async throws
  {
    try await TestService.run { _ in
      .status(200)
    } _: { service in
      try await withSink(.quick(service.port)) { sink in
        let breaker = sink.breakers[0].breaker
        breaker.mode = .forcedOpen
        #expect(await sink.deliver(makeRecords(1)).codes == ["sink.circuit_open"])
        #expect(service.requests.isEmpty)
        breaker.mode = .automatic
        #expect(await sink.deliver(makeRecords(1)).codes == [nil])
      }
    }
  }

  /// A fault, what it does to a request, and what ends it.
  struct Ending: Sendable, CustomTestStringConvertible {
    var name: String
    var fault: Fault
    var code: String
    var limit: Duration
    var isSecure = false

    var testDescription: String { name }
  }

  @Test(arguments: [
    Ending(
      name: "blackhole", fault: .blackhole, code: "sink.first_byte_timeout",
      limit: .milliseconds(150)),
    Ending(
      name: "stalled response", fault: .stall(afterBytes: 120), code: "sink.idle_timeout",
      limit: .milliseconds(200)),
    Ending(
      name: "1 byte/s", fault: .trickle(interval: .milliseconds(20)),
      code: "sink.first_byte_timeout", limit: .milliseconds(150)),
    Ending(
      name: "TLS handshake without answer", fault: .blackhole, code: "sink.tls_timeout",
      limit: .milliseconds(300), isSecure: true),
  ])
  func `Each ends within its limit with an error of its own`(ending: Ending) async throws {
    try await TestService.run { _ in
      .items([202])
    } _: { service in
      let proxy = try await FaultProxy(to: service.port)
      try await proxy.set(ending.fault)
      let settings = Self.impatient(proxy.port, isSecure: ending.isSecure)
      try await Self.expect(ending, of: settings)
      await proxy.stop()
    }
  }

  @Test func `An answer that comes byte by byte ends with the request's own limit`() async throws {
    let padding = String(repeating: " ", count: 10_000)
    try await TestService.run { _ in
      .status(207, [:], #"{"items":[{"index":0,"status":202}]}"# + padding)
    } _: { service in
      let proxy = try await FaultProxy(to: service.port)
      try await proxy.set(.trickle(interval: .milliseconds(1)))
      var settings = Self.impatient(proxy.port)
      settings.timeouts.firstByte = .seconds(5)
      settings.timeouts.request = .milliseconds(700)
      try await Self.expect(
        Ending(
          name: "1 byte/ms in the body", fault: .none, code: "sink.request_timeout",
          limit: .milliseconds(700)), of: settings)
      await proxy.stop()
    }
  }

  @Test func `A connection that nobody accepts ends with an error of its own`() async throws {
    let full = try await FullListener()
    try await Self.expect(
      Ending(
        name: "connect", fault: .none, code: "sink.connect_timeout", limit: .milliseconds(150)),
      of: Self.impatient(full.port))
    await full.close()
  }

  /// Limits that a test can wait for, and one attempt.
  private static func impatient(_ port: Int, isSecure: Bool = false) -> HTTPSinkSettings {
    var settings = HTTPSinkSettings.quick(port)
    if isSecure { settings.endpoints = ["https://127.0.0.1:\(port)/"] }
    settings.retry.maxAttempts = 1
    settings.timeouts.connect = .milliseconds(150)
    settings.timeouts.tls = .milliseconds(150)
    settings.timeouts.firstByte = .milliseconds(150)
    settings.timeouts.idle = .milliseconds(200)
    settings.timeouts.request = .seconds(30)
    return settings
  }

  private static func expect(_ ending: Ending, of settings: HTTPSinkSettings) async throws {
    try await withSink(settings) { sink in
      let clock = ContinuousClock()
      let beganAt = clock.now
      let results = await sink.deliver(makeRecords(1))
      print("\(ending.name): \(clock.now - beganAt), limit \(ending.limit)")
      #expect(results.codes == [ending.code])
      let isSent = !ending.code.contains("connect") && !ending.code.contains("tls")
      #expect(
        results.failures[0]?.classification.failureClass == (isSent ? .ambiguous : .retryable))
    }
  }

  @Test func `The head of an answer is the answer: what stalls behind it does not matter`()
    async throws
  {
    try await TestService.run { _ in
      .status(200, [:], String(repeating: "x", count: 10_000))
    } _: { service in
      let proxy = try await FaultProxy(to: service.port)
      try await proxy.set(.stall(afterBytes: 1000))
      let results = try await withSink(Self.impatient(proxy.port)) {
        await $0.deliver(makeRecords(1))
      }
      #expect(results.codes == [nil])
      await proxy.stop()
    }
  }

  @Test(arguments: [
    (Fault.reset, ["sink.connection_lost"]),
    // The end may come before the request is out.
    (.halfClose, ["sink.connection_lost", "sink.connect_failed"]),
    (.truncate(afterBytes: 10), ["sink.connection_lost"]), (.refuse, ["sink.connect_failed"]),
  ])
  func `Whatever cuts a connection has its code`(fault: Fault, codes: [String]) async throws {
    try await TestService.run { _ in
      .status(202)
    } _: { service in
      let proxy = try await FaultProxy(to: service.port)
      try await proxy.set(fault)
      try await withSink(Self.impatient(proxy.port)) { sink in
        let code = try #require(await sink.deliver(makeRecords(1)).codes.first ?? nil)
        #expect(codes.contains(code))
        try await proxy.set(.none)
        #expect(await sink.deliver(makeRecords(1)).codes == [nil])
      }
      await proxy.stop()
    }
  }

  @Test func `A slow network is no failure`() async throws {
    try await TestService.run { _ in
      .status(202)
    } _: { service in
      let proxy = try await FaultProxy(to: service.port)
      try await proxy.set(.delay(.milliseconds(20)))
      let results = try await withSink(.quick(proxy.port)) { await $0.deliver(makeRecords(1)) }
      #expect(results.codes == [nil])
      #expect(service.requests.count == 1)
      await proxy.stop()
    }
  }

  @Test func `A network that doubles requests gives both the same key`() async throws {
    try await TestService.run { _ in
      .status(202)
    } _: { service in
      let proxy = try await FaultProxy(to: service.port)
      try await proxy.set(.duplicate)
      try await withSink(.quick(proxy.port)) { sink in
        #expect(await sink.deliver(makeRecords(2)).codes == [nil, nil])
        try await until { service.requests.count >= 2 }
      }
      #expect(Set(service.requests.map { $0.headers[.idempotencyKey] }).count == 1)
      await proxy.stop()
    }
  }
}

/// A port with a queue of connections that is full, and nobody who takes any.
private final class FullListener: Sendable {
  let port: Int
  private let listener: any Channel
  private let waiting: [any Channel]

  init() async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    listener = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1)
      .serverChannelOption(.autoRead, value: false)
      .bind(host: "127.0.0.1", port: 0).get()
    port = listener.localAddress?.port ?? 0
    var waiting: [any Channel] = []
    // Until one has to wait.
    for _ in 0..<16 {
      let client = try? await ClientBootstrap(group: group).connectTimeout(.milliseconds(200))
        .connect(host: "127.0.0.1", port: port).get()
      guard let client else { break }
      waiting.append(client)
    }
    self.waiting = waiting
  }

  func close() async {
    for client in waiting { try? await client.close() }
    try? await listener.close()
  }
}
