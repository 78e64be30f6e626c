/// What stands before a place of a JSON text that is well-formed up to there.
struct SyntaxContext {
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
