import WeirJSON

/// How bytes are written as a string: what `contentEncoding` may name. The names of RFC 4648, and of
/// RFC 2045 §6.1 where it has more; in any case, as RFC 2045 has it.
enum ContentEncoding: UInt8 {
  /// RFC 4648 §4, §5, §6, §7, §8. Strict: with padding, without anything that is no digit, and with
  /// unused bits zero.
  case base64, base64url, base32, base32hex, base16
  /// RFC 2045 §6.7.
  case quotedPrintable
  /// Characters of ASCII that stand for themselves.
  case sevenBit
  /// Characters that stand for themselves, as UTF-8.
  case eightBit, binary

  /// The encoding that a name means; nil for one that is not known.
  init?(named name: String) {
    switch name.lowercased() {
    case "base64": self = .base64
    case "base64url": self = .base64url
    case "base32": self = .base32
    case "base32hex": self = .base32hex
    case "base16": self = .base16
    case "quoted-printable": self = .quotedPrintable
    case "7bit": self = .sevenBit
    case "8bit": self = .eightBit
    case "binary": self = .binary
    default: return nil
    }
  }

  /// The bytes that `text` stands for; nil if it is not written in this encoding. Linear.
  func decoded(_ text: ByteSlice) -> [UInt8]? {
    switch self {
    case .base64: decodedDigits(text, bits: 6) { base64Digit($0, "+", "/") }
    case .base64url: decodedDigits(text, bits: 6) { base64Digit($0, "-", "_") }
    case .base32: decodedDigits(text, bits: 5, base32Digit)
    case .base32hex: decodedDigits(text, bits: 5, base32HexDigit)
    case .base16: decodedDigits(text, bits: 4, hexValue)
    case .quotedPrintable: decodedQuotedPrintable(text)
    case .sevenBit: isASCII(text) ? text.copied() : nil
    case .eightBit, .binary: text.copied()
    }
  }
}

/// Digits of `bits` bits each, in groups that make whole bytes, the last one filled up with `=`.
private func decodedDigits(
  _ text: ByteSlice, bits: Int, _ digit: (UInt8) -> UInt8?
) -> [UInt8]? {
  let group = bits == 6 ? 4 : bits == 5 ? 8 : 2
  guard text.count.isMultiple(of: group) else { return nil }
  var count = text.count
  while count > 0, count > text.count - group, text[count - 1] == UInt8(ascii: "=") { count -= 1 }
  // A byte that no digit completes would be none; a digit that completes no byte is one too many.
  let unused = count * bits % 8
  guard unused < bits, text.count - count < group else { return nil }
  var result: [UInt8] = []
  result.reserveCapacity(count * bits / 8)
  var buffer: UInt32 = 0
  var held = 0
  for index in 0..<count {
    guard let value = digit(text[index]) else { return nil }
    buffer = (buffer << UInt32(bits) | UInt32(value)) & 0xFFFF
    held += bits
    if held >= 8 {
      held -= 8
      result.append(UInt8(truncatingIfNeeded: buffer >> UInt32(held)))
    }
  }
  return buffer & (1 << UInt32(held) - 1) == 0 ? result : nil
}

private func isASCII(_ text: ByteSlice) -> Bool {
  (0..<text.count).allSatisfy { text[$0] < 0x80 }
}

private func base64Digit(
  _ byte: UInt8, _ digit62: Unicode.Scalar, _ digit63: Unicode.Scalar
) -> UInt8? {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
  case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
  case UInt8(ascii: digit62): 62
  case UInt8(ascii: digit63): 63
  default: nil
  }
}

private func base32Digit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
  case UInt8(ascii: "2")...UInt8(ascii: "7"): byte - UInt8(ascii: "2") + 26
  default: nil
  }
}

private func base32HexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "A")...UInt8(ascii: "V"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}

/// RFC 2045 §6.7: printable ASCII stands for itself, `=` and two capital hexadecimal digits for a
/// byte, `=` at the end of a line for nothing. Lines end with CR LF, not with blanks, and have at
/// most 76 characters.
private func decodedQuotedPrintable(_ text: ByteSlice) -> [UInt8]? {
  var result: [UInt8] = []
  result.reserveCapacity(text.count)
  var lineStart = 0
  var index = 0
  func isLineEnd(_ index: Int) -> Bool {
    index + 1 < text.count && text[index] == UInt8(ascii: "\r")
      && text[index + 1] == UInt8(ascii: "\n")
  }
  while index < text.count {
    let byte = text[index]
    if isLineEnd(index) {
      result += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
      index += 2
      lineStart = index
      continue
    }
    switch byte {
    case UInt8(ascii: "="):
      if isLineEnd(index + 1) {
        guard index + 1 - lineStart <= 76 else { return nil }
        index += 3
        lineStart = index
        continue
      }
      guard index + 2 < text.count, let high = capitalHexDigit(text[index + 1]),
        let low = capitalHexDigit(text[index + 2])
      else { return nil }
      result.append(high << 4 | low)
      index += 3
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      if index + 1 == text.count || isLineEnd(index + 1) { return nil }
      result.append(byte)
      index += 1
    case 33...126:
      result.append(byte)
      index += 1
    default: return nil
    }
    if index - lineStart > 76 { return nil }
  }
  return result
}

private func capitalHexDigit(_ byte: UInt8) -> UInt8? {
  (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) ? nil : hexValue(byte)
}
