/// The lines of a text that are not blank, with their numbers in the file.
///
/// A line ends at LF; the CR of a CRLF is not part of it. The last line needs no line end. (Blank lines
/// carry no record: stream contract.)
struct LineSequence: Sequence, IteratorProtocol {
  struct Line: Hashable {
    /// From 1; blank lines count.
    let number: Int

    /// Bytes of the text, without the line end.
    let range: Range<Int>
  }

  private let bytes: [UInt8]
  private var position = 0
  private var number = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func next() -> Line? {
    while position < bytes.count {
      let start = position
      var end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      position = end + 1
      number += 1
      if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      let isBlank = bytes[start..<end].allSatisfy {
        $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
      }
      if !isBlank { return Line(number: number, range: start..<end) }
    }
    return nil
  }
}
