import WeirJSON

/// Reads the inputs, one after the other, into blocks of whole lines.
///
/// One worker at a time uses it. A block goes on its way as soon as it is full, or has lines and no
/// more bytes are waiting: so that a file is read in large pieces, and a line that trickles in through
/// a pipe is not kept back.
struct BlockReader: ~Copyable {
  private let settings: ReaderSettings
  private let system: any SystemCalls
  private let stop: StopRequest

  private var splitter: BlockSplitter
  private var waitingInputs: ArraySlice<InputName>
  private var input: InputFile?
  private var inputIndex = -1

  /// The last input, once it is its turn, if it is read on beyond its end.
  private var followed: FollowedInput?

  /// What to say when the blocks before it have gone on their way.
  private var failure: InputFailure?

  /// Where the next block begins.
  private var position = InputPosition(input: InputName(path: "-"), offset: 0, line: 1)

  /// Number of blocks filled.
  private var ticket = 0

  init(
    _ inputs: [InputName], settings: ReaderSettings, system: any SystemCalls, stop: StopRequest
  ) {
    self.settings = settings
    self.system = system
    self.stop = stop
    splitter = BlockSplitter(
      blockBytes: settings.blockBytes, maxRecordBytes: settings.maxRecordBytes,
      framing: settings.framing)
    waitingInputs = inputs[...]
  }

  /// Fills the block with the next lines, or with news about an input. False when all is read, or
  /// when somebody asked for the end.
  mutating func fill(_ block: Block) -> Bool {
    while !stop.isRequested {
      if input == nil {
        guard openNext(block) else { return block.notices.isEmpty ? false : issue(block) }
        describe(block)
        // That does not wait for its first line.
        if block.beginsFile { return issue(block) }
      }
      describe(block)
      splitter.begin(block)
      do throws(InputFailure) {
        if let failure = failure.take() { throw failure }
        if try readLines(into: block) { return issue(block) }
      } catch {
        // What is whole before the failure is judged first.
        if block.lines.isEmpty { fail(error, block) } else { postpone(error, block) }
        return issue(block)
      }
    }
    return fillWithRest(block)
  }

  /// After a signal: the whole records that were read with others and did not fit their block. Where a
  /// later start goes on, it reads them again.
  private mutating func fillWithRest(_ block: Block) -> Bool {
    guard case .signal = stop.reason, !settings.isRecoverable, input != nil, failure == nil else {
      return false
    }
    describe(block)
    splitter.begin(block)
    guard !block.lines.isEmpty else { return false }
    splitter.end(block)
    advance(past: block, bytes: block.lines.upperBound)
    return issue(block)
  }

  private mutating func describe(_ block: Block) {
    block.origin = position
    block.inputIndex = inputIndex
    block.inputIdentity = input?.identity ?? .stream
    // Its name may be another file's by the time somebody reads it again.
    block.isRereadable = followed == nil && input?.isRereadable ?? false
  }

  private mutating func issue(_ block: Block) -> Bool {
    block.ticket = ticket
    ticket += 1
    return true
  }

  /// Opens the next input; false when there is none, or when it failed, which the block then tells.
  private mutating func openNext(_ block: Block) -> Bool {
    if followed != nil { return openFollowed(block) }
    guard let name = waitingInputs.popFirst() else { return false }
    inputIndex += 1
    let mark =
      inputIndex < settings.marks.count ? settings.marks[inputIndex] : InputMark(path: name.path)
    // Whatever is behind a last line that was given a line end would be the rest of that line.
    if mark.endsOpen { return openNext(block) }
    position = InputPosition(
      input: InputName(path: name.path, generation: mark.generation), offset: mark.offset,
      line: mark.lines + 1)
    if waitingInputs.isEmpty, let follow = settings.follow {
      followed = FollowedInput(
        mark, follow, maxExpansion: settings.maxExpansion, system: system)
      return openFollowed(block)
    }
    do {
      var opened = try InputFile(
        name, identifying: settings.isRecoverable, maxExpansion: settings.maxExpansion,
        system: system)
      switch try opened.goOn(at: mark, stop: stop) {
      case .ready: break
      case .stopped: return false
      case .changed:
        block.notices.append(.changed(name))
        waitingInputs = []
        return false
      }
      input = consume opened
      return true
    } catch {
      giveUp(name, error, block)
      return false
    }
  }

