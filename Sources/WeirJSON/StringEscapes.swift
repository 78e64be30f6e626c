// Escapes in strings, RFC 8259 §7. Bytes are the content between the quotes, well-formed UTF-8.

/// Checks the escape at `index` of `content`, where a backslash stands.
///
/// - Returns: The bytes it takes: 2, 6, or 12 for a surrogate pair.
/// - Throws: `.escape`, or `.loneSurrogate` for a surrogate without its partner unless
///   `allowsLoneSurrogates`, at `index`.
func escapeLength(
  in content: ByteSlice, at index: Int, allowsLoneSurrogates: Bool
) throws(SyntaxError) -> Int {
  guard index + 1 < content.count else { throw SyntaxError(.escape, at: index) }
  switch content[index + 1] {
  case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
    UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
    return 2
  case UInt8(ascii: "u"):
    guard let unit = hexQuad(content, at: index + 2) else { throw SyntaxError(.escape, at: index) }
    if unit & 0xF800 != 0xD800 { return 6 }
    if pairedSurrogate(content, at: index) != nil { return 12 }
    if allowsLoneSurrogates { return 6 }
    throw SyntaxError(.loneSurrogate, at: index)
  default:
    throw SyntaxError(.escape, at: index)
  }
}

/// Appends the decoded bytes of `content`, whose escapes are well-formed, to `output`.
///
/// A lone surrogate becomes its three WTF-8 bytes. Never longer than `content`.
///
/// - Returns: The number of bytes written, from `output[0]` on.
func decodeEscapes(_ content: ByteSlice, into output: Cells<UInt8>) -> Int {
  var index = 0
  var written = 0
  while index < content.count {
    let byte = content[index]
    guard byte == UInt8(ascii: "\\"), index + 1 < content.count else {
      output[written] = byte
      written += 1
      index += 1
      continue
    }
    let escape = content[index + 1]
    if escape != UInt8(ascii: "u") {
      output[written] = shortEscape(escape)
      written += 1
      index += 2
    } else if let scalar = pairedSurrogate(content, at: index) {
      written += encode(scalar, into: output, at: written)
      index += 12
    } else {
      written += encode(hexQuad(content, at: index + 2) ?? 0xFFFD, into: output, at: written)
      index += 6
    }
  }
  return written
}

/// Whether two contents, whose escapes are well-formed, mean the same string. Linear; does not
/// allocate.
package func contentsAreEqual(_ a: ByteSlice, _ b: ByteSlice) -> Bool {
  var first = 0
  var second = 0
  while first < a.count, second < b.count {
    guard nextScalar(of: a, at: &first) == nextScalar(of: b, at: &second) else { return false }
  }
  return first == a.count && second == b.count
}

/// The code point at `index`, lone surrogates included, which is moved behind it.
private func nextScalar(of content: ByteSlice, at index: inout Int) -> UInt32 {
  let byte = content[index]
  let start = index
  if byte == UInt8(ascii: "\\"), index + 1 < content.count {
    let escape = content[index + 1]
    index += 2
    guard escape == UInt8(ascii: "u") else { return UInt32(shortEscape(escape)) }
    if let scalar = pairedSurrogate(content, at: start) {
      index += 10
      return scalar
    }
    index += 4
    return hexQuad(content, at: start + 2) ?? 0xFFFD
  }
  let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
  index = min(index + length, content.count)
  var scalar = length == 1 ? UInt32(byte) : UInt32(byte) & (0x7F >> UInt32(length))
  for offset in start + 1..<max(index, start + 1) {
    scalar = scalar << 6 | UInt32(content[offset] & 0x3F)
  }
  return scalar
}

private func shortEscape(_ byte: UInt8) -> UInt8 {
  switch byte {
  case UInt8(ascii: "b"): 0x08
  case UInt8(ascii: "f"): 0x0C
  case UInt8(ascii: "n"): 0x0A
  case UInt8(ascii: "r"): 0x0D
  case UInt8(ascii: "t"): 0x09
  default: byte
  }
}

/// The code point of the surrogate pair written as two `\u` escapes at `index`, if there is one.
private func pairedSurrogate(_ content: ByteSlice, at index: Int) -> UInt32? {
  guard index + 12 <= content.count,
    let high = hexQuad(content, at: index + 2), high & 0xFC00 == 0xD800,
    content[index + 6] == UInt8(ascii: "\\"), content[index + 7] == UInt8(ascii: "u"),
    let low = hexQuad(content, at: index + 8), low & 0xFC00 == 0xDC00
  else { return nil }
  return 0x10000 + (high & 0x3FF) << 10 + (low & 0x3FF)
}

private func hexQuad(_ content: ByteSlice, at index: Int) -> UInt32? {
  guard index + 4 <= content.count else { return nil }
  var value: UInt32 = 0
  for offset in index..<index + 4 {
    guard let digit = hexValue(content[offset]) else { return nil }
    value = value << 4 | digit
  }
  return value
}

func hexValue(_ byte: UInt8) -> UInt32? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 48
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte) - 87
  case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte) - 55
  default: nil
  }
}

/// Writes a code point, surrogates included, in the generalised form of UTF-8.
private func encode(_ scalar: UInt32, into output: Cells<UInt8>, at index: Int) -> Int {
  func byte(_ value: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: value) }
  switch scalar {
  case 0..<0x80:
    output[index] = byte(scalar)
    return 1
  case 0x80..<0x800:
    output[index] = byte(0xC0 | scalar >> 6)
    output[index + 1] = byte(0x80 | scalar & 0x3F)
    return 2
  case 0x800..<0x10000:
    output[index] = byte(0xE0 | scalar >> 12)
    output[index + 1] = byte(0x80 | scalar >> 6 & 0x3F)
    output[index + 2] = byte(0x80 | scalar & 0x3F)
    return 3
  default:
    output[index] = byte(0xF0 | scalar >> 18)
    output[index + 1] = byte(0x80 | scalar >> 12 & 0x3F)
    output[index + 2] = byte(0x80 | scalar >> 6 & 0x3F)
    output[index + 3] = byte(0x80 | scalar & 0x3F)
    return 4
  }
}
