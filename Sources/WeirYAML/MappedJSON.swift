/// Compact JSON text that grows together with its source map, so that the two cannot fall apart.
///
/// `place` comes before each value and each key; the order is the document tape's.
struct MappedJSON {
  var bytes: [UInt8] = []
  private(set) var ranges: [Range<UInt32>] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// Says where the node that is written next stands in the YAML text.
  mutating func place(_ source: Range<Int>) {
    ranges.append(UInt32(source.lowerBound)..<UInt32(source.upperBound))
  }

  mutating func open(isObject: Bool) { bytes.append(UInt8(ascii: isObject ? "{" : "[")) }
  mutating func close(isObject: Bool) { bytes.append(UInt8(ascii: isObject ? "}" : "]")) }
  mutating func comma() { bytes.append(UInt8(ascii: ",")) }
  mutating func colon() { bytes.append(UInt8(ascii: ":")) }
  mutating func literal(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Writes valid UTF-8 as a JSON string, with as few escapes as RFC 8259 §7 allows.
  mutating func string(_ text: ArraySlice<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    var start = text.startIndex
    for index in text.indices where needsEscape(text[index]) {
      bytes.append(contentsOf: text[start..<index])
      appendEscape(of: text[index])
      start = index + 1
    }
    bytes.append(contentsOf: text[start...])
    bytes.append(UInt8(ascii: "\""))
  }

  private func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func appendEscape(of byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
    case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
    case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(UInt8(ascii: "0") + byte >> 4)
      let low = byte & 15
      bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    }
  }
}
