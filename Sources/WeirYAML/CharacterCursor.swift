/// Translates libyaml's places, which count characters, to byte offsets.
///
/// One cursor over the whole text that moves to the character asked for. The events of a parse ask
/// for places that hardly ever go back, and then only to the token before, so that all questions
/// together cost linear time.
struct CharacterCursor {
  private let text: [UInt8]
  private let start: Int
  private var character = 0
  private var byte: Int

  /// - Parameters:
  ///   - text: Valid UTF-8 as far as characters are asked for.
  ///   - start: Byte offset of character 0: behind the byte order mark, if there is one.
  init(text: [UInt8], start: Int) {
    self.text = text
    self.start = start
    self.byte = start
  }

  /// The offset of the first byte of a character; the text's length for one behind its end.
  mutating func byteOffset(ofCharacter target: Int) -> Int {
    while character < target, byte < text.count {
      byte += 1
      while byte < text.count, isContinuation(byte) { byte += 1 }
      character += 1
    }
    while character > target, byte > start {
      byte -= 1
      while byte > start, isContinuation(byte) { byte -= 1 }
      character -= 1
    }
    return byte
  }

  private func isContinuation(_ offset: Int) -> Bool { text[offset] & 0xC0 == 0x80 }
}
