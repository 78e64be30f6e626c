import WeirJSON

/// Opens a run: its outputs, and with `--state` the folder, as a fresh run or as one that goes on.
struct RunOpening {
  let plan: OutputPlan

  /// Of a fresh run.
  let facts: RunFacts
  let commits: CommitSettings
  let clock: RunClock
  let stop: StopRequest

  private var options: FilterOptions { plan.options }
  private var system: any SystemCalls { plan.system }

  enum Outcome {
    case open(StartedRun)

    /// Nothing to do: the run is complete, or was stopped by a limit that still stands.
    case ended(Checkpoint)
  }

  func open() throws(OutputPlan.Refusal) -> Outcome {
    guard let path = options.state else {
      try plan.check()
      do {
        return .open(try openFresh())
      } catch {
        throw .unwritable(error)
      }
    }
    try plan.checkRecoverable()
    let folder = try openFolder(path)
    try plan.check(isFresh: folder.checkpoint == nil)
    guard let checkpoint = folder.checkpoint else {
      do {
        return .open(try openFresh(folder))
      } catch {
        throw .unwritable(error)
      }
    }
    return try goOn(folder, checkpoint)
  }

  private func openFolder(_ path: String) throws(OutputPlan.Refusal) -> StateFolder {
    do {
      return try StateFolder(path, system: system)
    } catch {
      throw .state(error)
    }
  }

  private func messenger(_ identity: RunIdentity) -> Messenger {
    Messenger(
      identity: identity, isRecordStream: plan.standardErrorCarriesRecords,
      isQuiet: options.isQuiet, system: system)
  }

  /// Decides what depends on the records before, where something does.
  private func sequencer(
    _ identity: RunIdentity, state: SequenceState? = nil, window: consuming KeyWindow? = nil
  ) -> RecordSequencer? {
    guard options.marksRecords else { return nil }
    let nowhere = OverlongLine.Keeping(
      identity: identity, folder: nil, headBytes: 0, system: system)
    return RecordSequencer(
      options,
      writer: RejectWriter(
        form: plan.rejectForm, maxErrors: options.maxErrors, identity: identity, overlong: nowhere,
        redacting: options.redactedPointers),
      state: state, window: window)
  }

  /// The window of keys that an earlier start left.
  private func window(
    at state: SequenceState?, in folder: String
  ) throws(StateFault) -> KeyWindow? {
    guard let dedupe = options.dedupe, let mark = state?.window else { return nil }
    var window = KeyWindow(
      maxKeys: dedupe.maxKeys, span: dedupe.span?.nanoseconds, at: mark)
    let log = KeyLog(folder: folder, keysPerFile: commits.keysPerFile, system: system)
    try log.load(mark.oldest..<mark.next, into: &window)
    return window
  }

  private func openOutputs(
    _ start: Resumption?
  ) throws(OutputFailure) -> (FilterSink.Outputs) {
    let accepted = try plan.openAccepted(start?.accepted)
    let quarantine: OutputFile?
    do {
      quarantine = try plan.openQuarantine(start?.quarantine)
    } catch {
      if start == nil { accepted.remove() }
      throw error
    }
    let duplicates: OutputFile?
    do {
      duplicates = try plan.openDuplicates(start?.duplicates)
    } catch {
      if start == nil {
        accepted.remove()
        quarantine?.remove()
      }
      throw error
    }
    return FilterSink.Outputs(accepted: accepted, quarantine: quarantine, duplicates: duplicates)
  }
}

// MARK: A fresh run

extension RunOpening {
  private func openFresh() throws(OutputFailure) -> StartedRun {
    let identity = RunIdentity(options, facts: facts)
    let messenger = messenger(identity)
    let marks = plan.firstMarks
    let sink = FilterSink(
      try openOutputs(nil), messenger: messenger, options: options,
      sequencer: sequencer(identity), marks: marks, stop: stop, system: system)
    try sink.endOpenLines()
    return StartedRun(
      sink: sink, messenger: messenger, identity: identity, keySecret: facts.keySecret, marks: marks
    )
  }

  /// A checkpoint stands before the first byte is written: from then on whatever is behind it in the
  /// outputs is known to be this run's.
  private func openFresh(_ folder: StateFolder) throws(OutputFailure) -> StartedRun {
    let outputs = try openOutputs(nil)
    try outputs.synchronizeNames(system)
    let accepted = try outputs.accepted.mark(as: options.accepted ?? "-")
    let checkpoint = Checkpoint(
      run: facts, contract: options.contract,
      position: RunPosition(inputs: plan.firstMarks, accepted: accepted))
    return try begin(folder, checkpoint, outputs, start: nil, window: nil, tails: [])
  }

  private func begin(
    _ folder: StateFolder, _ checkpoint: Checkpoint,
    _ outputs: consuming FilterSink.Outputs, start: Resumption?,
    window: consuming KeyWindow?, tails: [[UInt8]]
  ) throws(OutputFailure) -> StartedRun {
    let identity = RunIdentity(options, facts: checkpoint.run)
    let committer = Committer(
      folder: folder, checkpoint: checkpoint, settings: commits, clock: clock, stop: stop,
      system: system)
    let messenger = messenger(identity)
    let sink = FilterSink(
      outputs, messenger: messenger, options: options,
      sequencer: sequencer(identity, state: start?.position.sequence, window: window),
      marks: checkpoint.position.inputs, start: start, tails: tails, committer: committer,
      stop: stop, system: system)
    committer.outputs = sink.commitTargets
    if let start {
      // First the checkpoint that no longer vouches for what is then cut off.
      try committer.commit(Committer.Offer(position: start.position), as: .running)
      try sink.rewind(to: start.position)
    } else if let offer = sink.offer() {
      try committer.commit(offer, as: .running)
    }
    try sink.endOpenLines()
    return StartedRun(
      sink: sink, messenger: messenger, identity: identity,
      keySecret: checkpoint.run.keySecret, committer: committer,
      marks: checkpoint.position.inputs, isFresh: start == nil,
      earlierMilliseconds: checkpoint.run.milliseconds)
  }
}

