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
    fileprivate(set) var names: [Range<Int>] = []

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

extension SyntaxCause {
  /// What is wrong, in one line.
  ///
  /// - Parameters:
  ///   - place: Words for a byte offset of the text: `line 3, column 1`.
  ///   - key: What a key is called, by its bytes in the text: `the key "a"`.
  package func message(
    _ place: (Int) -> String, key: (Range<Int>) -> String
  ) -> String {
    switch self {
    case .duplicateKey(let first):
      "\(key(first)) stands in the same object twice (first at \(place(first.lowerBound)))"
    case .trailingComma(let closing): "a comma stands before the closing \(quoted(closing))"
    case .missingComma(let closing):
      "expected \",\" or \(quoted(closing)) between "
        + (closing == UInt8(ascii: "}") ? "members" : "elements")
    case .missingColon: "expected \":\" between a name and its value"
    case .missingValue: "a value is missing here"
    case .nameWithoutQuotes: "expected a name in double quotes"
    case .singleQuotes: "JSON has no single quotes"
    case .mismatch(let byte, let open):
      "\(quoted(byte)) cannot close the \(quoted(open.byte)) at \(place(open.byteOffset))"
    case .surplusBracket(let byte): "this \(quoted(byte)) closes nothing"
    case .memberOutsideObject: "\":\" can only stand between a name and its value in an object"
    case .unclosed(let open):
      "the text ends before the \(quoted(open.byte)) at \(place(open.byteOffset)) is closed"
    case .foreignWord: "not a JSON value; JSON's words are true, false and null"
    case .notFinite: "JSON has no number that is not finite"
    case .stringOverLine: "this string is not closed on its line"
    }
  }

  /// What to do about it; empty where the message says it.
  package var help: String {
    switch self {
    case .trailingComma: "remove the comma"
    case .missingComma, .missingColon, .missingValue, .unclosed, .duplicateKey: ""
    case .nameWithoutQuotes: "write {\"name\": …}"
    case .singleQuotes: "write names and strings in double quotes"
    case .mismatch(_, let open): "close it by \(quoted(open.closing))"
    case .surplusBracket: "remove it, or add the bracket that it closes"
    case .memberOutsideObject: "put members into { and }"
    case .foreignWord: "write them in lower case; None, nil and undefined are null"
    case .notFinite: "write null, or a string that the schema allows"
    case .stringOverLine: "close it by \"; a line end inside of a string is written \\n"
    }
  }

  private func quoted(_ byte: UInt8) -> String { "\"\(Character(Unicode.Scalar(byte)))\"" }
}

/// What stands before a place of a JSON text that is well-formed up to there.
private struct SyntaxContext {
  enum Token {
    case opening, name, colon, value, comma
  }

  /// The innermost last.
  var open: [SyntaxCause.OpenBracket] = []

  /// The token right before the place; at the start of the text as behind an opening bracket.
  var last = Token.opening

  init(before end: Int, in text: [UInt8]) {
    var offset = 0
    while offset < end {
      let byte = text[offset]
      let start = offset
      offset += 1
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open.append(SyntaxCause.OpenBracket(byte: byte, byteOffset: start))
        last = .opening
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = open.popLast()
        last = .value
      case UInt8(ascii: ","): last = .comma
      case UInt8(ascii: ":"): last = .colon
      case UInt8(ascii: "\""):
        offset = Self.stringEnd(from: offset, to: end, in: text)
        let isName = open.last?.byte == UInt8(ascii: "{") && last != .colon
        last = isName ? .name : .value
        if isName { open[open.count - 1].names.append(start..<offset) }
      default: last = .value
      }
    }
  }

  /// The offset behind the quote that closes a string whose content starts at `offset`.
  private static func stringEnd(from offset: Int, to end: Int, in text: [UInt8]) -> Int {
    var offset = offset
    while offset < end, text[offset] != UInt8(ascii: "\"") {
      offset += text[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(offset + 1, end)
  }
}

extension SyntaxError {
  /// What is wrong with a text, and what to do about it or nothing: more than `description` says, where
  /// the text shows it. Quotes nothing of the text but what `key` does. Linear in the text before the
  /// error.
  ///
  /// - Parameters:
  ///   - text: What was parsed.
  ///   - place: Words for a byte offset; without, its line and column, in a text of one line the column.
  ///   - key: What a key is called, by its bytes in the text.
  package func explained(
    in text: [UInt8], place: ((Int) -> String)? = nil,
    key: (Range<Int>) -> String = { _ in "this key" }
  ) -> (message: String, help: String) {
    guard let cause = SyntaxCause(of: self, in: text) else { return ("\(self)", "") }
    return (cause.message(place ?? text.placeName, key: key), cause.help)
  }
}

extension [UInt8] {
  fileprivate func placeName(of offset: Int) -> String {
    let position = withByteSlice { TextPosition(of: offset, in: $0) }
    let isOneLine = !contains(UInt8(ascii: "\n"))
    return (isOneLine ? "" : "line \(position.line), ") + "column \(position.column)"
  }
}
