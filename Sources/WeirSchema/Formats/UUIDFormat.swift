import WeirJSON

/// The format `uuid`: RFC 4122 §3, `8-4-4-4-12` hexadecimal digits of either case. Every version
/// and variant is accepted.
enum UUIDFormat {
  static func accepts(_ text: ByteSlice) -> Bool {
    guard text.count == 36 else { return false }
    let hyphens =
      (text[8] ^ hyphen) | (text[13] ^ hyphen) | (text[18] ^ hyphen) | (text[23] ^ hyphen)
    guard hyphens == 0 else { return false }
    return areHexDigits(text.word(at: 0)) && areHexDigits(pair(text, 9, 14))
      && areHexDigits(pair(text, 19, 24)) && areHexDigits(text.word(at: 28))
  }

  private static let hyphen = UInt8(ascii: "-")

  private static func pair(_ text: ByteSlice, _ first: Int, _ second: Int) -> UInt64 {
    UInt64(text.halfWord(at: first)) | UInt64(text.halfWord(at: second)) << 32
  }

  /// Whether all eight bytes are hexadecimal digits. Sums stay below 0x100 for bytes below 0x80,
  /// so no byte disturbs its neighbour; the high bit of a sum tells whether a limit is reached.
  private static func areHexDigits(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high = ones * 0x80
    guard word & high == 0 else { return false }
    let isDigit = (word + ones * (0x80 - 0x30)) & ~(word + ones * (0x80 - 0x3A))
    let lower = word | (ones * 0x20)
    let isLetter = (lower + ones * (0x80 - 0x61)) & ~(lower + ones * (0x80 - 0x67))
    return (isDigit | isLetter) & high == high
  }
}
