import Synchronization
import Testing

@testable import WeirGateway

/// A record of which nobody knows whether it arrived, and the operator who decides, over real sockets.
struct OutcomeUnknownTests {
  /// Runs a gateway with one parked record, which its service has read, and not answered in time. What
  /// comes after it is answered.
  private func run(
    _ body: @escaping @Sendable (LiveGateway, TestService) async throws -> Void
  ) async throws {
    let gate = Gate()
    try await TestService.run { received in
      if received.number == 1 { await gate.wait() }
      return .status(202)
    } _: { service in
      let sink = """
        archive:
            type: http
            endpoints: ['http://127.0.0.1:\(service.port)/records']
            timeouts: {first_byte: 300ms, idle: 300ms}
            pause: {base_delay: 50ms, max_delay: 50ms}
        """
      try await LiveGateway.run(
        LiveGateway.configuration
          .replacing("archive: {type: file, path: out/orders.ndjson}", with: sink)
      ) { gateway in
        #expect(try await gateway.post(#"{"id":"a"}"#).status == 202)
        let isParked = try await eventually {
          try await gateway.admin("/v1/parked?sink=archive&unknown=true").text
            .contains(#""due_at":null"#)
        }
        #expect(isParked)
        gate.open()
        try await body(gateway, service)
      }
    }
  }

  @Test("it is sent once, shown as parked, and sent again only by who says so")
  func sendAgain() async throws {
    try await run { gateway, service in
      let parked = try await gateway.admin("/v1/parked?sink=archive").text
      #expect(parked.hasPrefix(#"{"records":[{"sequence":1,"event_id":""#), "\(parked)")
      #expect(parked.contains(#""attempts":1,"code":"sink.first_byte_timeout","due_at":null}"#))
      let isCounted = try await eventually {
        try await gateway.admin("/v1/status").text.contains(#""parked":1,"outcome_unknown":1"#)
      }
      #expect(isCounted)
      #expect(gateway.metric(#"weir_outcome_unknown_records{sink="archive"}"#) == 1)
      #expect(service.requests.count == 1)
      let answer = try await gateway.admin(
        "/v1/parked/send-again", posting: #"{"sink":"archive","sequences":[1]}"#)
      #expect(answer.text == #"{"sent_again":1}"#)
      #expect(try await eventually { service.requests.count == 2 })
      let isEmpty = try await eventually {
        try await gateway.admin("/v1/parked?sink=archive").text == #"{"records":[],"next":null}"#
      }
      #expect(isEmpty)
    }
  }

  @Test("it is dismissed where the service was found to have it, and not sent again")
  func dismiss() async throws {
    try await run { gateway, service in
      let selection = #"{"sink":"archive","sequences":[1]}"#
      for count in [1, 0] {
        let answer = try await gateway.admin("/v1/parked/dismiss", posting: selection)
        #expect(answer.text == "{\"dismissed\":\(count)}")
      }
      let isEmpty = try await eventually { gateway.metric("weir_spool_records") == 0 }
      #expect(isEmpty)
      #expect(service.requests.count == 1)
    }
  }

  @Test("what is asked wrongly is a problem with its code")
  func wrong() async throws {
    try await LiveGateway.run { gateway in
      for (path, body, status, code) in [
        ("/v1/parked", nil, 400, "parked.bad_request"),
        ("/v1/parked?sink=archive&limit=0", nil, 400, "parked.bad_request"),
        ("/v1/parked?sink=nobody", nil, 404, "sink.unknown"),
        ("/v1/parked/send-again", "{}", 400, "parked.bad_request"),
        (
          "/v1/parked/send-again", #"{"sink":"archive","sequences":[]}"#, 400, "parked.bad_request"
        ),
        (
          "/v1/parked/send-again", #"{"sink":"archive","sequences":[1],"unknown":true}"#, 400,
          "parked.bad_request"
        ),
        ("/v1/parked/send-again", #"{"sink":"nobody","unknown":true}"#, 404, "sink.unknown"),
        ("/v1/parked/dismiss", #"{"sink":"archive"}"#, 400, "parked.bad_request"),
        ("/v1/parked/dismiss", #"{"sink":"nobody","unknown":true}"#, 404, "sink.unknown"),
      ] {
        let answer = try await gateway.admin(path, posting: body)
        #expect(answer.status == status && answer.text.contains(code), "\(path): \(answer)")
      }
    }
  }
}
