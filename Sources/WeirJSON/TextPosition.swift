/// A place in a text for people: line and column, both from 1; columns count Unicode scalars.
public struct TextPosition: Hashable, Sendable {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

extension TextPosition {
  /// The position of `byteOffset` in `text`. Linear in the offset; made only when someone asks.
  ///
  /// A line ends at LF; the CR of a CRLF belongs to the line before. In malformed UTF-8 every byte
  /// that is no continuation byte counts as one column.
  package init(of byteOffset: Int, in text: ByteSlice) {
    var line = 1
    var column = 1
    for index in 0..<min(max(byteOffset, 0), text.count) {
      let byte = text[index]
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(line: line, column: column)
  }
}
