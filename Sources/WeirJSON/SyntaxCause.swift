/// What kept a text from being JSON, where more can be said than the error's code does.
///
/// Found by reading the text once more up to the error's place, which only who tells people pays for.
/// Says nothing of the values that the text holds, so that it may stand where these must not be shown.
package enum SyntaxCause: Hashable, Sendable {
  /// A comma with no member or element behind it.
  case trailingComma(before: UInt8)
  /// A value with neither a comma nor the closing bracket behind it.
  case missingComma(closing: UInt8)
  case missingColon
  case missingValue
  case nameWithoutQuotes
  case singleQuotes
  /// A bracket closes another kind than the innermost open one.
  case mismatch(UInt8, open: OpenBracket)
  /// A closing bracket behind the end of the value.
  case surplusBracket(UInt8)
  /// A member that stands in no object.
  case memberOutsideObject
  /// The text ends although this bracket is open, the innermost.
  case unclosed(OpenBracket)
  /// One of Python's words, or one of JSON's own in capitals.
  case foreignWord
  case notFinite
  /// A string that does not end on the line it began on.
  case stringOverLine
  /// A key that stands in the same object before; with the bytes of the first one, quotes included.
  case duplicateKey(first: Range<Int>)

  /// A bracket that was not closed.
  package struct OpenBracket: Hashable, Sendable {
    package let byte: UInt8
    package let byteOffset: Int

    /// The bytes of the names in it so far, quotes included.
    var names: [Range<Int>] = []

    /// In ASCII a closing bracket stands two places behind its partner.
    var closing: UInt8 { byte + 2 }
  }

  /// Linear in the text before the error; nil where the code says it all.
  ///
  /// - Parameter text: What was parsed.
  package init?(of error: SyntaxError, in text: [UInt8]) {
    let offset = min(error.byteOffset, text.count)
    let byte = offset < text.count ? text[offset] : 0
    let cause: SyntaxCause? =
      switch error.code {
      case .unexpectedByte:
        Self.ofUnexpected(byte, behind: SyntaxContext(before: offset, in: text))
      case .unexpectedEnd: SyntaxContext(before: offset, in: text).open.last.map { .unclosed($0) }
      case .trailingContent: Self.ofTrailing(byte)
      case .literal: Self.ofWord(text[offset...])
      case .duplicateKey: Self.ofDuplicate(at: offset, in: text)
      case .unterminatedString: Self.ofUnterminated(at: offset, in: text)
      default: nil
      }
    guard let cause else { return nil }
    self = cause
  }

  private static func ofUnexpected(_ byte: UInt8, behind context: SyntaxContext) -> SyntaxCause? {
    guard let open = context.open.last else { return nil }
    let isBracket = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    if isBracket, byte != open.closing { return .mismatch(byte, open: open) }
    switch context.last {
    case .comma where isBracket: return .trailingComma(before: byte)
    case .name: return .missingColon
    case .value:
      let isMember = byte == UInt8(ascii: ":")
      return isMember ? .memberOutsideObject : .missingComma(closing: open.closing)
    case .comma, .opening:
      let wantsName = open.byte == UInt8(ascii: "{")
      if byte == UInt8(ascii: "'") { return .singleQuotes }
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") { return .missingValue }
      return wantsName ? .nameWithoutQuotes : nil
    case .colon: return .missingValue
    }
  }

  private static func ofDuplicate(at offset: Int, in text: [UInt8]) -> SyntaxCause? {
    let names = SyntaxContext(before: offset, in: text).open.last?.names ?? []
    guard let key = text.stringContent(at: offset),
      let first = names.first(where: { text.stringContent(at: $0.lowerBound) == key })
    else { return nil }
    return .duplicateKey(first: first)
  }

  private static func ofUnterminated(at offset: Int, in text: [UInt8]) -> SyntaxCause? {
    let lineEnds: Set<UInt8> = [UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    return text[offset...].contains(where: lineEnds.contains) ? .stringOverLine : nil
  }

  private static func ofTrailing(_ byte: UInt8) -> SyntaxCause? {
    switch byte {
    case UInt8(ascii: "}"), UInt8(ascii: "]"): .surplusBracket(byte)
    case UInt8(ascii: ":"): .memberOutsideObject
    default: nil
    }
  }

  private static func ofWord(_ rest: ArraySlice<UInt8>) -> SyntaxCause? {
    if rest.first == UInt8(ascii: "'") { return .singleQuotes }
    let word = rest.prefix(12).prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
    switch String(decoding: word, as: UTF8.self).lowercased() {
    case "true", "false", "null", "none", "nil", "undefined": return .foreignWord
    case "nan", "inf", "infinity": return .notFinite
    default: return nil
    }
  }
}
