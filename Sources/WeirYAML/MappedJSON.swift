import WeirJSON

/// Compact JSON text that grows together with its source map, so that the two cannot fall apart.
///
/// `place` comes before each value and each key; the order is the document tape's.
struct MappedJSON {
  var bytes: [UInt8] = []
  private(set) var ranges: [Range<UInt32>] = []
  private(set) var booleanLookalikes: [Int: Bool] = [:]

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// Says where the node that is written next stands in the YAML text.
  mutating func place(_ source: Range<Int>) {
    ranges.append(UInt32(source.lowerBound)..<UInt32(source.upperBound))
  }

  /// Says which boolean the node at hand, a string, is in YAML 1.1.
  mutating func noteLookalike(of flag: Bool) { booleanLookalikes[ranges.count - 1] = flag }

  mutating func open(isObject: Bool) { bytes.append(UInt8(ascii: isObject ? "{" : "[")) }
  mutating func close(isObject: Bool) { bytes.append(UInt8(ascii: isObject ? "}" : "]")) }
  mutating func comma() { bytes.append(UInt8(ascii: ",")) }
  mutating func colon() { bytes.append(UInt8(ascii: ":")) }
  mutating func literal(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Writes valid UTF-8 as a JSON string, with as few escapes as RFC 8259 §7 allows.
  mutating func string(_ text: ArraySlice<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    text.withByteSlice { bytes.append(escaped: $0) }
    bytes.append(UInt8(ascii: "\""))
  }
}
