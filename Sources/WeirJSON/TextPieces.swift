// What stands at a place of a text, for those who point at it.

extension [UInt8] {
  /// The bytes of the scalar that begins at `offset`; empty at the end of the text and of a line.
  package func scalarRange(at offset: Int) -> Range<Int> {
    guard offset < count else { return count..<count }
    if self[offset] == UInt8(ascii: "\n") || self[offset] == UInt8(ascii: "\r") {
      return offset..<offset
    }
    var end = offset + 1
    while end < count, self[end] & 0xC0 == 0x80 { end += 1 }
    return offset..<end
  }

  /// The bytes of the JSON string that begins at `offset`, quotes included.
  package func stringRange(at offset: Int) -> Range<Int> {
    var end = offset + 1
    while end < count, self[end] != UInt8(ascii: "\"") {
      end += self[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    return offset..<Swift.min(end + 1, count)
  }

  /// Whether one of the quotes of word processors is there: U+2018 to U+201F, in UTF-8.
  func hasCurvedQuote(at offset: Int) -> Bool {
    offset + 2 < count && self[offset] == 0xE2 && self[offset + 1] == 0x80
      && 0x98...0x9F ~= self[offset + 2]
  }

  /// The decoded bytes of the JSON string that begins at `offset`; nil if none does.
  func stringContent(at offset: Int) -> [UInt8]? {
    var document = Document()
    guard (try? document.parse(Array(self[stringRange(at: offset)]))) != nil else { return nil }
    return document.tape.bytes(at: 0)
  }
}

extension SyntaxError {
  /// The bytes at fault: a key that stands twice whole, else one character.
  package func byteRange(in text: [UInt8]) -> Range<Int> {
    code == .duplicateKey ? text.stringRange(at: byteOffset) : text.scalarRange(at: byteOffset)
  }
}
