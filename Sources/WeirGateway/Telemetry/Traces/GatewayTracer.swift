import Synchronization
package import Tracing

/// A backend of swift-distributed-tracing: spans that are sampled go to a `SpanBuffer` when they end.
///
/// Contexts go in and out as W3C Trace Context, by the headers `traceparent` and `tracestate`.
package final class GatewayTracer: Tracer {
  package typealias Span = GatewaySpan

  private let sampler: Sampler
  private let buffer: SpanBuffer
  private let randomness: Mutex<any RandomNumberGenerator & Sendable>

  /// - Parameter randomness: Makes ids.
  package init(
    sampler: Sampler, buffer: SpanBuffer,
    randomness: some RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
  ) {
    self.sampler = sampler
    self.buffer = buffer
    self.randomness = Mutex(randomness)
  }

  package func startSpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
  ) -> GatewaySpan {
    var context = context()
    let parent = context.trace
    let (newTrace, spanID) = randomness.withLock { generator in
      (randomTraceID(&generator), randomSpanID(&generator))
    }
    let traceID = parent?.traceID ?? newTrace
    let trace = TraceContext(
      traceID: traceID, spanID: spanID, isSampled: sampler.isSampled(traceID, parent: parent),
      state: parent?.state ?? "")
    context.trace = trace
    guard trace.isSampled else { return GatewaySpan(operationName, context, nil, buffer) }
    let record = SpanRecord(
      context: trace, parent: parent, name: operationName, kind: kind,
      startedAt: instant().nanosecondsSinceEpoch)
    return GatewaySpan(operationName, context, record, buffer)
  }

  package func forceFlush() { buffer.wake() }

  package func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    guard let traceparent = extractor.extract(key: "traceparent", from: carrier) else { return }
    context.trace = TraceContext(
      traceparent: traceparent, tracestate: extractor.extract(key: "tracestate", from: carrier))
  }

  package func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let trace = context.trace else { return }
    injector.inject(trace.traceparent, forKey: "traceparent", into: &carrier)
    guard !trace.state.isEmpty else { return }
    injector.inject(trace.state, forKey: "tracestate", into: &carrier)
  }
}

/// Zero is asked for anew: it is no id.
private func randomTraceID(_ generator: inout some RandomNumberGenerator) -> TraceID {
  while true {
    if let id = TraceID(high: generator.next(), low: generator.next()) { return id }
  }
}

private func randomSpanID(_ generator: inout some RandomNumberGenerator) -> SpanID {
  while true {
    if let id = SpanID(generator.next()) { return id }
  }
}
