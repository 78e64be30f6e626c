// What is said of the cause of a syntax error.

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
    case .trailingComma(let closing, _): "a comma stands before the closing \(quoted(closing))"
    case .missingComma(let closing, _):
      "expected \",\" or \(quoted(closing)) between "
        + (closing == UInt8(ascii: "}") ? "members" : "elements")
    case .missingColon: "expected \":\" between a name and its value"
    case .missingValue: "a value is missing here"
    case .surplusComma: "nothing stands before this comma"
    case .nameWithoutQuotes: "expected a name in double quotes"
    case .singleQuotes: "JSON has no single quotes"
    case .curvedQuotes: "JSON has straight quotes only"
    case .markup: "this is HTML or XML, and no JSON"
    case .yaml: "this looks like YAML, and is no JSON"
    case .utf16: "the text is UTF-16, and JSON is UTF-8"
    case .otherEncoding: "not valid UTF-8"
    case .mismatch(let byte, let open):
      "\(quoted(byte)) cannot close the \(quoted(open.byte)) at \(place(open.byteOffset))"
    case .surplusBracket(let byte): "this \(quoted(byte)) closes nothing"
    case .memberOutsideObject: "\":\" can only stand between a name and its value in an object"
    case .unclosed(let unclosed):
      "the text ends before the \(quoted(unclosed.innermost.byte)) at"
        + " \(place(unclosed.innermost.byteOffset)) is closed"
    case .foreignWord: "not a JSON value; JSON's words are true, false and null"
    case .notFinite: "JSON has no NaN and no infinity"
    case .misplacedQuote: "text stands right behind the end of a string"
    case .stringOverLine: "this string is not closed on its line"
    case .unclosedString: "this string is never closed"
    case .secondValue: "a second value follows the end of the first"
    case .decimalComma: "expected a name in double quotes"
    case .number(let slip): slip.message
    case .backslash, .escapedApostrophe: "not a JSON escape sequence"
    case .shortEscape: "four hexadecimal digits must follow \\u"
    case .wordWithoutQuotes: "this word is no JSON value"
    }
  }

  /// What to do about it; empty where the message says it.
  ///
  /// - Parameter place: Words for a byte offset of the text.
  package func help(_ place: (Int) -> String) -> String {
    switch self {
    case .trailingComma(_, let offset): "remove the comma at \(place(offset))"
    case .missingComma(_, let offset): "put a comma at \(place(offset))"
    case .missingColon: "write \"name\": value"
    case .missingValue: "write null if there is none"
    case .surplusComma: "remove it, or write null before it"
    case .duplicateKey, .shortEscape: ""
    case .unclosed(let unclosed): help(with: unclosed, place)
    case .yaml: "weir check reads YAML: files named *.yaml, any with --as yaml"
    case .unclosedString(let closing) where closing.count < Self.maxClosingBrackets:
      "close it by \"" + String(decoding: closing, as: UTF8.self)
        + " if it is whole; if the text was cut off, add the rest of it"
    case .unclosedString: "close it by \", or add the rest of the text if it was cut off"
    case .secondValue:
      "put each value on a line of its own (weir filter: or --framing concatenated)"
    case .decimalComma: "for a number with a fraction write a point: 1.5"
    case .number(let slip): slip.help
    case .backslash: "a backslash in a string is written \\\\"
    case .escapedApostrophe: "remove the backslash: an apostrophe needs none"
    case .wordWithoutQuotes: "put text in double quotes; JSON's words are true, false and null"
    case .nameWithoutQuotes: "write {\"name\": …}"
    case .singleQuotes: "write names and strings in double quotes"
    case .curvedQuotes: "write \" on both sides"
    case .markup: "look at what was to send JSON: it may have answered by an error page"
    case .utf16, .otherEncoding: "save it as UTF-8"
    case .mismatch(_, let open): "close it by \(quoted(open.closing))"
    case .surplusBracket: "remove it, or add the bracket that it closes"
    case .memberOutsideObject: "put members into { and }"
    case .foreignWord(let meant): "write \(meant.rawValue)"
    case .notFinite: "write a number; or null, or nothing at all, where the schema allows that"
    case .misplacedQuote(let start):
      "the string at \(place(start)) may lack its closing quote; a quote within a string is written \\\""
    case .stringOverLine: "close it by \"; a line end inside of a string is written \\n"
    }
  }

  private func help(with unclosed: Unclosed, _ place: (Int) -> String) -> String {
    if let closing = unclosed.misaligned {
      return "\(quoted(closing.byte)) at \(place(closing.byteOffset)) closes the"
        + " \(quoted(closing.opening.byte)) at \(place(closing.opening.byteOffset)), whose line is"
        + " indented otherwise: one may be missing before it"
    }
    switch unclosed.closing.count {
    case 0: return "it was cut off: add the rest of the text"
    case 1...Self.maxClosingBrackets:
      let brackets = String(decoding: unclosed.closing, as: UTF8.self)
      return "add \"\(brackets)\", or the rest of the text if it was cut off"
    default:
      return
        "add the \(unclosed.closing.count) closing brackets that are missing, or the rest of the text"
    }
  }

  /// So many are told one by one.
  private static let maxClosingBrackets = 16

  private func quoted(_ byte: UInt8) -> String { "\"\(Character(Unicode.Scalar(byte)))\"" }
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
    let place = place ?? text.placeName
    return (cause.message(place, key: key), cause.help(place))
  }
}

extension [UInt8] {
  fileprivate func placeName(of offset: Int) -> String {
    let position = withByteSlice { TextPosition(of: offset, in: $0) }
    let isOneLine = !contains(UInt8(ascii: "\n"))
    return (isOneLine ? "" : "line \(position.line), ") + "column \(position.column)"
  }
}
