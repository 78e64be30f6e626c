import AsyncHTTPClient
import Foundation
import Logging
import TestSupport
import Testing
import Tracing
import WeirResilience
import WeirResilienceTesting

@testable import WeirGateway

/// What a collector gets.
struct OTLPExporterTests {
  private let buffer = SpanBuffer()
  private var logger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

  private func makeSpans(_ count: Int = 1) {
    let tracer = GatewayTracer(
      sampler: Sampler(ratio: 1), buffer: buffer, randomness: SeededGenerator(seed: 1))
    var context = ServiceContext.topLevel
    context.trace = TraceContext(
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", tracestate: "a=1")
    for _ in 0..<count {
      let start = DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 1_700_000_000_000_000_001)
      let end = DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 1_700_000_000_000_000_009)
      let span = tracer.startSpan("ingest é", context: context, ofKind: .server, at: start)
      span.attributes = [
        "text": "é\n", "empty": "", "int": -5, "real": 1.5, "no": .bool(false),
        "texts": .stringArray(["a", "b"]), "ints": .int64Array([1, -1]),
      ]
      span.addEvent(SpanEvent(name: "judged", at: end, attributes: ["n": 0]))
      span.addLink(SpanLink(context: context, attributes: [:]))
      span.setStatus(SpanStatus(code: .error, message: "no"))
      span.end(at: end)
    }
  }

  /// Runs an exporter on a clock that does not wait until `body` is done, then stops it.
  private func export(
    to receiver: TelemetryReceiver, _ change: (inout OTLPExporter.Settings) -> Void = { _ in },
    while body: @escaping @Sendable () async throws -> Void
  ) async throws {
    var template = OTLPExporter.Settings(endpoint: "")
    change(&template)
    let settings = template
    try await receiver.serve { root, client in
      var settings = settings
      settings.endpoint = root + "/v1/traces"
      let exporter = try OTLPExporter(
        settings, from: buffer, by: client, version: "1.2.3", logger: logger)
      async let running: Void = exporter.run()
      buffer.wake()
      try await body()
      exporter.stop()
      await running
    }
  }

  private var impatient: RetryPolicy {
    var policy = RetryPolicy()
    policy.baseDelay = .milliseconds(1)
    policy.throttledBaseDelay = .milliseconds(1)
    return policy
  }

  @Test("spans are posted as protobuf, with the headers of the settings")
  func posts() async throws {
    makeSpans(3)
    let receiver = TelemetryReceiver()
    try await export(to: receiver, { $0.headers = [("x-token", "t")] }) {
      _ = try await receiver.next(1)
    }
    let request = try #require(receiver.requests.first)
    #expect(request.path == "/v1/traces")
    #expect(request.headers["content-type"] == "application/x-protobuf")
    #expect(request.headers["x-token"] == "t")
    #expect(buffer.dropped == 0)
  }

  @Test(
    "429, 502, 503, 504 are tried again, and nothing is dropped", arguments: [429, 502, 503, 504])
  func retries(status: Int) async throws {
    makeSpans()
    let busy = TelemetryReceiver.Answer(status: status, headers: ["retry-after": "0"])
    let receiver = TelemetryReceiver(answers: [busy, busy])
    let policy = impatient
    try await export(to: receiver, { $0.retry = policy }) { _ = try await receiver.next(3) }
    #expect(receiver.requests.count == 3)
    #expect(Set(receiver.requests.map(\.body)).count == 1)
    #expect(buffer.dropped == 0)
  }

  @Test("other statuses are not tried again: the spans are dropped and counted")
  func permanent() async throws {
    makeSpans(2)
    let receiver = TelemetryReceiver(answers: [.init(status: 400)])
    try await export(to: receiver) { _ = try await receiver.next(1) }
    #expect(receiver.requests.count == 1)
    #expect(buffer.dropped == 2)
  }

  @Test("a collector that never recovers gets a bounded number of tries")
  func bounded() async throws {
    makeSpans(2)
    let receiver = TelemetryReceiver(answers: Array(repeating: .init(status: 503), count: 100))
    let policy = impatient
    try await export(to: receiver, { $0.retry = policy }) { _ = try await receiver.next(4) }
    #expect(receiver.requests.count == 4)
    #expect(buffer.dropped == 2)
  }

  @Test("spans that a collector says it refused are counted as dropped")
  func partialSuccess() async throws {
    makeSpans(3)
    // partial_success { rejected_spans: 2, error_message: "x" }
    let body: [UInt8] = [0x0A, 0x05, 0x08, 0x02, 0x12, 0x01, 0x78]
    let receiver = TelemetryReceiver(answers: [.init(status: 200, body: body)])
    try await export(to: receiver) { _ = try await receiver.next(1) }
    #expect(buffer.dropped == 2)
  }

  @Test("many spans go in batches, the last when the gateway stops")
  func batches() async throws {
    makeSpans(1300)
    let receiver = TelemetryReceiver()
    try await export(to: receiver) {}
    #expect(receiver.requests.count == 3)
    #expect(buffer.dropped == 0)
  }

  @Test("to stop takes no longer than the limit, also amid tries that fail")
  func stop() async throws {
    makeSpans()
    let receiver = TelemetryReceiver(answers: Array(repeating: .init(status: 503), count: 9))
    let clock = ManualClock()
    try await receiver.serve { root, client in
      var settings = OTLPExporter.Settings(endpoint: root + "/v1/traces")
      settings.shutdownTimeout = .seconds(7)
      let exporter = try OTLPExporter(
        settings, from: buffer, by: client, version: "1", clock: clock, logger: logger)
      async let running: Void = exporter.run()
      buffer.wake()
      #expect(try await receiver.next(1).count == 1)
      exporter.stop()
      try await clock.untilSleeping(for: .seconds(7))
      clock.advance(by: .seconds(7))
      await running
    }
    #expect(buffer.dropped == 1)
  }

  @Test("OpenTelemetry's own decoder reads what was meant", .needsPythonPackages)
  func decodes() async throws {
    makeSpans()
    let receiver = TelemetryReceiver()
    try await export(to: receiver) { _ = try await receiver.next(1) }
    let folder = try TemporaryFolder()
    try folder.write(try #require(receiver.requests.first).body, to: "request.bin")
    let run = try await shell(
      "'\(PythonPackages.python)' '\(TestData.packageRoot)/Tests/Fixtures/decode-otlp.py' request.bin",
      in: folder.path)
    #expect(run.status == 0, "\(run.stderr)")
    #expect(run.stdout == expected)
  }

  private let expected = #"""
    resource service.name=string:weir-gateway
    resource service.version=string:1.2.3
    scope weir 1.2.3
    span ingest é kind=2 trace=4bf92f3577b34da6a3ce929d0e0e4736 parent=00f067aa0ba902b7 state=a=1 flags=301
    time 1700000000000000001 1700000000000000009
    status 2 no
    attribute empty=string:
    attribute int=int:-5
    attribute ints=array:[int:1, int:-1]
    attribute no=bool:False
    attribute real=double:1.5
    attribute text=string:é\n
    attribute texts=array:[string:a, string:b]
    event judged 1700000000000000009 n=int:0
    link 4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7 a=1

    """#
}

/// The interpreter that has the Python packages of the gateway's tests.
enum PythonPackages {
  static let python = TestData.packageRoot + "/.venv-gateway/bin/python"
}

extension Trait where Self == ConditionTrait {
  static var needsPythonPackages: Self {
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: PythonPackages.python),
      "skipped: .venv-gateway is not here; `scripts/setup gateway` makes it")
  }
}
