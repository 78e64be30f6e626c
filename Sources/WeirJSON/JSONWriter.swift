/// Appends compact JSON text to a byte buffer, member by member.
///
/// The caller keeps begin and end in balance and gives every object member a key. Output is one
/// line without a terminator: RFC 8259, minimal escapes, non-ASCII as UTF-8.
public struct JSONWriter {
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  public init() {}

  /// Forgets what was written and keeps the storage.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  public mutating func beginObject() { open("{") }
  public mutating func endObject() { close("}") }
  public mutating func beginArray() { open("[") }
  public mutating func endArray() { close("]") }

  /// Writes a member's name; its value must follow.
  public mutating func key(_ name: String) {
    separate()
    name.withByteSlice { appendQuoted($0) }
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  public mutating func value(_ text: String) {
    separate()
    text.withByteSlice { appendQuoted($0) }
  }

  public mutating func value(_ number: Int) {
    separate()
    String(number).withByteSlice { bytes.append($0) }
  }

  public mutating func value(_ flag: Bool) {
    separate()
    (flag ? "true" : "false").withByteSlice { bytes.append($0) }
  }

  public mutating func null() {
    separate()
    "null".withByteSlice { bytes.append($0) }
  }

  /// Writes bytes that are valid UTF-8 as a JSON string.
  public mutating func string(utf8: [UInt8]) {
    separate()
    utf8.withByteSlice { appendQuoted($0) }
  }

  /// Writes text that is a complete JSON value already.
  public mutating func raw(_ json: some Sequence<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// `key` and `value` in one step, for the members that every record has.
  public mutating func member(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  public mutating func member(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  public mutating func member(_ name: String, _ flag: Bool) {
    key(name)
    value(flag)
  }

  private mutating func open(_ bracket: Unicode.Scalar) {
    separate()
    bytes.append(UInt8(ascii: bracket))
    needsComma = false
  }

  private mutating func close(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func appendQuoted(_ text: ByteSlice) {
    bytes.append(UInt8(ascii: "\""))
    bytes.append(escaped: text)
    bytes.append(UInt8(ascii: "\""))
  }
}
