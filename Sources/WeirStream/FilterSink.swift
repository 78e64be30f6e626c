import WeirJSON

/// The outputs of a run: takes judged blocks in input order, and keeps the counts and the places in
/// the inputs in step with what was written.
///
/// `@unchecked Sendable`: used by one thread at a time, as `OrderedOutput` sees to; afterwards by the
/// thread that ends the run.
final class FilterSink: @unchecked Sendable {
  private(set) var tally: Tally
  private(set) var failure: OutputFailure?
  private(set) var isGateTripped = false

  /// Inputs that could not be read to their end.
  private(set) var unreadableInputs = 0

  private var accepted: OutputFile?
  private var quarantine: OutputFile?
  private var duplicates: OutputFile?
  private var sequencer: RecordSequencer?
  private let messenger: Messenger
  private var gate: RejectGate?
  private var progress: InputProgress
  private var beforeOpenLine: RunPosition?
  private let committer: Committer?

  /// Who is told the counts after each block.
  var reporter: ProgressReporter?
  private let options: FilterOptions
  private let stop: StopRequest
  private let system: any SystemCalls
  private var pieces: [ByteSlice] = []

  /// A folder that lines too long to be held were put into since the last commit.
  private var touchedFolder: String?

  /// One line end, for records that do not bring theirs.
  private let lineEnd = BlockBuffer(capacity: 0)

  /// Nothing is written any more: what was written is what there will be.
  private var isClosed = false

  /// The files that a run writes to.
  struct Outputs: ~Copyable {
    let accepted: OutputFile
    let quarantine: OutputFile?
    let duplicates: OutputFile?

    /// Makes the names of new files durable.
    func synchronizeNames(_ system: any SystemCalls) throws(OutputFailure) {
      try accepted.synchronizeName()
      try quarantine?.synchronizeName()
      try duplicates?.synchronizeName()
    }
  }

  /// - Parameters:
  ///   - marks: Where it begins in the inputs.
  ///   - start: Where an earlier start left the run.
  ///   - tails: The bytes of the inputs right before that.
  init(
    _ outputs: consuming Outputs, messenger: Messenger, options: FilterOptions,
    sequencer: consuming RecordSequencer?, marks: [InputMark], start: Resumption? = nil,
    tails: [[UInt8]] = [], committer: Committer? = nil,
    stop: StopRequest, system: any SystemCalls
  ) {
    accepted = .some(outputs.accepted)
    quarantine = outputs.quarantine
    duplicates = outputs.duplicates
    self.sequencer = sequencer
    self.messenger = messenger
    self.options = options
    self.committer = committer
    self.stop = stop
    self.system = system
    tally = start?.position.tally ?? Tally(schemaCount: options.routedSchemas.count)
    progress = InputProgress(
      paths: options.inputs, framing: options.framing, marks: marks, tails: tails)
    gate = options.maxRejects.map {
      RejectGate(
        limit: $0, window: options.rejectWindow, recent: start?.position.recentRejects ?? [])
    }
    lineEnd.terminate(at: 0)
  }

  /// Writes what was judged of a block.
  func write(_ block: Block, isLastPart: Bool) {
    if isClosed { return }
    for notice in block.notices { say(notice) }
    block.notices.removeAll(keepingCapacity: true)

    var place = RecordSequencer.Place()
    var isTripped = false
    repeat {
      let judged: JudgedLines
      do {
        try noteOpenLine(in: block)
        (judged, isTripped) = decide(block, from: &place)
        try settle(judged, of: block)
      } catch {
        close(after: error)
        return
      }
      tally.add(judged)
      tally.held = sequencer?.heldCount ?? 0
      tally.bytes += progress.advance(
        past: judged, of: block, isLastPart: isLastPart && place.isAtEnd && !isTripped)
    } while !place.isAtEnd && !isTripped
    if isTripped {
      isGateTripped = true
      isClosed = true
      stop.request(.tooManyRejects)
    } else if let failure = block.failure {
      close(after: failure)
    } else if block.isCut, isLastPart {
      isClosed = true
      // Nobody but this block's worker may have asked for the end.
      stop.request(.inputFailed)
    }
    reporter?.note(tally)
    // A file that was left may soon be gone: no later start should have to look for it.
    if let committer, failure == nil, committer.isDue(at: tally.bytes) || block.beginsFile,
      let offer = offer()
    {
      committer.take(offer)
    }
  }

