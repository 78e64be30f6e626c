import HTTPTypes
import Tracing

/// The span of one delivery: of the trace that brought the records, or, where they come from several, the
/// root of a trace of its own with links to those.
struct DeliverySpan {
  /// What the delivery's requests bear. Without tracing the trace that brought the records, where it is
  /// one.
  let trace: TraceHeaders?
  private let span: any Span

  init(of records: [SpoolRecord], to sink: String, by tracer: any Tracer) {
    let parents = DeliverySpan.parents(of: records)
    var context = ServiceContext.topLevel
    if parents.count == 1 { context.trace = parents[0] }
    span = tracer.startSpan("deliver \(sink)", context: context, ofKind: .client)
    if parents.count > 1, span.isRecording {
      for parent in parents {
        context.trace = parent
        span.addLink(SpanLink(context: context, attributes: [:]))
      }
    }
    span.attributes["weir.records"] = records.count
    var headers = HTTPFields()
    tracer.inject(span.context, into: &headers, using: HeaderInjector())
    trace =
      headers[.traceparent].map {
        TraceHeaders(traceparent: $0, tracestate: headers[.tracestate])
      } ?? TraceHeaders(of: records)
  }

  /// Each trace once, as far as a span has links.
  private static func parents(of records: [SpoolRecord]) -> [TraceContext] {
    var seen: Set<String> = []
    var parents: [TraceContext] = []
    for record in records where parents.count < SpanRecord.maxLinks {
      guard let text = record.traceparent, seen.insert(text).inserted,
        let parent = TraceContext(traceparent: text, tracestate: record.tracestate)
      else { continue }
      parents.append(parent)
    }
    return parents
  }

  func end(_ results: [Result<Void, DeliveryFailure>]) {
    let failures = results.compactMap { result in
      if case .failure(let failure) = result { failure } else { nil }
    }
    if let first = failures.first {
      span.attributes["error.type"] = first.code
      span.setStatus(
        SpanStatus(code: .error, message: "\(failures.count) of \(results.count) records failed"))
    }
    span.end()
  }
}
