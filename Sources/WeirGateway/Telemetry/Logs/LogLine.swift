import Logging
import WeirJSON
import WeirStream

/// One log entry as one line of JSON.
///
/// The members that the gateway's entries share come first and always in the same order, the others by
/// name. A value or a line that is too long is cut, and `"truncated":true` says so.
struct LogLine {
  /// Of one line, its end included.
  static let maxBytes = 16 << 10

  /// Of one text in it.
  static let maxTextBytes = 4 << 10

  /// Of metadata within metadata.
  static let maxDepth = 8

  /// Known names in their order. Trace fields and those of errors are OpenTelemetry's.
  static let order = [
    "trace_id", "span_id", "event", "source", "sink", "schema", "error.type", "error.message",
    "code", "attempt", "duration_ms", "event_id",
  ]

  private var line = JSONWriter()
  private var isTruncated = false

  /// - Parameter metadata: Of the entry, its logger and its provider together.
  static func bytes(
    at time: Timestamp, level: Logger.Level, message: String, serviceName: String, logger: String,
    metadata: Logger.Metadata
  ) -> [UInt8] {
    var line = LogLine()
    line.line.beginObject()
    line.add("timestamp", .string(time.description))
    line.add("severity", .string(level.rawValue.uppercased()))
    line.add("message", .string(message))
    line.add("service.name", .string(serviceName))
    for name in order {
      if let value = metadata[name] { line.add(name, value) }
    }
    line.add("logger", .string(logger))
    for name in metadata.keys.sorted() where !isOurs(name) {
      if let value = metadata[name] { line.add(name, value) }
    }
    if line.isTruncated { line.line.member("truncated", true) }
    line.line.endObject()
    return line.line.bytes + [UInt8(ascii: "\n")]
  }

  /// Whether a name is spoken for: a second member of that name would hide the first.
  private static func isOurs(_ name: String) -> Bool {
    order.contains(name)
      || ["timestamp", "severity", "message", "service.name", "logger", "truncated"].contains(name)
  }

  /// Leaves out what would make the line too long.
  private mutating func add(_ name: String, _ value: Logger.MetadataValue) {
    let room = "\"truncated\":true,\"\":}\n".utf8.count
    var text = JSONWriter()
    write(value, into: &text, depth: 0)
    let name = cut(name)
    guard line.bytes.count + name.utf8.count * 6 + text.bytes.count + room <= Self.maxBytes else {
      isTruncated = true
      return
    }
    line.key(name)
    line.raw(text.bytes)
  }

  private mutating func write(
    _ value: Logger.MetadataValue, into text: inout JSONWriter, depth: Int
  ) {
    guard depth <= Self.maxDepth else {
      isTruncated = true
      return text.null()
    }
    switch value {
    case .string(let string): text.value(cut(string))
    case .stringConvertible(let value): write(value, into: &text)
    case .array(let values):
      text.beginArray()
      for value in values { write(value, into: &text, depth: depth + 1) }
      text.endArray()
    case .dictionary(let members):
      text.beginObject()
      for (name, value) in members.sorted(by: { $0.key < $1.key }) {
        text.key(cut(name))
        write(value, into: &text, depth: depth + 1)
      }
      text.endObject()
    }
  }

  /// Numbers and flags stay what they are.
  private mutating func write(_ value: any CustomStringConvertible, into text: inout JSONWriter) {
    switch value {
    case let number as Int: text.value(number)
    case let number as any BinaryInteger: text.raw(String(number).utf8)
    case let flag as Bool: text.value(flag)
    case let number as Double where number.isFinite: text.raw(number.description.utf8)
    default: text.value(cut(value.description))
    }
  }

  private mutating func cut(_ text: String) -> String {
    guard text.utf8.count > Self.maxTextBytes else { return text }
    isTruncated = true
    return text.cut(to: Self.maxTextBytes)
  }
}
