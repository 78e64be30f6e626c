/// Parses the lines of a block one after the other with one index for all of them: a short line by
/// itself spends a fifth of its time on the index's beginning and end.
///
/// Its business are well-formed lines. Where one is not, or where something near it has a fault in its
/// bytes, it says so, and the line is to be parsed by itself, which finds the fault and its place. The
/// line feed behind a line cannot stand in a string, so that without such a fault every line begins
/// outside one.
///
/// Cost: linear in the lines. A fault leaves the lines behind it to be parsed by themselves as far as the
/// index had gone, which is one window at most.
package struct LineParser: ~Copyable {
  private var document: Document
  private var block: ByteSlice
  /// Where in the block the indexed text begins.
  private var origin = 0
  /// Where in the block a new index may begin; `Int.max` while the present one serves.
  private var restart = 0
  /// The first entry of the index that no line has taken.
  private var position = 0

  package init(options: DocumentOptions) {
    document = Document(options: options)
    block = document.text
  }

  /// Announces that the lines to come lie in `block`, in order. The promise of
  /// `Document.parse(borrowing:)` applies, until the next announcement.
  package mutating func expect(_ block: ByteSlice) {
    // An index has offsets of 32 bits.
    self.block = block.count < Int(UInt32.max) ? block : block[0..<0]
    restart = 0
  }

  /// Parses one of the lines, given without its line feed. Returns false, and has no tape, where it is
  /// to be parsed by itself.
  package mutating func parse(_ line: ByteSlice) -> Bool {
    guard let start = block.offset(of: line) else { return false }
    if start >= restart {
      document.index.start(block[start..<block.count])
      origin = start
      position = 0
      restart = .max
    }
    guard restart == .max, start == origin || isBehindLineFeed(start) else { return false }
    if takeLine(from: start &- origin, to: start &- origin &+ line.count) { return true }
    restart = origin &+ document.index.extent
    return false
  }

  /// The result of the last `parse` that returned true. Its places count from somewhere in front of
  /// the line.
  package var tape: Tape { document.tape }

  private mutating func takeLine(from start: Int, to end: Int) -> Bool {
    seek(start)
    guard Int(document.index.offsets[position]) < end else { return false }
    document.text = block[origin..<origin &+ end]
    document.forgetDuplicates()
    do throws(SyntaxError) {
      position = try document.buildTape(from: position)
    } catch {
      return false
    }
    // The walk stops behind a value, wherever that is: it may have gone on into the next line.
    let offsets = document.index.offsets
    guard Int(offsets[position &- 1]) < end, Int(offsets[position]) >= end else { return false }
    return !document.index.hasByteError && isWhole(to: end)
  }

  /// Goes to the first entry at `start` or behind it, past blanks and what was parsed by itself.
  @inline(__always)
  private mutating func seek(_ start: Int) {
    if document.index.nextEscape < start { document.index.skipEscapes(to: start) }
    while true {
      if position >= document.index.limit, !document.index.isComplete {
        document.index.advance(past: position)
        position = 0
      }
      if Int(document.index.offsets[position]) >= start { return }
      if position >= document.index.count { return }
      position &+= 1
    }
  }

  /// Whether no string of what was passed over can reach to `start` of the block: it would have had a
  /// line feed in it.
  @inline(__always)
  private func isBehindLineFeed(_ start: Int) -> Bool {
    start > origin && block[start &- 1] == UInt8(ascii: "\n")
  }

  /// Whether a line ends at `end` of the indexed text. A line feed there has ended a string or a UTF-8
  /// sequence badly, which is an error that the index tells.
  @inline(__always)
  private func isWhole(to end: Int) -> Bool {
    origin &+ end < block.count
      ? block[origin &+ end] == UInt8(ascii: "\n") : !document.index.endsInside
  }
}
