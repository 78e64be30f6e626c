/// Translates libyaml's places, which count characters, to byte offsets.
///
/// One cursor over the whole text that moves to the character asked for. The events of a parse ask
/// for places that hardly ever go back, and then only to the token before, so that all questions
/// together cost linear time; where the text is ASCII, next to none.
struct CharacterCursor {
  private let text: [UInt8]
  private let start: Int
  private var character = 0
  private var byte: Int
  /// Not before `byte`: up to here each byte is a character.
  private var endOfASCII: Int

  /// - Parameters:
  ///   - text: Valid UTF-8 as far as characters are asked for.
  ///   - start: Byte offset of character 0: behind the byte order mark, if there is one.
  init(text: [UInt8], start: Int) {
    self.text = text
    self.start = start
    byte = start
    endOfASCII = text.firstNonASCII(from: start)
  }

  /// The offset of the first byte of a character; the text's length for one behind its end.
  mutating func byteOffset(ofCharacter target: Int) -> Int {
    while character < target, byte < text.count {
      let step = min(target - character, endOfASCII - byte)
      character += step
      byte += step
      guard character < target, byte < text.count else { break }
      byte += 1
      while byte < text.count, isContinuation(byte) { byte += 1 }
      character += 1
      endOfASCII = text.firstNonASCII(from: byte)
    }
    while character > target, byte > start {
      byte -= 1
      while byte > start, isContinuation(byte) { byte -= 1 }
      character -= 1
      if text[byte] >= 0x80 { endOfASCII = byte }
    }
    return byte
  }

  private func isContinuation(_ offset: Int) -> Bool { text[offset] & 0xC0 == 0x80 }
}

extension [UInt8] {
  /// The offset of the first byte that is not ASCII, from `start` on; the end if there is none.
  fileprivate func firstNonASCII(from start: Int) -> Int {
    var offset = start
    let bytes = span
    // In runs without an exit, which the compiler makes vectors of.
    while offset + 64 <= bytes.count {
      var seen: UInt8 = 0
      for index in offset..<offset + 64 { seen |= bytes[index] }
      if seen >= 0x80 { break }
      offset += 64
    }
    while offset < bytes.count, bytes[offset] < 0x80 { offset += 1 }
    return offset
  }
}