  /// Opens the file to follow, or the one that took its place; waits for one that is not there.
  private mutating func openFollowed(_ block: Block) -> Bool {
    do throws(InputFailure) {
      while !stop.isRequested {
        if var opened = try followed?.open() {
          if let name = followed?.name, name != position.input {
            position = InputPosition(input: name, offset: 0, line: 1)
            block.beginsFile = true
            if let news = followed?.news { block.notices.append(news) }
          } else if position.offset > 0 {
            try opened.seek(to: position.offset)
          }
          input = consume opened
          return true
        }
        let readiness = try followed?.rest(stop: stop, output: settings.watchedOutput)
        if readiness == .outputClosed { stop.request(.outputClosed) }
      }
    } catch {
      giveUp(position.input, error, block)
    }
    return false
  }

  /// Says that an input cannot be read. Where a later start could read it, what comes behind it in
  /// the order of the inputs is left to that start.
  private mutating func giveUp(_ name: InputName, _ error: InputFailure, _ block: Block) {
    block.notices.append(.unreadable(name, error))
    if settings.isRecoverable { waitingInputs = [] }
    followed = nil
  }

  private mutating func postpone(_ error: InputFailure, _ block: Block) {
    splitter.end(block)
    advance(past: block, bytes: block.lines.upperBound)
    failure = error
  }

  /// Nobody knows how the line that was under way goes on: it is not judged.
  private mutating func fail(_ error: InputFailure, _ block: Block) {
    giveUp(position.input, error, block)
    block.lines = 0..<0
    block.bytesRead = 0
    block.records.removeAll(keepingCapacity: true)
    splitter.dropCarriedBytes()
    input = nil
  }

  /// Reads until the block has lines to go with. False when the input ended without any, or on a
  /// request to stop.
  private mutating func readLines(into block: Block) throws(InputFailure) -> Bool {
    filling: while true {
      if splitter.isOverlong(block) { return try readOverlongLine(into: block) }
      guard splitter.makeRoom(in: block) else { break }
      let mayWait = block.lines.isEmpty || settings.fillsBlocks
      switch try read(into: block, from: block.filled, mayWait: mayWait) {
      case .bytes(let count): splitter.took(count, into: block)
      case .end: return endInput(block)
      case .nothingNow:
        if block.lines.isEmpty { return false }
        break filling
      }
    }
    splitter.end(block)
    advance(past: block, bytes: block.lines.upperBound)
    return true
  }

  /// Ends the input, unless the block holds more than a last line without line end. That line is a
  /// block of its own, so that a run can go back behind it when the input has grown.
  private mutating func endInput(_ block: Block) -> Bool {
    let isUnterminated = block.filled > block.lines.upperBound
    if isUnterminated, !block.lines.isEmpty {
      splitter.end(block)
      advance(past: block, bytes: block.lines.upperBound)
      return true
    }
    // Behind the last line of a file that was followed comes another one: there is no way back.
    block.endsOpen = isUnterminated && followed == nil
    splitter.endInput(with: block, isTerminating: hasNextInput)
    advance(past: block, bytes: block.filled)
    input = nil
    return isUnterminated || !block.lines.isEmpty || !block.records.isEmpty
      || !block.notices.isEmpty
  }

  private var hasNextInput: Bool { !waitingInputs.isEmpty || followed != nil }

  private mutating func advance(past block: Block, bytes: Int) {
    if block.lines.lowerBound > 0 { block.notices.append(.byteOrderMark(position.input)) }
    block.bytesRead = bytes
    position.offset += bytes
    position.line += block.buffer.bytes(block.lines).newlineCount
  }