// MARK: A run that goes on

extension RunOpening {
  private func goOn(
    _ folder: StateFolder, _ checkpoint: Checkpoint
  ) throws(OutputPlan.Refusal) -> Outcome {
    let looks = checkpoint.position.inputs.map { look(at: $0) }
    switch checkpoint.decide(request(checkpoint), inputs: looks) {
    case .refuse(let faults): throw .state(.mismatch(faults))
    case .tooManyRejects: return .ended(checkpoint)
    case .finished(let places):
      do throws(OutputFailure) {
        for place in places { try complete(place) }
      } catch {
        throw .unwritable(error)
      }
      return .ended(checkpoint)
    case .goOn(let start):
      let window: KeyWindow?
      do {
        window = try self.window(at: start.position.sequence, in: folder.path)
      } catch {
        throw .state(error)
      }
      do throws(OutputFailure) {
        for place in start.reopened {
          try OutputFile.refuseIfInUse(place.path, system)
          try rename(place.finalPath ?? place.path, to: place.path)
        }
        var next = checkpoint
        next.contract = options.contract
        next.position = start.position
        next.run.maxRejects = facts.maxRejects
        next.run.rejectWindow = facts.rejectWindow
        next.run.keySecret = checkpoint.run.keySecret ?? facts.keySecret
        return .open(
          try begin(
            folder, next, openOutputs(start), start: start, window: window,
            tails: tails(before: start.position, looks, of: checkpoint.position)))
      } catch {
        throw .unwritable(error)
      }
    }
  }

  /// Looks at an input; at the one that is followed, whatever name it has now.
  private func look(at mark: InputMark) -> InputLook {
    guard options.follow != nil, mark.path == options.inputs.last, let file = mark.identity.file
    else { return InputLook(at: mark, system) }
    var look = InputLook()
    // Rotation may be under way: a name that was the file's may be another one's a moment later.
    for _ in 0..<3 where look.file != file {
      let path = try? FollowedInput.path(of: file, near: mark.path, system)
      look = InputLook(at: mark, in: path.flatMap { $0 }, system)
    }
    return look
  }

  /// The bytes before each mark, where they were looked at: a line that is gone back behind is not.
  private func tails(
    before position: RunPosition, _ looks: [InputLook], of end: RunPosition
  ) -> [[UInt8]] {
    position.inputs.enumerated().map { index, mark in
      if mark == end.inputs[index] { return looks[index].tail ?? [] }
      return look(at: mark).tail ?? []
    }
  }

  /// Gives an output its name, which a crash kept from it.
  private func complete(_ place: OutputFile.Place) throws(OutputFailure) {
    guard let path = place.finalPath else { return }
    do {
      if options.existing == .keep {
        try system.renameKeeping(place.path, to: path)
      } else {
        try system.rename(place.path, to: path)
      }
      try system.synchronizeFolder(of: path)
    } catch {
      throw OutputFailure(path, error)
    }
  }

  private func rename(_ path: String, to newPath: String) throws(OutputFailure) {
    do {
      try system.rename(path, to: newPath)
      try system.synchronizeFolder(of: newPath)
    } catch {
      throw OutputFailure(newPath, error)
    }
  }

  private func request(_ checkpoint: Checkpoint) -> ResumeRequest {
    let positions = [checkpoint.position, checkpoint.beforeOpenLine].compactMap { $0 }
    let appends = options.existing == .append
    let acceptedLengths = positions.map(\.accepted.length)
    let quarantineLengths = positions.compactMap(\.quarantine?.length)
    let duplicatesLengths = positions.compactMap(\.duplicates?.length)
    let accepted =
      options.accepted.map {
        OutputLook(file: $0, appends: appends, lengths: acceptedLengths, system)
      } ?? OutputLook(standard: 1, name: "standard output", lengths: acceptedLengths, system)
    let quarantine: OutputLook? =
      switch options.quarantine {
      case .discard: nil
      case .standardError:
        OutputLook(standard: 2, name: "standard error", lengths: quarantineLengths, system)
      case .file(let path):
        OutputLook(file: path, appends: appends, lengths: quarantineLengths, system)
      }
    return ResumeRequest(
      inputs: options.inputs, contract: options.contract, maxRejects: facts.maxRejects,
      rejectWindow: facts.rejectWindow, acceptsChanges: options.acceptsChanges,
      follows: options.follow != nil,
      accepted: accepted, quarantine: quarantine,
      duplicates: options.dedupe?.duplicates.map {
        OutputLook(file: $0, appends: appends, lengths: duplicatesLengths, system)
      })
  }
}

/// A run whose outputs are open.
struct StartedRun {
  let sink: FilterSink
  let messenger: Messenger
  let identity: RunIdentity

  /// Keys the hashes of records' keys.
  var keySecret: RecordKey?
  var committer: Committer?

  /// Where an earlier start left the inputs.
  var marks: [InputMark] = []

  /// Whether there was no earlier start.
  var isFresh = true
  var earlierMilliseconds = 0
}
