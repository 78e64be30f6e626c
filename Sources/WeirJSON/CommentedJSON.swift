/// JSON with comments (`//` to the end of the line, `/* */`) and trailing commas, as editors write their
/// settings ("JSONC"), turned into JSON text of the same length: what JSON does not have becomes
/// blanks, so that every offset, and with it every place, stays.
package enum CommentedJSON {
  /// The text without comments, and without commas behind the last of some members or elements.
  ///
  /// Line ends in comments stay. Anything else that is wrong is left for the parser to find.
  ///
  /// - Throws: `SyntaxError.unclosedComment` at the comment's beginning.
  ///
  /// Linear; one allocation.
  package static func blanked(_ text: [UInt8]) throws(SyntaxError) -> [UInt8] {
    var scan = Scan(text)
    try scan.run()
    return scan.text
  }
}

private struct Scan {
  var text: [UInt8]
  private var offset = 0

  /// The last byte that is neither a blank nor of a comment, behind which a comma may stand, and that
  /// comma, as long as nothing follows it.
  private var last: UInt8 = 0
  private var comma: Int?

  init(_ text: [UInt8]) { self.text = text }

  mutating func run() throws(SyntaxError) {
    while offset < text.count {
      switch text[offset] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        offset += 1
      case UInt8(ascii: "/") where next == UInt8(ascii: "/"): blankLine()
      case UInt8(ascii: "/") where next == UInt8(ascii: "*"): try blankBlock()
      case UInt8(ascii: "\""):
        skipString()
        note(UInt8(ascii: "\""))
      case UInt8(ascii: ","):
        let isBehindValue = last != 0 && !"[{,:".utf8.contains(last)
        note(UInt8(ascii: ","))
        if isBehindValue { comma = offset }
        offset += 1
      case let byte:
        if let comma, byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
          text[comma] = UInt8(ascii: " ")
        }
        note(byte)
        offset += 1
      }
    }
  }

  private var next: UInt8 { offset + 1 < text.count ? text[offset + 1] : 0 }

  private mutating func note(_ byte: UInt8) {
    last = byte
    comma = nil
  }

  private mutating func skipString() {
    offset += 1
    while offset < text.count, text[offset] != UInt8(ascii: "\"") {
      offset += text[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    offset += 1
  }

  private mutating func blankLine() {
    while offset < text.count, !isLineEnd(text[offset]) { blank() }
  }

  private mutating func blankBlock() throws(SyntaxError) {
    let start = offset
    blank()
    blank()
    while offset < text.count, text[offset] != UInt8(ascii: "*") || next != UInt8(ascii: "/") {
      if isLineEnd(text[offset]) { offset += 1 } else { blank() }
    }
    guard offset < text.count else { throw SyntaxError(.unclosedComment, at: start) }
    blank()
    blank()
  }

  private mutating func blank() {
    text[offset] = UInt8(ascii: " ")
    offset += 1
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}