  /// What becomes of what was judged from a place on, and whether the limit of rejects was exceeded on
  /// the way: then it ends with the line that did it.
  private func decide(
    _ block: Block, from place: inout RecordSequencer.Place
  ) -> (judged: JudgedLines, isTripped: Bool) {
    let decided = sequencer?.sequence(block.judged, of: block, from: &place) { ordinal, rejected in
      gate?.trips(
        atReject: tally.quarantined + rejected, ofRecord: tally.received + ordinal) == true
    }
    if let decided { return decided }
    place.isAtEnd = true
    let cut = gateCut(in: block.judged)
    return (cut.map { block.judged.prefix(through: $0) } ?? block.judged, cut != nil)
  }

  /// The rejected line at which the limit is exceeded.
  private func gateCut(in judged: JudgedLines) -> Int? {
    guard gate != nil else { return nil }
    for (index, reject) in judged.rejects.enumerated() {
      let rejected = tally.quarantined + index + 1
      let ordinal = tally.received + reject.acceptedBefore + index + 1
      if gate?.trips(atReject: rejected, ofRecord: ordinal) == true { return index }
    }
    return nil
  }

  /// Writes to all outputs, or leaves all as they were where they can be cut.
  private func settle(_ judged: JudgedLines, of block: Block) throws(OutputFailure) {
    try accepted?.catchUp()
    try quarantine?.catchUp()
    let acceptedLength = accepted?.settledLength ?? 0
    let quarantineLength = quarantine?.settledLength ?? 0
    if !judged.runs.isEmpty {
      pieces.removeAll(keepingCapacity: true)
      try judged.text.withByteSlice { text throws(OutputFailure) in
        for run in judged.runs {
          pieces.append(run.isInText ? text[run.bytes] : block.buffer.bytes(run.bytes))
          if run.needsLineEnd { pieces.append(lineEnd.bytes(0..<1)) }
        }
        try accepted?.write(pieces)
      }
    }
    do {
      if !judged.quarantine.isEmpty {
        try judged.quarantine.withByteSlice { bytes throws(OutputFailure) in
          try quarantine?.write([bytes])
        }
      }
      if let line = block.overlong {
        if case .file(let path) = line.store { touchedFolder = path.folder }
        if options.quarantineFormat == .raw || judged.copiesOverlongLine {
          try quarantine?.copy(line, system: system)
        }
      }
      if !judged.duplicates.isEmpty {
        try judged.duplicates.withByteSlice { bytes throws(OutputFailure) in
          try duplicates?.write([bytes])
        }
      }
    } catch {
      quarantine?.cut(to: quarantineLength)
      accepted?.cut(to: acceptedLength)
      throw error
    }
  }

  /// Lets go the records that wait for their turn: the input is at its end, or nobody goes on with it.
  func releaseHeld() {
    guard failure == nil, stop.reason != .outputClosed, let judged = sequencer?.releaseAll()
    else { return }
    do {
      try judged.text.withByteSlice { text throws(OutputFailure) in try accepted?.write([text]) }
    } catch {
      close(after: error)
      return
    }
    tally.add(judged)
    tally.held = 0
  }

  /// For the summary.
  var sequenceFacts: SequenceFacts { sequencer?.facts ?? SequenceFacts() }

  private func close(after failure: OutputFailure) {
    isClosed = true
    // Who reads accepted lines may have enough of them; a quarantine that nobody reads loses records.
    if failure.isClosedByReader, failure.path == accepted?.currentPath {
      stop.request(.outputClosed)
    } else {
      self.failure = failure
      stop.request(.outputFailed)
    }
  }

