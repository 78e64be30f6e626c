import WeirJSON

/// The format `duration`: the grammar of RFC 3339 appendix A, which is narrower than ISO 8601.
///
/// Units must follow each other without a gap (`P1Y2D` is none), weeks stand alone, and there are
/// no fractions and no signs.
enum DurationFormat {
  static func accepts(_ text: ByteSlice) -> Bool {
    guard text.count >= 3, text[0] == UInt8(ascii: "P") else { return false }
    if text[text.count - 1] == UInt8(ascii: "W") {
      return text[1..<text.count - 1].allSatisfy(in: .digits)
    }
    var index = 1
    if text[index] != UInt8(ascii: "T") {
      guard skipUnits("YMD", of: text, &index) else { return false }
      if index == text.count { return true }
    }
    guard text[index] == UInt8(ascii: "T") else { return false }
    index += 1
    return skipUnits("HMS", of: text, &index) && index == text.count
  }

  /// Skips at least one number with its unit; each unit is the direct successor of the one before.
  private static func skipUnits(
    _ units: StaticString, of text: ByteSlice, _ index: inout Int
  ) -> Bool {
    let units = ByteSlice(units)
    var next: Int?
    while index < text.count, ASCIISet.digits.contains(text[index]) {
      while index < text.count, ASCIISet.digits.contains(text[index]) { index += 1 }
      guard index < text.count else { return false }
      if let expected = next {
        guard expected < units.count, text[index] == units[expected] else { return false }
        next = expected + 1
      } else {
        guard let first = (0..<units.count).first(where: { units[$0] == text[index] }) else {
          return false
        }
        next = first + 1
      }
      index += 1
    }
    return next != nil
  }
}
