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
  /// For many offsets, see `PositionCursor`.
  ///
  /// A line ends at LF; the CR of a CRLF belongs to the line before. In malformed UTF-8 every byte
  /// that is no continuation byte counts as one column.
  ///
  /// - Parameter start: A position before it that is known.
  package init(
    of byteOffset: Int, in text: ByteSlice, from start: PositionMark = PositionMark()
  ) {
    var cursor = PositionCursor(text, from: start)
    self = cursor.position(of: byteOffset)
  }
}

/// An offset in a text whose position is known, to go on from.
package struct PositionMark: Sendable {
  fileprivate var byteOffset = 0
  fileprivate var line = 1
  fileprivate var column = 1

  /// The beginning of a text.
  package init() {}
}

/// Finds the positions of many offsets in one text. Offsets in ascending order take one walk over
/// the text together, eight bytes a step.
package struct PositionCursor {
  private let text: ByteSlice
  private let start: PositionMark
  private var offset: Int
  private var line: Int
  private var column: Int

  /// - Parameter start: Where the walk begins; offsets before it cost one from the text's beginning.
  package init(_ text: ByteSlice, from start: PositionMark = PositionMark()) {
    self.text = text
    self.start = start
    offset = start.byteOffset
    line = start.line
    column = start.column
  }

  package mutating func position(of byteOffset: Int) -> TextPosition {
    move(to: byteOffset)
    return TextPosition(line: line, column: column)
  }

  /// The same, to begin there later.
  package mutating func mark(at byteOffset: Int) -> PositionMark {
    move(to: byteOffset)
    var mark = PositionMark()
    mark.byteOffset = offset
    mark.line = line
    mark.column = column
    return mark
  }

  private mutating func move(to byteOffset: Int) {
    let target = min(max(byteOffset, 0), text.count)
    if target < offset {
      self = PositionCursor(text, from: target < start.byteOffset ? PositionMark() : start)
    }
    while offset < target { advance(to: target) }
  }

  private mutating func advance(to target: Int) {
    if offset + 8 <= target {
      let word = text.word(at: offset)
      if !word.hasNewline {
        column += 8 - word.continuationByteCount
        offset += 8
        return
      }
    }
    for byte in offset..<min(offset + 8, target) { count(text[byte]) }
    offset = min(offset + 8, target)
  }

  private mutating func count(_ byte: UInt8) {
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }
}

extension UInt64 {
  /// Whether one of the eight bytes is LF: the known test for a zero byte, on the word's difference.
  fileprivate var hasNewline: Bool {
    let difference = self ^ 0x0A0A_0A0A_0A0A_0A0A
    return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080 != 0
  }

  /// How many of the eight bytes continue a UTF-8 sequence: the high bit set, the next one clear.
  fileprivate var continuationByteCount: Int {
    (self & ~(self << 1) & 0x8080_8080_8080_8080).nonzeroBitCount
  }
}
