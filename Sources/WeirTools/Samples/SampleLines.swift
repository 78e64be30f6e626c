import WeirJSON
import WeirLoad

/// The lines of a file, block by block: memory is bounded by the longest line that is allowed, whatever
/// the file's size.
///
/// A line ends at LF, the last one also at the end of the file. A byte order mark at the start is
/// passed over.
struct SampleLines: ~Copyable {
  /// Where a line stands in the file.
  struct Place: Hashable {
    /// From 1.
    var line = 1
    var byteOffset = 0
  }

  enum Piece {
    /// Whole lines with their ends, of which the last may have none. Behind them are
    /// `Document.padding` readable bytes.
    case lines(ByteSlice)

    /// A line of more bytes than are allowed, by its beginning.
    case tooLong(ByteSlice)
  }

  private let file: FileBlocks
  private let maxLineBytes: Int

  /// What has been read and not yet lent is in `0..<count`.
  private var buffer: [UInt8]
  private var count = 0
  private var place = Place()
  private var isAtStart = true

  /// Whether the rest of a line that is too long is to be passed over.
  private var isInLongLine = false

  private static let blockBytes = 1 << 20

  init(_ path: String, maxLineBytes: Int) throws(FileError) {
    file = try FileBlocks(path)
    self.maxLineBytes = maxLineBytes
    buffer = Array(repeating: 0, count: Self.blockBytes + Document.padding)
  }

  /// Reads on, and lends what is whole.
  ///
  /// - Returns: False at the end of the file.
  mutating func next(_ body: (Piece, Place) -> Void) throws(FileError) -> Bool {
    if buffer.count - count < Self.blockBytes / 2 + Document.padding {
      buffer += repeatElement(0, count: Self.blockBytes)
    }
    let received = try file.read(
      into: &buffer, from: count, limit: buffer.count - Document.padding)
    let old = count
    count += received
    guard received > 0 else {
      if count > 0, !isInLongLine { lend(count, body) }
      return false
    }
    if isAtStart { skipByteOrderMark() }
    if isInLongLine, !endLongLine() { return true }
    if let end = buffer[min(old, count)..<count].lastIndex(of: UInt8(ascii: "\n")) {
      lend(end + 1, body)
    }
    if count > maxLineBytes { beginLongLine(body) }
    return true
  }

  /// Lends the first `end` bytes, and moves what is behind them to the front.
  private mutating func lend(_ end: Int, _ body: (Piece, Place) -> Void) {
    buffer.withByteSlice { body(.lines($0[0..<end]), place) }
    drop(end)
  }

  private mutating func beginLongLine(_ body: (Piece, Place) -> Void) {
    buffer.withByteSlice { body(.tooLong($0[0..<maxLineBytes]), place) }
    place.byteOffset += count
    count = 0
    isInLongLine = true
  }

  /// Passes over the rest of a line; false if it goes on.
  private mutating func endLongLine() -> Bool {
    let end = buffer[0..<count].firstIndex(of: UInt8(ascii: "\n"))
    drop(end.map { $0 + 1 } ?? count)
    isInLongLine = end == nil
    return !isInLongLine
  }

  private mutating func drop(_ end: Int) {
    for index in 0..<end where buffer[index] == UInt8(ascii: "\n") { place.line += 1 }
    place.byteOffset += end
    for index in end..<count { buffer[index - end] = buffer[index] }
    count -= end
  }

  /// Decides once three bytes are there: a shorter text has no mark.
  private mutating func skipByteOrderMark() {
    guard count >= 3 else { return }
    isAtStart = false
    if buffer[0..<3].elementsEqual([0xEF, 0xBB, 0xBF]) { drop(3) }
  }
}
