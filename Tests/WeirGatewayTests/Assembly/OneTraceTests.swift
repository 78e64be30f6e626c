import HTTPTypes
import Testing

@testable import WeirGateway

/// One trace from a sender through the gateway to the service behind it, as a collector sees it.
struct OneTraceTests {
  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private static let other = "5bf92f3577b34da6a3ce929d0e0e4736"

  /// A gateway between a service and a collector.
  private func run(
    collectorAnswers: [TelemetryReceiver.Answer] = [], delivery: String = "linger: 10ms",
    _ body: @escaping @Sendable (LiveGateway, TestService, TelemetryReceiver) async throws -> Void
  ) async throws {
    let receiver = TelemetryReceiver(answers: collectorAnswers)
    try await TestService.run { _ in
      .status(202)
    } _: { service in
      try await receiver.serve { collector, _ in
        let configuration =
          LiveGateway.configuration.replacing(
            "archive: {type: file, path: out/orders.ndjson}",
            with:
              "archive: {type: http, endpoints: ['http://127.0.0.1:\(service.port)/records'], \(delivery)}"
          ) + "telemetry: {otlp: {endpoint: '\(collector)'}}\n"
        try await LiveGateway.run(configuration) { try await body($0, service, receiver) }
      }
    }
  }

  private func post(
    _ id: String, trace: String, state: String? = nil, to gateway: LiveGateway
  ) async throws {
    let answer = try await gateway.post(
      #"{"id":"\#(id)"}"#,
      headers: [("traceparent", "00-\(trace)-00f067aa0ba902b7-01")]
        + (state.map { [("tracestate", $0)] } ?? []))
    #expect(answer.status == 202)
  }

  /// Waits until the collector has a span of this name.
  private func spans(
    until name: String, _ gateway: LiveGateway, _ receiver: TelemetryReceiver
  ) async throws -> [ReceivedSpan] {
    var spans: [ReceivedSpan] = []
    let isThere = try await eventually {
      (gateway.gateway.telemetry.tracer as? GatewayTracer)?.forceFlush()
      spans = receiver.requests.flatMap { ReceivedSpan.all(inRequest: $0.body) }
      return spans.contains { $0.name == name }
    }
    #expect(isThere, "\(spans.map(\.name))")
    return spans
  }

  @Test(
    "ingest, validate, commit and delivery are one trace, which the service's request goes on with")
  func oneTrace() async throws {
    try await run { gateway, service, receiver in
      try await post("a", trace: Self.trace, state: "a=1, b@c=2,", to: gateway)
      let spans = try await spans(until: "deliver archive", gateway, receiver)
      #expect(Set(spans.map(\.traceID)) == [Self.trace])
      let byName = Dictionary(spans.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
      let ingest = try #require(byName["ingest orders"])
      #expect(ingest.parent == "00f067aa0ba902b7" && ingest.kind == 2)
      for name in ["validate", "commit", "deliver archive"] {
        #expect(byName[name]?.parent == ingest.id, "\(name)")
      }
      let delivery = try #require(byName["deliver archive"])
      #expect(delivery.kind == 3)
      let request = try #require(service.requests.first)
      #expect(request.traceparent == "00-\(Self.trace)-\(delivery.id)-01")
      #expect(request.tracestate == "a=1,b@c=2")
    }
  }

  @Test("without a collector the sender's own context goes on; a state that is none is dropped")
  func untraced() async throws {
    try await TestService.run { _ in
      .status(202)
    } _: { service in
      let configuration = LiveGateway.configuration.replacing(
        "archive: {type: file, path: out/orders.ndjson}",
        with:
          "archive: {type: http, endpoints: ['http://127.0.0.1:\(service.port)/records'], linger: 10ms}"
      )
      try await LiveGateway.run(configuration) { gateway in
        try await post("a", trace: Self.trace, state: "a=1", to: gateway)
        #expect(try await eventually { service.requests.count == 1 })
        try await post("b", trace: Self.other, state: "=", to: gateway)
        #expect(try await eventually { service.requests.count == 2 })
        #expect(
          service.requests.map(\.traceparent) == [
            "00-\(Self.trace)-00f067aa0ba902b7-01", "00-\(Self.other)-00f067aa0ba902b7-01",
          ])
        #expect(service.requests.map(\.tracestate) == ["a=1", nil])
      }
    }
  }

  @Test("a delivery of two traces has one of its own, with a link to each")
  func twoTraces() async throws {
    // Together, however long it takes until both are there.
    try await run(delivery: "linger: 1m, batch_records: 2") { gateway, service, receiver in
      try await post("a", trace: Self.trace, to: gateway)
      try await post("b", trace: Self.other, to: gateway)
      let spans = try await spans(until: "deliver archive", gateway, receiver)
      let delivery = try #require(spans.first { $0.name == "deliver archive" })
      #expect(delivery.links == [Self.trace, Self.other])
      #expect(delivery.parent == "" && ![Self.trace, Self.other].contains(delivery.traceID))
      #expect(
        service.requests.first?.traceparent == "00-\(delivery.traceID)-\(delivery.id)-01")
    }
  }

  @Test("spans that a collector refuses are counted as dropped")
  func dropped() async throws {
    try await run(collectorAnswers: [.init(status: 400)]) { gateway, _, receiver in
      try await post("a", trace: Self.trace, to: gateway)
      let isCounted = try await eventually {
        (gateway.gateway.telemetry.tracer as? GatewayTracer)?.forceFlush()
        return gateway.metric(#"weir_telemetry_dropped_total{signal="traces"}"#) > 0
      }
      #expect(isCounted)
    }
  }
}

extension TestService.Received {
  fileprivate var traceparent: String? {
    headers.first { $0.name.canonicalName == "traceparent" }?.value
  }

  fileprivate var tracestate: String? {
    headers.first { $0.name.canonicalName == "tracestate" }?.value
  }
}

/// A span as it came to a collector; numbers are those of the fields of OTLP.
private struct ReceivedSpan {
  var traceID = ""
  var id = ""
  var parent = ""
  var name = ""
  var kind: UInt64 = 0

  /// Ids of the traces it links to.
  var links: [String] = []

  static func all(inRequest bytes: [UInt8]) -> [ReceivedSpan] {
    messages(1, in: bytes[...]).flatMap { messages(2, in: $0) }.flatMap { messages(2, in: $0) }
      .map(ReceivedSpan.init)
  }

  private init(_ bytes: ArraySlice<UInt8>) {
    var reader = ProtobufReader(bytes)
    while let (field, value) = reader.next() {
      switch (field, value) {
      case (1, .delimited(let bytes)): traceID = hexadecimal(bytes)
      case (2, .delimited(let bytes)): id = hexadecimal(bytes)
      case (4, .delimited(let bytes)): parent = hexadecimal(bytes)
      case (5, .delimited(let bytes)): name = String(decoding: bytes, as: UTF8.self)
      case (6, .integer(let number)): kind = number
      case (13, .delimited(let bytes)): links += messages(1, in: bytes).map(hexadecimal)
      default: break
      }
    }
  }
}

private func messages(_ field: Int, in bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
  var reader = ProtobufReader(bytes)
  var found: [ArraySlice<UInt8>] = []
  while let (number, value) = reader.next() {
    if number == field, case .delimited(let bytes) = value { found.append(bytes) }
  }
  return found
}

private func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
  bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}
