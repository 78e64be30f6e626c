/// Why a text is not acceptable JSON, and where.
///
/// Data only: `description` is the one place where its text is made.
public struct SyntaxError: Error, Hashable, Sendable {
  /// What is wrong. The raw value is the stable code that reports and quarantine records carry.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    case empty = "decode.empty"
    case unexpectedEnd = "decode.unexpected_end"
    case unexpectedByte = "decode.unexpected_byte"
    case trailingContent = "decode.trailing_content"
    case literal = "decode.literal"
    case number = "decode.number"
    case escape = "decode.escape"
    case loneSurrogate = "decode.lone_surrogate"
    case controlCharacter = "decode.control_character"
    case unterminatedString = "decode.unterminated_string"
    case utf8 = "decode.utf8"
    case byteOrderMark = "decode.byte_order_mark"
    case comment = "decode.comment"
    case unclosedComment = "decode.unclosed_comment"
    case nul = "decode.nul"
    case duplicateKey = "decode.duplicate_key"
    case depth = "limit.depth"
    case numberLength = "limit.number_length"
    case size = "limit.size"
  }

  public let code: Code

  /// Offset in bytes, from 0, of the first wrong byte; the text's length when it ended too early.
  public let byteOffset: Int

  public init(_ code: Code, at byteOffset: Int) {
    self.code = code
    self.byteOffset = byteOffset
  }
}

extension SyntaxError: CustomStringConvertible {
  /// One line for people, without the place.
  public var description: String {
    switch code {
    case .empty: "nothing here: a JSON value was expected"
    case .unexpectedEnd: "the text ends before the value is complete"
    case .unexpectedByte: "this character cannot stand here"
    case .trailingContent: "something follows the end of the value"
    case .literal: "not a JSON value; expected true, false, null, a number, a string, [ or {"
    case .number: "not a JSON number"
    case .escape: "not a JSON escape sequence"
    case .loneSurrogate: "a lone surrogate escape stands for no character"
    case .controlCharacter: "a control character in a string must be written as an escape"
    case .unterminatedString: "this string is never closed"
    case .utf8: "not valid UTF-8"
    case .byteOrderMark: "a byte order mark may only stand at the very start"
    case .comment: "JSON has no comments"
    case .unclosedComment: "this comment is never closed"
    case .nul: "a NUL byte cannot stand in JSON"
    case .duplicateKey: "this key stands in the same object twice"
    case .depth: "nested deeper than the limit allows"
    case .numberLength: "this number has more digits than the limit allows"
    case .size: "larger than the limit allows"
    }
  }
}