  func say(_ notice: Notice) {
    if notice.isUnreadableInput { unreadableInputs += 1 }
    messenger.say(notice)
  }

  func say(_ summary: Summary) {
    messenger.say(summary)
  }

  /// Whether the whole run quarantined too much.
  func judgeWholeRun() {
    if gate?.isExceeded(by: tally) == true { isGateTripped = true }
  }

  /// Notes that the run cannot go on for want of an output.
  func fail(_ failure: OutputFailure) { close(after: failure) }
}

// MARK: Positions

extension FilterSink {
  /// Keeps the position before a last line without line end: when the input has grown, that line was
  /// only the beginning of one.
  private func noteOpenLine(in block: Block) throws(OutputFailure) {
    guard committer != nil, block.endsOpen, block.inputIndex == options.inputs.count - 1 else {
      return
    }
    if beforeOpenLine == nil { beforeOpenLine = try position(progress.marks) }
  }

  private func position(_ inputs: [InputMark]) throws(OutputFailure) -> RunPosition {
    guard let mark = try accepted?.mark(as: options.accepted ?? "-") else {
      preconditionFailure("outputs that were completed have no position any more")
    }
    return RunPosition(
      inputs: inputs, accepted: mark,
      quarantine: try quarantine?.mark(as: options.quarantinePath ?? "-"),
      duplicates: try duplicates?.mark(as: options.dedupe?.duplicates ?? ""), tally: tally,
      recentRejects: gate?.recentRejects ?? [],
      sequence: committer.flatMap { sequencer?.state(journal: $0.journal) })
  }

  /// The present position for a commit; nil when nothing more shall be committed. To be called between
  /// two blocks only.
  func offer(isEnd: Bool = false) -> Committer.Offer? {
    guard failure == nil else { return nil }
    do {
      defer { touchedFolder = nil }
      let inputs = isEnd ? progress.marksOfAll : progress.marks
      return Committer.Offer(
        position: try position(inputs), beforeOpenLine: beforeOpenLine,
        touchedFolder: touchedFolder)
    } catch {
      close(after: error)
      return nil
    }
  }

  /// The outputs that a commit makes durable.
  var commitTargets: [CommitTarget] {
    var targets: [CommitTarget] = []
    if let target = accepted?.commitTarget(.accepted) { targets.append(target) }
    if let target = quarantine?.commitTarget(.quarantine) { targets.append(target) }
    if let target = duplicates?.commitTarget(.duplicates) { targets.append(target) }
    return targets
  }

  /// Cuts the outputs to where a position says they ended, durably.
  func rewind(to position: RunPosition) throws(OutputFailure) {
    try accepted?.rewind(to: position.accepted.length)
    if let length = position.quarantine?.length { try quarantine?.rewind(to: length) }
    if let length = position.duplicates?.length { try duplicates?.rewind(to: length) }
  }

  /// Ends a last line that has no line end, in outputs that are appended to.
  func endOpenLines() throws(OutputFailure) {
    try accepted?.endOpenLine()
    try quarantine?.endOpenLine()
    try duplicates?.endOpenLine()
  }

  /// Names under which outputs can be found that did not get their own name.
  var partialPaths: [String] {
    var paths: [String] = []
    if accepted?.isPartial == true, let path = accepted?.currentPath { paths.append(path) }
    if quarantine?.isPartial == true, let path = quarantine?.currentPath { paths.append(path) }
    if duplicates?.isPartial == true, let path = duplicates?.currentPath { paths.append(path) }
    return paths
  }

  /// Gives the outputs their names. The accepted file last: whoever waits for it to appear finds the
  /// others too.
  func completeOutputs() throws(OutputFailure) {
    try quarantine.take()?.complete()
    try duplicates.take()?.complete()
    try accepted.take()?.complete()
  }
}

extension FilterOptions {
  /// The quarantine's file; nil for none and for standard error.
  var quarantinePath: String? {
    if case .file(let path) = quarantine { path } else { nil }
  }
}
