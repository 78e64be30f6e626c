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
    acceptedCount &+= 1
    let run = record.run
    let last = runs.count &- 1
    // A run ends at a rejected line, so that what follows that one can be dropped.
    if last >= 0, runs[last].isContinued(by: run), rejects.last?.runsBefore != runs.count {
      runs[last].bytes = runs[last].bytes.lowerBound..<run.bytes.upperBound
      runs[last].lineCount &+= 1
      runs[last].needsLineEnd = run.needsLineEnd
    } else {
      runs.append(run)
    }
  }
}

extension JudgedLines.Run {
  /// Whether the other one stands right behind it.
  fileprivate func isContinued(by next: Self) -> Bool {
    isInText == next.isInText && !needsLineEnd && bytes.upperBound == next.bytes.lowerBound
  }
}
