import WeirJSON

/// How far the inputs have been read into the outputs, kept as blocks are written.
struct InputProgress: Sendable {
  /// Inputs in the order of the command line; the tail of the current one is behind.
  private var settled: [InputMark]
  private let paths: [String]
  private let framing: Framing
  private var current: Int?
  private var tail = ByteTail()

  /// The bytes before each mark where this start began, for tails that reach back behind it.
  private let startTails: [[UInt8]]

  /// - Parameters:
  ///   - paths: All inputs.
  ///   - marks: Where an earlier start left them, or which file is to be followed.
  init(
    paths: [String], framing: Framing = .ndjson, marks: [InputMark] = [], tails: [[UInt8]] = []
  ) {
    self.paths = paths
    self.framing = framing
    settled = marks
    startTails = tails
  }

  /// The marks of all inputs that have been begun.
  var marks: [InputMark] {
    var marks = settled
    if let current { marks[current].tail = tail.fingerprint }
    return marks
  }

  /// The marks of all inputs, at the end of the last one.
  var marksOfAll: [InputMark] {
    marks + paths[settled.count...].map { InputMark(path: $0) }
  }

  /// Moves on behind what was written of a block.
  ///
  /// - Returns: How many bytes of input that were.
  mutating func advance(past judged: JudgedLines, of block: Block, isLastPart: Bool) -> Int {
    // News about an input, and nothing of it; unless it is that another file has its name.
    guard block.bytesRead > 0 || block.beginsFile else { return 0 }
    select(block.inputIndex, block.origin.input.generation)
    let isWhole = isLastPart && !block.isCut || block.overlong != nil
    let begin = settled[block.inputIndex].offset
    // A line end that was added at the end of an input is not of the input.
    let taken = isWhole ? block.bytesRead : min(judged.end, block.bytesRead)
    let end = max(begin, block.origin.offset + taken)
    var lineCount = judged.lineCount
    if block.overlong != nil {
      block.passedTail.last.withByteSlice { tail.append($0) }
      if framing != .ndjson { lineCount = block.passedLineEnds }
    } else {
      let bytes = block.buffer.bytes(begin - block.origin.offset..<end - block.origin.offset)
      tail.append(bytes)
      if framing != .ndjson { lineCount = bytes.newlineCount }
    }
    settled[block.inputIndex].lines += lineCount
    settled[block.inputIndex].identity = block.inputIdentity
    settled[block.inputIndex].offset = end
    settled[block.inputIndex].endsOpen = isWhole && block.endsOpen
    return end - begin
  }

  private mutating func select(_ index: Int, _ generation: Int) {
    if index != current {
      settled = marks
      while settled.count <= index { settled.append(InputMark(path: paths[settled.count])) }
      current = index
      tail = ByteTail(index < startTails.count ? startTails[index] : [])
    }
    if generation != settled[index].generation {
      settled[index] = InputMark(path: paths[index], generation: generation)
      tail = ByteTail()
    }
  }
}
