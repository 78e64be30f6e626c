import WeirJSON

/// The formats `ipv4`, `ipv6` and draft 3's `ip-address`.
enum IPAddress {
  /// A dotted quad: RFC 2673 §3.2, four decimal numbers up to 255 without leading zeros.
  static func isVersion4(_ text: ByteSlice) -> Bool {
    guard text.count >= 7, text.count <= 15 else { return false }
    var parts = 0
    var value = 0
    var length = 0
    for index in 0..<text.count {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        guard length > 0, parts < 3 else { return false }
        parts += 1
        value = 0
        length = 0
        continue
      }
      let digit = byte &- UInt8(ascii: "0")
      // A zero may only stand alone: a leading one means octal to some readers.
      guard digit <= 9, length == 0 || value != 0 else { return false }
      value = value * 10 + Int(digit)
      length += 1
      guard value <= 255 else { return false }
    }
    return parts == 3 && length > 0
  }

  /// The text forms of RFC 4291 §2.2: eight groups of up to four hexadecimal digits, one run of
  /// zero groups as `::`, the last two groups perhaps a dotted quad. No zone.
  static func isVersion6(_ text: ByteSlice) -> Bool {
    guard text.count >= 2, text.count <= 45 else { return false }
    var groups = 0
    var isCompressed = false
    var index = 0
    if text[0] == colon {
      guard text[1] == colon else { return false }
      isCompressed = true
      index = 2
    }
    while index < text.count {
      let start = index
      while index < text.count, ASCIISet.hexDigits.contains(text[index]) { index += 1 }
      if index < text.count, text[index] == UInt8(ascii: ".") {
        guard isVersion4(text[start..<text.count]) else { return false }
        groups += 2
        break
      }
      guard index > start, index - start <= 4 else { return false }
      groups += 1
      if index == text.count { break }
      guard text[index] == colon, index + 1 < text.count else { return false }
      index += 1
      if text[index] == colon {
        guard !isCompressed else { return false }
        isCompressed = true
        index += 1
      }
    }
    // `::` stands for at least one group.
    return isCompressed ? groups <= 7 : groups == 8
  }

  private static let colon = UInt8(ascii: ":")
}
