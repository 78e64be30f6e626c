import WeirJSON

/// A set of ASCII characters: one bit each, tested without a branch per member.
struct ASCIISet: Sendable {
  private let low: UInt64
  private let high: UInt64

  private init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  init(_ members: StaticString) {
    var low: UInt64 = 0
    var high: UInt64 = 0
    for scalar in members.description.unicodeScalars {
      if scalar.value < 64 { low |= 1 << scalar.value } else { high |= 1 << (scalar.value - 64) }
    }
    self.init(low: low, high: high)
  }

  func union(_ other: ASCIISet) -> ASCIISet {
    ASCIISet(low: low | other.low, high: high | other.high)
  }

  func contains(_ byte: UInt8) -> Bool {
    let half = byte < 64 ? low : byte < 128 ? high : 0
    return half >> (UInt64(byte) & 63) & 1 != 0
  }
}

extension ByteSlice {
  func allSatisfy(in set: ASCIISet) -> Bool {
    var index = 0
    while index < count, set.contains(self[index]) { index += 1 }
    return index == count
  }

  /// The Unicode scalar that starts at `index`, and its length in bytes.
  ///
  /// The text is UTF-8, or WTF-8 where a lone surrogate came out of an escape. A stray byte, which
  /// no parsed text holds, counts as the noncharacter U+FFFF.
  func decodedScalar(at index: Int) -> (value: UInt32, length: Int) {
    let lead = self[index]
    if lead < 0x80 { return (UInt32(lead), 1) }
    let length = lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard length > 0, index + length <= count else { return (0xFFFF, 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length { value = value << 6 | UInt32(self[index + offset] & 0x3F) }
    return (value, length)
  }
}
