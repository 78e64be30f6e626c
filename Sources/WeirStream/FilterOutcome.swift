import WeirJSON

/// What a filter run came to.
public struct FilterOutcome: Sendable, Hashable {
  /// The exit status of product.md's table; 128 + number after a signal.
  public var exitStatus: Int32 = 0

  /// Why the run ended before its input did; nil for a complete run.
  public var interruption: String?
}

extension Filter {
  /// Ends the outputs and says what kept the run from being complete.
  func settle(_ run: StartedRun) -> FilterOutcome {
    let sink = run.sink
    if let failure = run.committer?.end() { sink.fail(failure) }
    sink.judgeWholeRun()
    // What waits for its turn goes on waiting in the state of a run that goes on.
    if run.committer == nil || outcome(of: sink).interruption == nil { sink.releaseHeld() }
    if let committer = run.committer { commitEnd(sink, committer) }
    var outcome = outcome(of: sink)
    if let failure = sink.failure { sink.say(.unwritable(failure)) }
    if let interruption = outcome.interruption {
      let partial = sink.partialPaths
      if !partial.isEmpty { sink.say(.incomplete(partial, because: interruption)) }
      if let committer = run.committer { sink.say(.resumable(behind: committer.committedLines)) }
      return outcome
    }
    do {
      try sink.completeOutputs()
    } catch {
      sink.say(error.isTaken ? .appeared(error.path) : .unwritable(error))
      outcome = FilterOutcome(exitStatus: 4, interruption: "the output could not be completed")
      if run.committer != nil { sink.say(.completable) }
    }
    return outcome
  }

  /// Commits where the run ends, unless an output failed: then the last commit stands.
  private func commitEnd(_ sink: FilterSink, _ committer: Committer) {
    let isComplete = outcome(of: sink).interruption == nil
    guard let offer = sink.offer(isEnd: isComplete) else { return }
    do {
      let status: Checkpoint.Status =
        isComplete ? .complete : sink.isGateTripped ? .tooManyRejects : .stopped
      try committer.commit(offer, as: status)
    } catch {
      sink.fail(error)
    }
  }

  /// Answers for a run that has nothing to do: it is complete, or stopped by a limit that stands.
  func answer(
    _ checkpoint: Checkpoint, _ plan: OutputPlan, _ hasUncheckedFormats: Bool
  ) -> FilterOutcome {
    let messenger = messenger(plan)
    let tally = checkpoint.position.tally
    let isExceeded =
      options.maxRejects?.isExceeded(by: tally.quarantined, of: tally.received) ?? false
    var outcome = FilterOutcome(exitStatus: tally.hasDamage ? 1 : 0)
    if isExceeded || checkpoint.status == .tooManyRejects {
      outcome = FilterOutcome(exitStatus: 1, interruption: Filter.tooManyRejects)
      messenger.say(.stillTooManyRejects)
    } else {
      messenger.say(.nothingNew)
    }
    let summary = Summary(
      tally: tally, unreadableInputs: 0, milliseconds: checkpoint.run.milliseconds,
      interruption: outcome.interruption, hasUncheckedFormats: hasUncheckedFormats,
      inputs: options.inputs, framing: options.framing,
      startTime: checkpoint.run.startTime.description,
      schemas: options.routedSchemas, isDryRun: options.isDryRun,
      sequence: SequenceFacts(checkpoint.position.sequence))
    writeSummary(summary, &outcome, isFresh: false) { messenger.say($0) }
    messenger.say(summary)
    return outcome
  }

  private static let tooManyRejects = "more was quarantined than --max-rejects"

  private func outcome(of sink: FilterSink) -> FilterOutcome {
    if sink.failure != nil {
      return FilterOutcome(exitStatus: 4, interruption: "the output could not be written")
    }
    if case .signal(let number) = stop.reason {
      return FilterOutcome(exitStatus: 128 + number, interruption: signalText(number))
    }
    if sink.unreadableInputs > 0 {
      return FilterOutcome(exitStatus: 4, interruption: "an input could not be read")
    }
    if sink.isGateTripped {
      return FilterOutcome(exitStatus: 1, interruption: Filter.tooManyRejects)
    }
    if stop.reason == .outputClosed {
      return FilterOutcome(exitStatus: 0, interruption: "the reader of the accepted lines left")
    }
    return FilterOutcome(exitStatus: sink.tally.hasDamage ? 1 : 0)
  }

  /// A run that could not begin.
  func refuse(_ refusal: OutputPlan.Refusal, _ messenger: Messenger) -> FilterOutcome {
    switch refusal {
    case .usage(let text):
      messenger.say(Notice(severity: .error, code: "usage", text: text))
      return FilterOutcome(exitStatus: 2, interruption: text)
    case .exists(let path):
      let text = "\(path) exists, and --no-clobber keeps it"
      messenger.say(Notice(severity: .error, code: "output.exists", text: text))
      return FilterOutcome(exitStatus: 4, interruption: text)
    case .state(let fault):
      messenger.say(Notice(severity: .error, code: fault.code, text: fault.text))
      return FilterOutcome(exitStatus: 4, interruption: fault.text)
    case .unwritable(let failure):
      messenger.say(.unwritable(failure))
      return FilterOutcome(exitStatus: 4, interruption: "the output could not be written")
    }
  }

  /// Writes `--summary`, whatever the run came to.
  func writeSummary(
    _ summary: Summary, _ outcome: inout FilterOutcome, isFresh: Bool, say: (Notice) -> Void
  ) {
    guard let path = options.summary else { return }
    var writer = JSONWriter()
    summary.write(into: &writer)
    do {
      // A later start replaces what an earlier one said.
      var file = try OutputFile(
        replacing: path, keepsExisting: options.existing == .keep && isFresh, system: system)
      try (writer.bytes + [UInt8(ascii: "\n")]).withByteSlice { text throws(OutputFailure) in
        try file.write([text])
      }
      try file.complete()
    } catch {
      say(error.isTaken ? .appeared(error.path) : .unwritable(error))
      outcome.exitStatus = max(outcome.exitStatus, 4)
    }
  }
}
