/// What kept a text from being JSON, where more can be said than the error's code does.
///
/// Found by reading the text once more up to the error's place, which only who tells people pays for.
/// Says nothing of the values that the text holds, so that it may stand where these must not be shown.
package enum SyntaxCause: Hashable, Sendable {
  /// A comma, at an offset, with no member or element behind it.
  case trailingComma(before: UInt8, at: Int)
  /// A value with neither a comma nor the closing bracket behind it; where the comma goes.
  case missingComma(closing: UInt8, at: Int)
  case missingColon
  case missingValue
  /// A comma that has nothing before it.
  case surplusComma
  case nameWithoutQuotes
  case singleQuotes
  /// Those of word processors.
  case curvedQuotes
  /// HTML or XML.
  case markup
  case utf16
  /// Bytes that are no UTF-8, of which more is not known.
  case otherEncoding
  /// A bracket closes another kind than the innermost open one.
  case mismatch(UInt8, open: OpenBracket)
  /// A closing bracket behind the end of the value.
  case surplusBracket(UInt8)
  /// A member that stands in no object.
  case memberOutsideObject
  /// The text ends although brackets are open.
  case unclosed(Unclosed)
  /// The text ends inside a string; with what closes the brackets around it.
  case unclosedString(closing: [UInt8])
  /// Another value on the line on which the first one ends.
  case secondValue
  /// A decimal comma.
  case decimalComma
  case number(NumberSlip)
  /// A backslash with no meaning.
  case backslash
  /// A backslash before an apostrophe.
  case escapedApostrophe
  /// \u with fewer than four digits.
  case shortEscape
  /// A word that is none of JSON's, or of a language near it.
  case wordWithoutQuotes
  /// One of Python's words, or one of JSON's own in capitals.
  case foreignWord(meant: Word)
  case notFinite
  /// YAML, by its first line.
  case yaml
  /// Text right behind the end of a string that begins there: a quote is missing before, or is one of
  /// the text's own.
  case misplacedQuote(stringAt: Int)
  /// A string that does not end on the line it began on.
  case stringOverLine
  /// A key that stands in the same object before; with the bytes of the first one, quotes included.
  case duplicateKey(first: Range<Int>)

  /// A word that is a value.
  package enum Word: String, Sendable {
    case `true`, `false`, null
  }

  /// Brackets that are open where the text ends.
  package struct Unclosed: Hashable, Sendable {
    let innermost: OpenBracket

    /// What closes them all; empty where the text ends within a member or behind a comma.
    let closing: [UInt8]

    /// A closing bracket that does not stand below the line that opens what it closes: before it, one
    /// may be missing.
    let misaligned: Closing?
  }

  /// A closing bracket, and the one that it closes.
  package struct Closing: Hashable, Sendable {
    let byte: UInt8
    let byteOffset: Int
    let opening: OpenBracket
  }

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
    let cause: SyntaxCause? =
      switch error.code {
      case .unexpectedByte:
        Self.ofUnexpected(at: offset, behind: SyntaxContext(before: offset, in: text), text)
      case .unexpectedEnd: Self.ofEnd(SyntaxContext(before: offset, in: text))
      case .trailingContent: Self.ofTrailing(at: offset, in: text)
      case .literal: Self.ofLiteral(at: offset, in: text)
      case .number: Self.ofNumber(at: offset, in: text)
      case .escape: offset + 1 < text.count ? Self.ofEscape(text[offset + 1]) : nil
      case .duplicateKey: Self.ofDuplicate(at: offset, in: text)
      case .unterminatedString: Self.ofUnterminated(at: offset, in: text)
      case .utf8, .nul: Self.ofEncoding(error.code, of: text)
      default: nil
      }
    guard let cause else { return nil }
    self = cause
  }

  private static func ofUnexpected(
    at offset: Int, behind context: SyntaxContext, _ text: [UInt8]
  ) -> SyntaxCause? {
    let byte = offset < text.count ? text[offset] : 0
    guard let open = context.open.last else { return nil }
    let isBracket = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    if isBracket, byte != open.closing { return .mismatch(byte, open: open) }
    if let start = text.startOfString(touching: offset) { return .misplacedQuote(stringAt: start) }
    switch context.last {
    case .comma where isBracket:
      return .trailingComma(before: byte, at: text.endOfToken(before: offset) - 1)
    case .name: return .missingColon
    case .value:
      let isMember = byte == UInt8(ascii: ":")
      return isMember
        ? .memberOutsideObject
        : .missingComma(closing: open.closing, at: text.endOfToken(before: offset))
    case .comma, .opening:
      let wantsName = open.byte == UInt8(ascii: "{")
      if byte == UInt8(ascii: "'") { return .singleQuotes }
      if byte == UInt8(ascii: ",") { return .surplusComma }
      if byte == UInt8(ascii: ":") { return .missingValue }
      if text.hasCurvedQuote(at: offset) { return .curvedQuotes }
      if offset > 1, isDigit(byte), isDigit(text[offset - 2]) { return .decimalComma }
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
    if text[offset...].contains(where: lineEnds.contains) { return .stringOverLine }
    let open = SyntaxContext(before: offset, in: text).open
    return .unclosedString(closing: open.reversed().map(\.closing))
  }

  private static func ofEnd(_ context: SyntaxContext) -> SyntaxCause? {
    guard let innermost = context.open.last else { return nil }
    let isWhole = context.last == .value || context.last == .opening
    return .unclosed(
      Unclosed(
        innermost: innermost, closing: isWhole ? context.open.reversed().map(\.closing) : [],
        misaligned: context.misaligned))
  }

  private static func ofLiteral(at offset: Int, in text: [UInt8]) -> SyntaxCause? {
    if let slip = NumberSlip(at: offset, in: text) { return .number(slip) }
    if text.hasCurvedQuote(at: offset) { return .curvedQuotes }
    let isFirst = text[..<offset].allSatisfy { " \t\r\n".utf8.contains($0) }
    if isFirst, text[offset...].first == UInt8(ascii: "<") { return .markup }
    if isFirst, text[offset...].beginsAsYAML { return .yaml }
    return ofWord(text[offset...])
  }

  private static func ofNumber(at offset: Int, in text: [UInt8]) -> SyntaxCause? {
    if offset < text.count, case .notFinite? = ofWord(text[offset...]) { return .notFinite }
    if text.beginsAsYAML { return .yaml }
    if let slip = NumberSlip(at: offset, in: text) { return .number(slip) }
    let open = SyntaxContext(before: offset, in: text).open.last
    return open.map { .missingComma(closing: $0.closing, at: offset) }
  }

  /// Texts of UTF-16 begin by its mark, or have a NUL beside each ASCII character.
  private static func ofEncoding(_ code: SyntaxError.Code, of text: [UInt8]) -> SyntaxCause? {
    let hasMark = text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF])
    if hasMark || text.count > 1 && (text[0] == 0) != (text[1] == 0) { return .utf16 }
    return code == .utf8 ? .otherEncoding : nil
  }

  private static func ofEscape(_ byte: UInt8) -> SyntaxCause {
    switch byte {
    case UInt8(ascii: "u"): .shortEscape
    case UInt8(ascii: "'"): .escapedApostrophe
    default: .backslash
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  private static func ofTrailing(at offset: Int, in text: [UInt8]) -> SyntaxCause? {
    let byte = text[offset]
    let isOnSameLine = text[..<offset].last { !" \t\r".utf8.contains($0) } != UInt8(ascii: "\n")
    return switch byte {
    case UInt8(ascii: "}"), UInt8(ascii: "]"): .surplusBracket(byte)
    case UInt8(ascii: ":"): .memberOutsideObject
    case UInt8(ascii: "{") where isOnSameLine, UInt8(ascii: "[") where isOnSameLine: .secondValue
    default: nil
    }
  }

  private static func ofWord(_ rest: ArraySlice<UInt8>) -> SyntaxCause? {
    if rest.first == UInt8(ascii: "'") { return .singleQuotes }
    let word = rest.prefix(12).prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
    switch String(decoding: word, as: UTF8.self).lowercased() {
    case "true": return .foreignWord(meant: .true)
    case "false": return .foreignWord(meant: .false)
    case "null", "none", "nil", "undefined": return .foreignWord(meant: .null)
    case "nan", "inf", "infinity": return .notFinite
    default: return word.isEmpty ? nil : .wordWithoutQuotes
    }
  }
}

extension Collection<UInt8> {
  /// Whether a text begins by the mark of a document, an item, or a plain key.
  fileprivate var beginsAsYAML: Bool {
    if starts(with: "---".utf8) || starts(with: "- ".utf8) { return true }
    let key = prefix { byte in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || "0123456789_-".utf8.contains(byte)
    }
    let rest = dropFirst(key.count)
    guard !key.isEmpty, rest.first == UInt8(ascii: ":") else { return false }
    return rest.dropFirst().first.map { " \r\n".utf8.contains($0) } ?? true
  }
}

extension [UInt8] {
  /// The offset behind the last byte before a place that is no blank.
  fileprivate func endOfToken(before offset: Int) -> Int {
    (self[..<offset].lastIndex { !" \t\r\n".utf8.contains($0) } ?? 0) + 1
  }

  /// Where the string begins that ends right before a word; nil where no string, or no word, touches the
  /// offset.
  fileprivate func startOfString(touching offset: Int) -> Int? {
    let quote = UInt8(ascii: "\"")
    guard offset > 1, offset < count, self[offset - 1] == quote,
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= self[offset] | 0x20
    else { return nil }
    var start = offset - 2
    while start >= 0, self[start] != quote || isEscaped(start) { start -= 1 }
    return start < 0 ? nil : start
  }

  private func isEscaped(_ offset: Int) -> Bool {
    let backslashes = self[..<offset].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
    return backslashes % 2 == 1
  }
}
