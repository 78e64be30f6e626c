import NIOCore
import NIOHTTP1
import WeirCompression
import WeirJSON
import WeirStream

/// A request's body and the headers that belong to it.
struct RequestMessage: Sendable {
  var headers: HTTPHeaders
  var body: ByteBuffer
}

/// Makes requests of records.
///
/// `Idempotency-Key` is a function of the event ids that the request carries, in their order: the id
/// itself for one record, else the SHA-256 of all, each with a zero byte behind it. The same records give the
/// same request, so a request that is tried again carries the key it had. What the key does not cover: after a
/// crash, and after an answer that took a part of them, records may go together with others than before. A
/// service that must know them then too has to know records, not requests: `single` and `cloudEvents` tell
/// it each record's id.
struct RequestEncoder: Sendable {
  let format: HTTPSinkSettings.Format
  let isGzipped: Bool
  let headers: [(name: String, value: String)]

  /// - Parameter trace: Of the span that the request is part of.
  func message(
    for records: [SpoolRecord], trace: TraceHeaders?
  ) throws(CompressionError) -> RequestMessage {
    var fields = HTTPHeaders(headers.map { ($0.name, $0.value) })
    fields.add(name: "Content-Type", value: contentType)
    fields.add(name: "Idempotency-Key", value: Self.idempotencyKey(of: records))
    if let trace {
      fields.replaceOrAdd(name: "traceparent", value: trace.traceparent)
      if let state = trace.tracestate { fields.replaceOrAdd(name: "tracestate", value: state) }
    }
    if format == .single, let record = records.first { fields.add(cloudEvent: record) }
    var bytes = body(of: records)
    if isGzipped {
      bytes = try Self.gzip(bytes)
      fields.add(name: "Content-Encoding", value: "gzip")
    }
    return RequestMessage(headers: fields, body: ByteBuffer(bytes: bytes))
  }

  private var contentType: String {
    switch format {
    case .lines: "application/x-ndjson"
    case .array, .single: "application/json"
    case .cloudEvents: "application/cloudevents-batch+json"
    }
  }

  private func body(of records: [SpoolRecord]) -> [UInt8] {
    switch format {
    case .lines: return records.lines
    case .single: return records.first?.payload ?? []
    case .array:
      var writer = JSONWriter()
      writer.beginArray()
      for record in records { writer.raw(record.payload) }
      writer.endArray()
      return writer.bytes
    case .cloudEvents:
      var writer = JSONWriter()
      writer.beginArray()
      for record in records { writer.write(cloudEvent: record) }
      writer.endArray()
      return writer.bytes
    }
  }

  private static func gzip(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] {
    var compressor = try Compressor(.gzip)
    var output: [UInt8] = []
    try compressor.add(bytes, to: &output)
    try compressor.end(to: &output)
    return output
  }

  static func idempotencyKey(of records: [SpoolRecord]) -> String {
    if records.count == 1, let id = records.first?.eventID, id.isHeaderSafe, id.utf8.count <= 255 {
      return id
    }
    var hash = SHA256()
    for record in records { hash.update(field: record.eventID) }
    return hash.hexadecimal()
  }
}

extension SpoolRecord {
  /// CloudEvents 1.0 §3: what there is to say of a record.
  fileprivate var attributes: [(name: String, value: String)] {
    [
      ("specversion", "1.0"), ("id", eventID), ("source", "/streams/\(stream)"),
      ("type", "weir.record"), ("time", receivedAt.description),
    ]
  }
}

extension HTTPHeaders {
  /// CloudEvents HTTP binding 1.0 §3.1.3: binary mode.
  fileprivate mutating func add(cloudEvent record: SpoolRecord) {
    for (name, value) in record.attributes {
      add(name: "ce-" + name, value: value.cloudEventHeader)
    }
  }
}

extension JSONWriter {
  /// CloudEvents JSON format 1.0 §3, with the extension for distributed tracing.
  fileprivate mutating func write(cloudEvent record: SpoolRecord) {
    beginObject()
    for (name, value) in record.attributes { member(name, value) }
    if let traceparent = record.traceparent { member("traceparent", traceparent) }
    if let tracestate = record.tracestate { member("tracestate", tracestate) }
    member("datacontenttype", "application/json")
    key("data")
    raw(record.payload)
    endObject()
  }
}

extension String {
  /// Visible ASCII without quotes: means itself wherever it stands in a header.
  var isHeaderSafe: Bool {
    !isEmpty && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
  }

  /// CloudEvents HTTP binding 1.0 §3.1.3.2: percent-encoded but for visible ASCII without `"` and `%`.
  fileprivate var cloudEventHeader: String {
    var text = ""
    for byte in utf8 {
      if byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "%") {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += (digits.count == 1 ? "%0" : "%") + digits
      }
    }
    return text
  }
}
