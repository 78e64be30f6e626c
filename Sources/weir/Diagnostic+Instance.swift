import WeirJSON
import WeirReport
import WeirSchema
import WeirYAML

// Texts that are no documents, and what is noteworthy about those that are.

extension ValidationError {
  /// A text that is not JSON. One that ends too early is wrong behind its last visible byte, not on
  /// an empty line after it.
  ///
  /// - Parameters:
  ///   - text: Keys are named only if it may be quoted.
  ///   - parsed: What was parsed, where that is not the text itself: without its comments.
  init(_ error: SyntaxError, in text: SourceText, parsed: [UInt8]? = nil) {
    let offset = min(error.byteOffset, text.bytes.visibleCount)
    var message = MessageParts("\(error)")
    if let cause = SyntaxCause(of: error, in: parsed ?? text.bytes) {
      let place = { (offset: Int) -> String in
        let place = text.place(of: text.bytes.position(of: offset))
        return "line \(place.line), column \(place.column)"
      }
      message.headline = cause.message(place) {
        text.isQuotable ? text.bytes.keyName($0) : "this key"
      }
      message.suggestion = cause.help(place)
    }
    self.init(
      code: error.code.rawValue,
      byteRange: SyntaxError(error.code, at: offset).byteRange(in: text.bytes),
      position: text.bytes.position(of: offset), message: message)
  }

  /// A text that is not YAML, or YAML that stands for no JSON.
  init(_ error: YAMLError, in text: SourceText) {
    var message = MessageParts("\(error)")
    message.suggestion = error.help
    self.init(
      code: error.code.rawValue,
      byteRange: error.byteRange,
      position: error.position,
      message: message)
  }
}

extension Diagnostic {
  /// A key that a later one of the same name overrode.
  init(duplicateKeyAt offset: Int, in text: SourceText) {
    let range = text.bytes.stringRange(at: offset)
    self.init(
      severity: .warning, code: SyntaxError.Code.duplicateKey.rawValue,
      title: (text.isQuotable ? text.bytes.keyName(range) : "this key")
        + " stands in the same object again; the last one counts",
      primary: Label(in: text, at: text.bytes.position(of: offset), byteRange: range),
      help: ["remove all but one of them; --strict rejects duplicate keys"])
  }

  /// - Parameter start: A position before it that is known.
  init(_ warning: YAMLWarning, in text: SourceText, from start: PositionMark = PositionMark()) {
    let position = text.bytes.withByteSlice {
      TextPosition(of: warning.byteRange.lowerBound, in: $0, from: start)
    }
    self.init(
      severity: .warning, code: warning.code.rawValue, title: "\(warning)",
      primary: Label(in: text, at: position, byteRange: warning.byteRange))
  }
}

extension Document {
  /// Whether a document for which there is no schema may have been meant as one: an object with a
  /// member that says how others have to be.
  var looksLikeSchema: Bool {
    let tape = self.tape
    guard tape.kind(of: 0) == .object else { return false }
    let telling = ["$ref", "$defs", "definitions", "properties", "allOf", "anyOf", "oneOf"]
    return tape.members(of: 0).contains { key in
      let name = tape.string(at: key)
      let isContainer = [.object, .array].contains(tape.kind(of: key + 1))
      return telling.contains(name) && (isContainer || name == "$ref")
    } || ["object", "array"].contains { tape.hasType($0) }
  }
}

extension Tape {
  fileprivate func hasType(_ name: String) -> Bool {
    member("type", of: 0).map { kind(of: $0) == .string && string(at: $0) == name } ?? false
  }
}

extension [UInt8] {
  func position(of offset: Int) -> TextPosition {
    withByteSlice { TextPosition(of: offset, in: $0) }
  }

  /// Where the first byte that is no blank and no line end stands.
  var visibleStart: Int { firstIndex { !" \t\r\n".utf8.contains($0) } ?? count }

  /// The length without the blanks and line ends at the end.
  var visibleCount: Int {
    let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    return lastIndex { !blanks.contains($0) }.map { $0 + 1 } ?? 0
  }
}
