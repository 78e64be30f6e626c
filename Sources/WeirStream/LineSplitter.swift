import WeirJSON

/// Cuts a stream of bytes, which comes in reads of any size, into blocks of whole lines.
///
/// A line ends at LF; the CR of a CRLF belongs to the line. What follows a block's last line end is
/// carried over to the next block. A block without any line end grows, up to the longest line that is
/// allowed; a line beyond that is overlong, and the reader passes it on without holding it.
///
/// However the bytes were cut into reads, the lines are the same. Linear: every byte is looked at
/// once for line ends and carried over at most once.
struct LineSplitter: ~Copyable {
  private let blockBytes: Int
  private let maxRecordBytes: Int
  private var carried: CarriedBytes

  init(blockBytes: Int, maxRecordBytes: Int) {
    self.blockBytes = blockBytes
    self.maxRecordBytes = maxRecordBytes
    carried = CarriedBytes(capacity: blockBytes)
  }

  /// Bytes that were read and belong to no block yet.
  var carriedCount: Int { carried.count }

  /// Begins a block with the carried bytes.
  mutating func begin(_ block: Block) {
    let count = carried.count
    block.buffer.assign(carried)
    carried.removeAll()
    took(count, into: block)
  }

  /// Notes that `count` bytes were read into the block, behind those it had.
  func took(_ count: Int, into block: Block) {
    let old = block.filled
    block.filled += count
    let start = block.origin.offset == 0 && block.hasByteOrderMark ? 3 : 0
    let end = block.buffer.bytes(old..<block.filled).endOfLines(from: 0)
    block.lines = start..<max(start, end > 0 ? old + end : block.lines.upperBound)
  }

  /// Makes room for a read; false for a block that has lines and is full, which is to be passed on.
  func makeRoom(in block: Block) -> Bool {
    let capacity = block.buffer.capacity
    // A block that grew for one line takes no more than the read that ends it: what is carried over
    // has to fit a block that has not grown.
    if capacity > blockBytes, !block.lines.isEmpty { return false }
    guard block.filled == capacity else { return true }
    guard block.lines.isEmpty else { return false }
    // Room for a byte order mark, the longest line, and one byte more, which proves it too long.
    let limit = max(blockBytes, maxRecordBytes + 4)
    block.buffer.resize(to: min(capacity * 2, limit), keeping: block.filled)
    return true
  }

  /// Whether the block holds nothing but the beginning of a line that is longer than allowed.
  func isOverlong(_ block: Block) -> Bool {
    block.lines.isEmpty && block.filled - block.lines.lowerBound > maxRecordBytes
  }

  /// Ends a block that goes on its way: what follows its last line end is carried over.
  mutating func end(_ block: Block) {
    carry(block.buffer.bytes(block.lines.upperBound..<block.filled))
  }

  /// Ends the last block of an input: what follows its last line end is a line too.
  ///
  /// - Parameter isTerminating: Gives that line a line end, since another input follows.
  func endInput(with block: Block, isTerminating: Bool) {
    guard block.filled > block.lines.upperBound else { return }
    if isTerminating { block.buffer.terminate(at: block.filled) }
    block.lines = block.lines.lowerBound..<block.filled + (isTerminating ? 1 : 0)
  }

  /// Keeps bytes for the next block.
  mutating func carry(_ bytes: ByteSlice) {
    carried.assign(bytes)
  }

  /// Forgets the carried bytes: their input failed, so nobody knows how their line goes on.
  mutating func dropCarriedBytes() {
    carried.removeAll()
  }
}

extension Block {
  /// Whether the buffer begins with U+FEFF, which is no content at the start of an input.
  fileprivate var hasByteOrderMark: Bool {
    guard filled >= 3 else { return false }
    let bytes = buffer.bytes(0..<3)
    return bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
  }

  /// Physical lines of the block, a last one without line end included.
  var lineCount: Int {
    guard !lines.isEmpty else { return 0 }
    let bytes = buffer.bytes(lines)
    return bytes.newlineCount + (bytes[bytes.count - 1] == UInt8(ascii: "\n") ? 0 : 1)
  }
}
