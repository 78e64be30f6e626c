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

  /// Copies what needs no escape in runs.
  private mutating func appendQuoted(_ text: ByteSlice) {
    bytes.append(UInt8(ascii: "\""))
    var written = 0
    while written < text.count {
      let end = text.nextToEscape(from: written)
      bytes.append(text[written..<end])
      if end < text.count { appendEscape(text[end]) }
      written = end + 1
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendEscape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
    case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
    case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
    case 0..<0x20:
      "u00".withByteSlice { bytes.append($0) }
      bytes.append(hexDigit(byte >> 4))
      bytes.append(hexDigit(byte & 15))
    default: bytes.append(byte)
    }
  }

  private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}

extension ByteSlice {
  /// Index of the first byte at or behind `start` that a JSON string must escape (RFC 8259 section 7),
  /// or `count`. Eight bytes a step.
  fileprivate func nextToEscape(from start: Int) -> Int {
    var index = start
    while index &+ 8 <= count {
      let word = word(at: index)
      let found =
        (word &- 0x2020_2020_2020_2020) & ~word | zeroBytes(word ^ 0x2222_2222_2222_2222)
        | zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
      // Of each test the lowest byte found is right; borrows may show more above it.
      let marks = found & 0x8080_8080_8080_8080
      if marks != 0 { return index &+ marks.trailingZeroBitCount / 8 }
      index &+= 8
    }
    while index < count, !needsEscape(self[index]) { index &+= 1 }
    return index
  }

  private func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word
  }

  private func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }
}
