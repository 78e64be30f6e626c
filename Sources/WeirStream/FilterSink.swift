import WeirJSON

/// The outputs of a run: takes judged blocks in input order, and keeps the counts in step with what
/// was written.
///
/// `@unchecked Sendable`: used by one thread at a time, as `OrderedOutput` sees to; afterwards by the
/// thread that ends the run.
final class FilterSink: @unchecked Sendable {
  private(set) var tally: Tally
  private(set) var failure: OutputFailure?
  private(set) var isGateTripped = false

  private var accepted: OutputFile?
  private var quarantine: OutputFile?
  private var messenger: Messenger
  private var gate: RejectGate?
  private let stop: StopRequest
  private let copiesOverlongLines: Bool
  private let system: any SystemCalls
  private var pieces: [ByteSlice] = []

  /// Nothing is written any more: what was written is what there will be.
  private var isClosed = false

  init(
    accepted: consuming OutputFile, quarantine: consuming OutputFile?,
    messenger: consuming Messenger, gate: RejectGate?, copiesOverlongLines: Bool,
    schemaCount: Int, stop: StopRequest, system: any SystemCalls
  ) {
    tally = Tally(schemaCount: schemaCount)
    self.accepted = .some(consume accepted)
    self.quarantine = quarantine
    self.messenger = messenger
    self.gate = gate
    self.copiesOverlongLines = copiesOverlongLines
    self.stop = stop
    self.system = system
  }

  /// Writes what was judged of a block.
  func write(_ block: Block, isLastPart: Bool) {
    if isClosed { return }
    for notice in block.notices { say(notice) }
    block.notices.removeAll(keepingCapacity: true)

    let cut = gateCut(in: block.judged)
    let judged = cut.map { block.judged.prefix(through: $0) } ?? block.judged
    do {
      try settle(judged, of: block)
    } catch {
      close(after: error)
      return
    }
    tally.add(judged)
    if isLastPart { tally.bytes += block.bytesRead }
    if cut != nil {
      isGateTripped = true
      isClosed = true
      stop.request(.tooManyRejects)
    } else if let failure = block.failure {
      close(after: failure)
    } else if block.isCut, isLastPart {
      isClosed = true
    }
  }

  /// The rejected line at which the limit is exceeded.
  private func gateCut(in judged: JudgedLines) -> Int? {
    guard gate != nil else { return nil }
    for (index, reject) in judged.rejects.enumerated() {
      let rejected = tally.quarantined + index + 1
      let ordinal = tally.accepted + reject.acceptedBefore + rejected
      if gate?.trips(atReject: rejected, ofRecord: ordinal) == true { return index }
    }
    return nil
  }

  /// Writes to both outputs, or leaves both as they were where they can be cut.
  private func settle(_ judged: JudgedLines, of block: Block) throws(OutputFailure) {
    let acceptedLength = accepted?.settledLength ?? 0
    if !judged.runs.isEmpty {
      pieces.removeAll(keepingCapacity: true)
      try judged.text.withByteSlice { text throws(OutputFailure) in
        for run in judged.runs {
          pieces.append(run.isInText ? text[run.bytes] : block.buffer.bytes(run.bytes))
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
      if copiesOverlongLines || judged.copiesOverlongLine, let line = block.overlong {
        try quarantine?.copy(line, system: system)
      }
    } catch {
      accepted?.cut(to: acceptedLength)
      throw error
    }
  }

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
    if notice.isUnreadableInput { tally.unreadableInputs += 1 }
    messenger.say(notice)
  }

  func say(_ summary: Summary) {
    messenger.say(summary)
  }

  /// Whether the whole run quarantined too much.
  func judgeWholeRun() {
    if gate?.isExceeded(by: tally) == true { isGateTripped = true }
  }

  /// Names under which outputs can be found that did not get their own name.
  var partialPaths: [String] {
    var paths: [String] = []
    if accepted?.isPartial == true, let path = accepted?.currentPath { paths.append(path) }
    if quarantine?.isPartial == true, let path = quarantine?.currentPath { paths.append(path) }
    return paths
  }

  /// Gives the outputs their names. The quarantine first: whoever waits for the accepted file to
  /// appear finds the other one too.
  func completeOutputs() throws(OutputFailure) {
    try quarantine.take()?.complete()
    try accepted.take()?.complete()
  }
}
