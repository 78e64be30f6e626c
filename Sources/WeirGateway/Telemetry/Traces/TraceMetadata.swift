package import Logging
import Tracing

extension Logger.MetadataProvider {
  /// Adds `trace_id` and `span_id` of the work at hand to its log entries.
  package static let trace = Logger.MetadataProvider {
    guard let trace = ServiceContext.current?.trace else { return [:] }
    return ["trace_id": .string("\(trace.traceID)"), "span_id": .string("\(trace.spanID)")]
  }
}
