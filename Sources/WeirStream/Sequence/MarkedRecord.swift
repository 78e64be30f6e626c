import WeirJSON

/// An accepted record that is marked, and where it stands. Trivial to copy: there is one for each record.
struct MarkedRecord {
  let mark: RecordMark

  /// Its bytes and its line end: in the block, or in what was judged of it.
  let run: JudgedLines.Run

  /// Where its line stands in the block's input: offset in bytes, and number from 1.
  let offset: Int
  let line: Int

  /// Where that line ends in the block's buffer.
  let end: Int

  /// Lines of the same part of a block before it.
  let linesBefore: Int

  func place(in block: Block) -> InputPosition {
    InputPosition(input: block.origin.input, offset: offset, line: line)
  }

  /// Lends its bytes, line end included.
  func withBytes<Result>(
    in judged: JudgedLines, _ block: Block, _ body: (ByteSlice) -> Result
  ) -> Result {
    run.isInText
      ? judged.text.withByteSlice { body($0[run.bytes]) } : body(block.buffer.bytes(run.bytes))
  }
}

extension JudgedLines {
  /// Adds an accepted record where it stands.
  mutating func append(_ record: MarkedRecord) {
    marks.append(record)
    acceptedCount += 1
    let run = record.run
    // A run ends at a rejected line, so that what follows that one can be dropped.
    if let last = runs.last, last.isInText == run.isInText, !last.needsLineEnd,
      last.bytes.upperBound == run.bytes.lowerBound, rejects.last?.runsBefore != runs.count
    {
      runs[runs.count - 1] = Run(
        bytes: last.bytes.lowerBound..<run.bytes.upperBound, lineCount: last.lineCount + 1,
        needsLineEnd: run.needsLineEnd, isInText: run.isInText)
    } else {
      runs.append(run)
    }
  }
}