  /// Reads to the end of a record that no block may hold; its bytes pass through the block's buffer.
  private mutating func readOverlongLine(into block: Block) throws(InputFailure) -> Bool {
    let start = splitter.openTextStart(in: block)
    var place = position
    place.offset += start
    var line = OverlongLine.Collector(
      at: place, isRereadable: block.isRereadable, keeping: settings.overlong)
    line.take(block.buffer.bytes(start..<block.filled))
    if block.lines.lowerBound > 0 { block.notices.append(.byteOrderMark(position.input)) }
    block.pass(block.buffer.bytes(0..<block.filled))
    splitter.beginPassing(block)
    while true {
      let count: Int
      switch try read(into: block, from: 0, mayWait: true) {
      case .bytes(let taken): count = taken
      case .end: count = 0
      case .nothingNow:
        line.abandon()
        return false
      }
      let bytes = block.buffer.bytes(0..<count)
      let end = splitter.endOfPassing(in: bytes)
      line.take(bytes[0..<(end?.text ?? count)])
      let next = end?.next ?? count
      block.pass(bytes[0..<next])
      if end != nil { splitter.endPassing(carrying: bytes[next..<count]) }
      if count == 0 {
        splitter.dropCarriedBytes()
        input = nil
      }
      if end != nil || count == 0 {
        do {
          block.overlong = try line.finish(isTerminated: end != nil || hasNextInput)
        } catch {
          block.failure = error
          block.isCut = true
        }
        block.lines = 0..<0
        block.endsOpen = end == nil && followed == nil
        position.offset += block.bytesRead
        position.line += block.passedLineEnds
        return true
      }
    }
  }

  /// What a read came to.
  private enum Supply {
    case bytes(Int)

    /// The input is over.
    case end

    /// Nothing without waiting, which it may not; or somebody asked to stop.
    case nothingNow
  }

  private mutating func read(
    into block: Block, from offset: Int, mayWait: Bool
  ) throws(InputFailure) -> Supply {
    while try hasBytes(mayWait: mayWait), followed?.ending == nil {
      let limit = settings.blockBytes
      guard let count = try input?.read(into: block, from: offset, limit: limit) else { continue }
      if count > 0 { return .bytes(count) }
      guard followed != nil else { return .end }
      guard mayWait else { return .nothingNow }
      try lookForMore()
    }
    return followed?.ending == nil ? .nothingNow : .end
  }

  /// Rests, then looks whether the file that is followed is over.
  private mutating func lookForMore() throws(InputFailure) {
    let readiness = try followed?.rest(stop: stop, output: settings.watchedOutput)
    if readiness == .outputClosed { stop.request(.outputClosed) }
    guard readiness == .notYet, let unreadBytes = try input?.unreadBytes() else { return }
    followed?.look(unreadBytes: unreadBytes)
  }

  /// Whether a read would return at once; waits for that if it may. False also on a stop.
  private mutating func hasBytes(mayWait: Bool) throws(InputFailure) -> Bool {
    guard let mayInputWait = input?.mayWait else { return false }
    guard mayInputWait else { return !stop.isRequested }
    let readiness = try readingInput { () throws(SystemError) in
      try input?.waitForBytes(
        stop: stop, output: settings.watchedOutput, milliseconds: mayWait ? -1 : 0)
    }
    if readiness == .outputClosed { stop.request(.outputClosed) }
    return readiness == .ready
  }
}

/// What a reader goes by.
struct ReaderSettings: Sendable {
  /// Bytes of a block, and of the largest read.
  var blockBytes: Int

  /// Longest record, without what begins and ends it.
  var maxRecordBytes: Int

  var framing = Framing.ndjson

  /// How the last input is read on beyond its end; nil ends there.
  var follow: FollowOptions?

  /// How many times its size a compressed input may expand to.
  var maxExpansion: Int

  /// Whether blocks are to be full even if their first lines then have to wait.
  var fillsBlocks: Bool

  /// A pipe that accepted lines go to: the run ends when its reader leaves. -1: none.
  var watchedOutput: Int32

  /// Whether a later start may go on where this one ends: an unreadable input ends the run then.
  var isRecoverable = false

  /// Where an earlier start left the first inputs.
  var marks: [InputMark] = []

  /// What happens to the bytes of lines that are too long.
  var overlong: OverlongLine.Keeping
}
