import Logging
import TestSupport
import Testing
import Tracing

@testable import WeirGateway

/// Spans: what is kept of them, and whose children they are.
struct GatewayTracerTests {
  private let buffer = SpanBuffer(capacity: 8, batchSize: 8)
  private let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

  private func tracer(ratio: Double = 1) -> GatewayTracer {
    GatewayTracer(
      sampler: Sampler(ratio: ratio), buffer: buffer, randomness: SeededGenerator(seed: 7))
  }

  @Test("a trace goes on from the caller's header through spans to the next header")
  func oneTrace() throws {
    let tracer = tracer()
    var context = ServiceContext.topLevel
    tracer.extract(
      ["traceparent": header, "tracestate": "a=1"], into: &context, using: Headers())
    var outgoing: [String: String] = [:]
    try tracer.withSpan("ingest", context: context, ofKind: .server) { _ in
      try tracer.withSpan("deliver", ofKind: .client) { span in
        tracer.inject(span.context, into: &outgoing, using: Headers())
        let logged = Logger.MetadataProvider.trace.get()
        #expect(logged["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736")
        let trace = try #require(span.context.trace)
        #expect(logged["span_id"] == "\(trace.spanID)")
      }
    }
    let spans = buffer.takeBatch()
    #expect(spans.map(\.name) == ["deliver", "ingest"])
    #expect(spans[1].parent?.traceparent == header)
    #expect(spans[0].parent?.spanID == spans[1].context.spanID)
    #expect(outgoing["traceparent"] == spans[0].context.traceparent)
    #expect(outgoing["tracestate"] == "a=1")
    #expect(Set(spans.map(\.context.traceID)).count == 1)
  }

  @Test("a bad header begins a new trace and drops its tracestate")
  func badHeader() {
    var context = ServiceContext.topLevel
    tracer().extract(
      ["traceparent": "00-bad", "tracestate": "a=1"], into: &context, using: Headers())
    #expect(context.trace == nil)
  }

  @Test("a span that is not sampled costs nothing and is passed on as such")
  func notSampled() {
    let tracer = tracer(ratio: 0)
    let span = tracer.startSpan("ingest")
    #expect(!span.isRecording)
    span.attributes["a"] = "b"
    span.end()
    #expect(buffer.takeBatch().isEmpty)
    #expect(span.context.trace?.traceparent.hasSuffix("-00") == true)
  }

  @Test("a span ends once, and what comes after is passed over")
  func endsOnce() {
    let span = tracer().startSpan("x")
    span.operationName = "y"
    span.attributes["before"] = 1
    span.end()
    span.attributes["after"] = 1
    span.end()
    let spans = buffer.takeBatch()
    #expect(spans.count == 1)
    #expect(spans[0].name == "y")
    #expect(spans[0].attributes.values.count == 1)
  }

  @Test("an error that is thrown through a span is in it")
  func error() {
    #expect(throws: CancellationError.self) {
      try tracer().withSpan("x") { _ in throw CancellationError() }
    }
    let span = buffer.takeBatch().first
    #expect(span?.status?.code == .error)
    #expect(span?.events.first?.name == "exception")
    #expect(span?.events.first?.attributes.get("exception.type") == .string("CancellationError"))
  }

  @Test("a span that is added to without end stays small and counts what it left out")
  func bounded() {
    let span = tracer().startSpan("x")
    for index in 0..<200 {
      span.addEvent(SpanEvent(name: "e\(index)"))
      span.addLink(SpanLink(context: span.context, attributes: [:]))
      span.attributes["a\(index)"] = index
    }
    span.end()
    let record = buffer.takeBatch()[0]
    #expect(record.events.count == 128)
    #expect(record.droppedEvents == 72)
    #expect(record.links.count == 128)
    #expect(record.attributes.values.count == 128)
    #expect(record.attributes.dropped == 72)
  }

  @Test("spans beyond the room there is are dropped and counted")
  func full() {
    let tracer = tracer()
    for _ in 0..<10 { tracer.startSpan("x").end() }
    #expect(buffer.dropped == 2)
    #expect(buffer.takeBatch().count == 8)
    #expect(buffer.takeBatch().isEmpty)
  }
}

private struct Headers: Extractor, Injector {
  func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }

  func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
    carrier[key] = value
  }
}
