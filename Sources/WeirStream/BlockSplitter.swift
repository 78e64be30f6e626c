import WeirJSON

/// Cuts a stream of bytes, which comes in reads of any size, into blocks of whole records.
///
/// A line ends at LF; the CR of a CRLF belongs to the line. Where records are not lines, a
/// `RecordFramer` finds them, `Block.maxRecords` for one block. What follows a block's last record is
/// carried over to the next block. A
/// block without the end of any record grows, up to the longest record that is allowed; one beyond that
/// is overlong, and the reader passes it on without holding it.
///
/// However the bytes were cut into reads, the records are the same. Linear: every byte is looked at
/// once for ends of records and carried over at most once.
struct BlockSplitter: ~Copyable {
  private let blockBytes: Int
  private let maxRecordBytes: Int
  private let framing: Framing
  private var framer: RecordFramer?
  private var carried: CarriedBytes

  init(blockBytes: Int, maxRecordBytes: Int, framing: Framing) {
    self.blockBytes = blockBytes
    self.maxRecordBytes = maxRecordBytes
    self.framing = framing
    framer = RecordFramer(framing)
    carried = CarriedBytes(capacity: blockBytes)
  }

  /// Begins a block with the carried bytes.
  mutating func begin(_ block: Block) {
    let count = carried.count
    block.buffer.assign(carried)
    carried.removeAll()
    took(count, into: block)
  }

  /// Notes that `count` bytes were read into the block, behind those it had.
  mutating func took(_ count: Int, into block: Block) {
    let old = block.filled
    block.filled += count
    let start = block.markLength
    guard framer == nil else { return frame(block, from: start) }
    let end = block.buffer.bytes(old..<block.filled).endOfLines(from: 0)
    block.lines = start..<max(start, end > 0 ? old + end : block.lines.upperBound)
  }

  private mutating func frame(_ block: Block, from start: Int) {
    // Half a byte order mark looks like the beginning of a record.
    if block.mayBecomeByteOrderMark { return }
    framer?.skip(to: start)
    framer?.scan(
      block.buffer.bytes(0..<block.filled), upTo: Block.maxRecords, into: &block.records)
    block.lines = start..<max(start, framer?.openStart ?? framer?.position ?? block.filled)
  }

  /// Makes room for a read; false for a block that has records and is full, which is to be passed on.
  func makeRoom(in block: Block) -> Bool {
    let capacity = block.buffer.capacity
    if block.records.count >= Block.maxRecords { return false }
    // A block that grew for one record takes no more than the read that ends it: what is carried over
    // has to fit a block that has not grown.
    if capacity > blockBytes, !block.lines.isEmpty { return false }
    guard block.filled == capacity else { return true }
    guard block.lines.isEmpty else { return false }
    // Room for a byte order mark, a separator, the longest record, and one byte more, which proves it
    // too long.
    let limit = max(blockBytes, maxRecordBytes + 5)
    block.buffer.resize(to: min(capacity * 2, limit), keeping: block.filled)
    return true
  }

  /// Whether the block holds nothing but the beginning of a record that is longer than allowed.
  func isOverlong(_ block: Block) -> Bool {
    block.lines.isEmpty && block.filled - openTextStart(in: block) > maxRecordBytes
  }

  /// Where the text begins of a record that the block holds no end of.
  func openTextStart(in block: Block) -> Int {
    framer == nil ? block.lines.lowerBound : framer?.openTextStart ?? block.filled
  }

  /// Ends a block that goes on its way: what follows its last record is carried over.
  mutating func end(_ block: Block) {
    framer?.rebase(by: block.lines.upperBound)
    carried.assign(block.buffer.bytes(block.lines.upperBound..<block.filled))
  }

  /// Ends the last block of an input: what follows its last record is a record too.
  ///
  /// - Parameter isTerminating: Gives a last line a line end, since another input follows.
  mutating func endInput(with block: Block, isTerminating: Bool) {
    guard framer == nil else { return endFramedInput(with: block) }
    guard block.filled > block.lines.upperBound else { return }
    if isTerminating { block.buffer.terminate(at: block.filled) }
    block.lines = block.lines.lowerBound..<block.filled + (isTerminating ? 1 : 0)
  }

  private mutating func endFramedInput(with block: Block) {
    let bytes = block.buffer.bytes(0..<block.filled)
    framer?.scan(bytes, upTo: .max, into: &block.records)
    framer?.endInput(bytes, into: &block.records)
    block.lines = block.lines.lowerBound..<block.filled
  }

  /// Forgets the carried bytes: their input failed, so nobody knows how their record goes on.
  mutating func dropCarriedBytes() {
    framer = RecordFramer(framing)
    carried.removeAll()
  }
}

/// Records too long to be held, which pass by in pieces.
extension BlockSplitter {
  /// Begins to look for the end of the record that a block holds nothing but the beginning of.
  mutating func beginPassing(_ block: Block) {
    framer?.rebase(by: block.filled)
  }

  /// The next piece of it.
  ///
  /// - Returns: Where the record's text ends and what behind it begins; nil if it does not end here.
  mutating func endOfPassing(in piece: ByteSlice) -> (text: Int, next: Int)? {
    guard framer != nil else {
      let end = piece.nextNewline(from: 0)
      return end < piece.count ? (end, end + 1) : nil
    }
    var records: [FramedRecord] = []
    framer?.scan(piece, upTo: 1, into: &records)
    guard let record = records.first else {
      framer?.rebase(by: piece.count)
      return nil
    }
    return (record.bytes.upperBound, record.whole.upperBound)
  }

  /// Carries over what is behind the record.
  mutating func endPassing(carrying bytes: ByteSlice) {
    // The carried bytes have not been looked at: the next block begins there.
    if let position = framer?.position { framer?.rebase(by: position) }
    carried.assign(bytes)
  }
}

extension Block {
  /// Length of the U+FEFF that the input begins with, which is no content there.
  fileprivate var markLength: Int {
    guard origin.offset == 0, filled >= 3 else { return 0 }
    return beginsLikeByteOrderMark ? 3 : 0
  }

  fileprivate var mayBecomeByteOrderMark: Bool {
    origin.offset == 0 && filled < 3 && beginsLikeByteOrderMark
  }

  private var beginsLikeByteOrderMark: Bool {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = buffer.bytes(0..<min(filled, 3))
    return (0..<bytes.count).allSatisfy { bytes[$0] == mark[$0] }
  }
}
