/// W3C trace context as the headers of a request.
struct TraceHeaders: Sendable, Hashable {
  var traceparent: String
  var tracestate: String?

  /// Of the trace that brought records; nil where they come from several, of which a request can name
  /// but one.
  init?(of records: [SpoolRecord]) {
    guard let first = records.first, let traceparent = first.traceparent, traceparent.isHeaderSafe,
      records.allSatisfy({ $0.traceparent == traceparent })
    else { return nil }
    self.init(traceparent: traceparent, tracestate: first.tracestate)
  }

  init(traceparent: String, tracestate: String?) {
    self.traceparent = traceparent
    self.tracestate = tracestate
  }
}
