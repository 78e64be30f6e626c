/// What stands before a place of a JSON text that is well-formed up to there.
struct SyntaxContext {
  enum Token {
    case opening, name, colon, value, comma
  }

  /// The innermost last.
  var open: [SyntaxCause.OpenBracket] = []

  /// The token right before the place; at the start of the text as behind an opening bracket.
  var last = Token.opening

  /// The first closing bracket that begins its line and is not indented as the line of its partner:
  /// before it, one may be missing.
  var misaligned: SyntaxCause.Closing?

  init(before end: Int, in text: [UInt8]) {
    var offset = 0
    var line = Line(at: 0, in: text)
    var lines: [Line] = []
    while offset < end {
      let byte = text[offset]
      let start = offset
      offset += 1
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): continue
      case UInt8(ascii: "\n"): line = Line(at: offset, in: text)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open.append(SyntaxCause.OpenBracket(byte: byte, byteOffset: start))
        lines.append(line)
        last = .opening
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if let opening = open.popLast(), let partner = lines.popLast(), misaligned == nil,
          start == line.contentOffset, partner.indentation != line.indentation
        {
          misaligned = SyntaxCause.Closing(byte: byte, byteOffset: start, opening: opening)
        }
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

  private struct Line {
    /// Of the first byte that is no blank.
    let contentOffset: Int

    /// Blanks before it.
    let indentation: Int

    init(at start: Int, in text: [UInt8]) {
      let blanks = text[start...].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      contentOffset = blanks.endIndex
      indentation = blanks.count
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
