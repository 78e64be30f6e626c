import Testing

@testable import WeirGateway

/// Whether a gateway is ready whose sink hangs, over real sockets.
struct HangingSinkTests {
  private func run(
    _ handler: @escaping TestService.Handler,
    _ body: @escaping @Sendable (LiveGateway, TestService) async throws -> Void
  ) async throws {
    try await TestService.run(handler) { service in
      let sink = """
        archive:
            type: http
            endpoints: ['http://127.0.0.1:\(service.port)/records']
            idempotent: true
            timeouts: {connect: 100ms, tls: 100ms, first_byte: 100ms, idle: 100ms, request: 200ms}
            retry: {attempts: 1}
            pause: {base_delay: 50ms, max_delay: 50ms}
            park: {base_delay: 50ms, max_delay: 50ms}
            breaker: {open_time: 50ms, max_open_time: 50ms}
        """
      try await LiveGateway.run(
        LiveGateway.configuration
          .replacing("archive: {type: file, path: out/orders.ndjson}", with: sink)
          .replacing("admin: {port: 0}", with: "admin: {port: 0, inflight_limit: 1500ms}")
      ) { try await body($0, service) }
    }
  }

  @Test("a sink that gives no answer makes the gateway not ready, until it does")
  func hangs() async throws {
    let gate = Gate()
    try await run { _ in
      await gate.wait()
      return .status(202)
    } _: { gateway, service in
      #expect(try await eventually { try await gateway.admin("/readyz").status == 200 })
      #expect(try await gateway.post(#"{"id":"a"}"#).status == 202)
      #expect(try await eventually { service.requests.count > 1 })
      let isRed = try await eventually {
        let answer = try await gateway.admin("/readyz")
        return answer.status == 503
          && answer.text.contains("the oldest record at sink archive is under way for")
      }
      #expect(isRed)
      let isMeasured = try await eventually {
        gateway.metric(#"weir_sink_silent_seconds{sink="archive"}"#) >= 1
      }
      #expect(isMeasured)
      // Records are taken all the same, and the process is none that a restart would help.
      #expect(try await gateway.post(#"{"id":"b"}"#).status == 202)
      #expect(try await gateway.admin("/livez").status == 200)
      gate.open()
      let isGreen = try await eventually { try await gateway.admin("/readyz").status == 200 }
      #expect(isGreen)
    }
  }

  @Test("a sink that says no is down, which makes nobody unready: records are spooled")
  func down() async throws {
    let start = ContinuousClock.now
    try await run { _ in
      .status(503)
    } _: { gateway, service in
      #expect(try await gateway.post(#"{"id":"a"}"#).status == 202)
      // Twice the limit, and asked again and again.
      let isAskedOften = try await eventually {
        service.requests.count > 5 && ContinuousClock.now - start > .seconds(3)
      }
      #expect(isAskedOften)
      #expect(try await eventually { try await gateway.admin("/readyz").status == 200 })
    }
  }
}
