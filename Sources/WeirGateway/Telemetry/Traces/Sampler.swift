/// Which traces are recorded: those whose caller's is, and of those that begin here a share.
package struct Sampler: Sendable, Equatable {
  /// Share of the traces that begin here, 0...1.
  package let ratio: Double

  /// - Parameter ratio: Outside of 0...1 it is taken as the nearer of these.
  package init(ratio: Double) { self.ratio = ratio.isNaN ? 0 : min(1, max(0, ratio)) }

  /// The same for every service that samples by this share, since it only depends on the trace's id
  /// (OpenTelemetry, TraceIdRatioBased: the lower 8 bytes without their first bit).
  package func isSampled(_ traceID: TraceID, parent: TraceContext?) -> Bool {
    if let parent { return parent.isSampled }
    return ratio == 1 || Double(traceID.low & (1 << 63 - 1)) < ratio * 0x1p63
  }
}
