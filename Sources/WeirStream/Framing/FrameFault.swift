import WeirJSON
import WeirSchema

/// A record that stands wrongly in its stream. Its code is stable.
enum FrameFault: String, Hashable, Sendable {
  /// A sequence's text without the separator before it.
  case missingSeparator = "frame.missing_separator"

  /// A sequence's number or literal that nothing ends: the rest of it may be missing.
  case truncated = "frame.truncated"

  /// A comma, a colon or a closing bracket where a value has to begin.
  case stray = "frame.stray"

  /// An input that is no array.
  case notAnArray = "frame.not_an_array"

  /// An element right behind another one.
  case missingComma = "frame.missing_comma"

  /// A comma with no element before or behind it.
  case missingElement = "frame.missing_element"

  /// An array that the input's end cut off. There is no text to it.
  case unclosed = "frame.unclosed_array"

  /// A value behind the end of the array.
  case trailing = "frame.trailing"

  var message: String {
    switch self {
    case .missingSeparator: "no record separator (0x1E) stands before this text (RFC 7464)"
    case .truncated:
      "no white space ends this number or literal, so the rest may be missing (RFC 7464 section 2.4)"
    case .stray: "no value begins with this"
    case .notAnArray: "the input is not an array, which --framing array asks for"
    case .missingComma: "no comma stands between this element and the one before"
    case .missingElement: "an element is missing beside a comma"
    case .unclosed: "the input ends inside its array"
    case .trailing: "the array has ended before this"
    }
  }
}

extension Report {
  /// The report on a record that is rejected without a look into it.
  init(frameCode code: String, message: String) {
    self.init(
      errors: [
        ValidationError(
          code: code, byteRange: 0..<0, position: TextPosition(line: 1, column: 1),
          message: message)
      ], isTruncated: false)
  }
}
