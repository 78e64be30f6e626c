import Tracing

/// Spans as OTLP has them: `opentelemetry/proto/collector/trace/v1/trace_service.proto` and what it
/// names, version 1. Numbers below are those of its fields.
enum OTLPEncoding {
  /// An `ExportTraceServiceRequest`.
  ///
  /// - Parameter resource: What the spans are of: `service.name` and more.
  static func request(
    _ spans: [SpanRecord], resource: [(String, String)], scope: (name: String, version: String)
  ) -> [UInt8] {
    var request = ProtobufWriter()
    request.message(1) { resourceSpans in
      resourceSpans.message(1) { message in
        for (name, value) in resource { message.attribute(1, name, .string(value)) }
      }
      resourceSpans.message(2) { scopeSpans in
        scopeSpans.message(1) { message in
          message.string(1, scope.name)
          message.string(2, scope.version)
        }
        for span in spans { scopeSpans.message(2) { $0.span(span) } }
      }
    }
    return request.bytes
  }

  /// How many spans an `ExportTraceServiceResponse` says were not taken.
  static func rejectedSpans(inResponse bytes: [UInt8]) -> Int {
    var response = ProtobufReader(bytes[...])
    while let (field, value) = response.next() {
      guard field == 1, case .delimited(let partialSuccess) = value else { continue }
      var message = ProtobufReader(partialSuccess)
      while let (field, value) = message.next() {
        if field == 1, case .integer(let count) = value { return Int(clamping: count) }
      }
    }
    return 0
  }
}

extension ProtobufWriter {
  fileprivate mutating func span(_ span: SpanRecord) {
    delimited(1, span.context.traceID.bytes)
    delimited(2, span.context.spanID.bytes)
    string(3, span.context.state)
    if let parent = span.parent { delimited(4, parent.spanID.bytes) }
    string(5, span.name)
    integer(6, span.kind.number)
    fixed64(7, span.startedAt)
    fixed64(8, span.endedAt)
    attributes(9, span.attributes.values)
    integer(10, UInt64(span.attributes.dropped))
    for event in span.events { message(11) { $0.event(event) } }
    integer(12, UInt64(span.droppedEvents))
    for link in span.links { message(13) { $0.link(link) } }
    integer(14, UInt64(span.droppedLinks))
    if let status = span.status {
      message(15) { message in
        message.string(2, status.message ?? "")
        message.integer(3, status.code == .ok ? 1 : 2)
      }
    }
    fixed32(16, flags(of: span.context, parent: span.parent))
  }

  /// The low byte is that of W3C; bit 8 says that bit 9 says whether the parent is remote.
  private func flags(of context: TraceContext, parent: TraceContext?) -> UInt32 {
    (context.isSampled ? 1 : 0) | 0x100 | (parent?.isRemote == true ? 0x200 : 0)
  }

  fileprivate mutating func event(_ event: SpanEvent) {
    fixed64(1, event.nanosecondsSinceEpoch)
    string(2, event.name)
    attributes(3, event.attributes)
  }

  fileprivate mutating func link(_ link: SpanLink) {
    guard let trace = link.context.trace else { return }
    delimited(1, trace.traceID.bytes)
    delimited(2, trace.spanID.bytes)
    string(3, trace.state)
    attributes(4, link.attributes)
    fixed32(6, (trace.isSampled ? 1 : 0) | 0x100 | (trace.isRemote ? 0x200 : 0))
  }

  private mutating func attributes(_ field: Int, _ attributes: SpanAttributes) {
    var all: [(String, SpanAttribute)] = []
    attributes.forEach { all.append(($0, $1)) }
    for (name, value) in all.sorted(by: { $0.0 < $1.0 }) { attribute(field, name, value) }
  }

  fileprivate mutating func attribute(_ field: Int, _ name: String, _ value: SpanAttribute) {
    message(field) { pair in
      pair.string(1, name)
      pair.message(2) { $0.anyValue(value) }
    }
  }

  /// The members of a `oneof` are written even where they have their default value.
  private mutating func anyValue(_ value: SpanAttribute) {
    switch value {
    case .string(let text): string(1, text.cut(to: SpanRecord.maxTextBytes), always: true)
    case .bool(let flag): integer(2, flag ? 1 : 0, always: true)
    case .int32(let number): integer(3, UInt64(bitPattern: Int64(number)), always: true)
    case .int64(let number): integer(3, UInt64(bitPattern: number), always: true)
    case .double(let number): fixed64(4, number.bitPattern, always: true)
    case .stringArray(let values): array(values.map { .string($0) })
    case .boolArray(let values): array(values.map { .bool($0) })
    case .int32Array(let values): array(values.map { .int32($0) })
    case .int64Array(let values): array(values.map { .int64($0) })
    case .doubleArray(let values): array(values.map { .double($0) })
    case .stringConvertible(let value): anyValue(.string("\(value)"))
    case .stringConvertibleArray(let values): array(values.map { .string("\($0)") })
    default: break
    }
  }

  private mutating func array(_ values: [SpanAttribute]) {
    message(5) { array in
      for value in values { array.message(1) { $0.anyValue(value) } }
    }
  }
}

extension TraceID {
  fileprivate var bytes: [UInt8] { high.bigEndianBytes + low.bigEndianBytes }
}

extension SpanID {
  fileprivate var bytes: [UInt8] { value.bigEndianBytes }
}

extension UInt64 {
  fileprivate var bigEndianBytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) }
  }
}

extension SpanKind {
  fileprivate var number: UInt64 {
    switch self {
    case .internal: 1
    case .server: 2
    case .client: 3
    case .producer: 4
    case .consumer: 5
    }
  }
}
