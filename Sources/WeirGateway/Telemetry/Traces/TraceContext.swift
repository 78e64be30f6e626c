package import Tracing

/// Where a piece of work belongs: a trace, and the span that it is part of.
///
/// Read and written as W3C Trace Context (Recommendation, level 1) says; comments name its sections.
package struct TraceContext: Sendable, Hashable {
  package var traceID: TraceID
  package var spanID: SpanID

  /// Whether the trace is recorded.
  package var isSampled: Bool

  /// `tracestate`: what tracing systems pass on to each other; empty when there is none.
  package var state: String

  /// Whether it came from another process.
  package var isRemote = false

  package init(
    traceID: TraceID, spanID: SpanID, isSampled: Bool, state: String = "", isRemote: Bool = false
  ) {
    self.traceID = traceID
    self.spanID = spanID
    self.isSampled = isSampled
    self.state = state
    self.isRemote = isRemote
  }

  /// Reads the headers of a request.
  ///
  /// - Returns: Nil when there is no valid `traceparent`: then a new trace begins, and `tracestate` means
  ///   nothing (§3.3). An invalid `tracestate` does no harm to a valid `traceparent`.
  package init?(traceparent: String, tracestate: String? = nil) {
    let bytes = Array(traceparent.utf8)
    let dash = UInt8(ascii: "-")
    // §3.2: version "-" trace-id "-" parent-id "-" trace-flags; newer versions may go on behind a dash.
    guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
      let version = hexadecimal(bytes[0..<2]), version != 0xFF,
      bytes.count == 55 || (version > 0 && bytes[55] == dash),
      let high = hexadecimal(bytes[3..<19]), let low = hexadecimal(bytes[19..<35]),
      let traceID = TraceID(high: high, low: low),
      let spanID = hexadecimal(bytes[36..<52]).flatMap(SpanID.init),
      let flags = hexadecimal(bytes[53..<55])
    else { return nil }
    self.init(
      traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1,
      state: tracestate.flatMap(TraceState.valid) ?? "", isRemote: true)
  }

  /// §3.2.2.5, §4.3: in version 00, and without the flags of a newer one.
  package var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }
}

/// Sixteen bytes that are not all zero.
package struct TraceID: Sendable, Hashable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  package init?(high: UInt64, low: UInt64) {
    guard high != 0 || low != 0 else { return nil }
    self.high = high
    self.low = low
  }

  /// 32 digits in lower case.
  package var description: String { sixteenDigits(high) + sixteenDigits(low) }
}

/// Eight bytes that are not all zero.
package struct SpanID: Sendable, Hashable, CustomStringConvertible {
  package let value: UInt64

  package init?(_ value: UInt64) {
    guard value != 0 else { return nil }
    self.value = value
  }

  /// 16 digits in lower case.
  package var description: String { sixteenDigits(value) }
}

extension ServiceContext {
  private enum TraceKey: ServiceContextKey {
    typealias Value = TraceContext
    static var nameOverride: String? { "trace" }
  }

  /// The span that the work at hand is part of.
  package var trace: TraceContext? {
    get { self[TraceKey.self] }
    set { self[TraceKey.self] = newValue }
  }
}

private func sixteenDigits(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// The value of lower case digits; nil if there is anything else (§3.2.2: upper case is invalid).
private func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
  var value: UInt64 = 0
  for digit in digits {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - 48)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - 87)
    default: return nil
    }
  }
  return value
}
