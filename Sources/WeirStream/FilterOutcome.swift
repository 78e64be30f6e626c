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
  func settle(_ sink: FilterSink) -> FilterOutcome {
    sink.judgeWholeRun()
    var outcome = outcome(of: sink)
    if let failure = sink.failure { sink.say(.unwritable(failure)) }
    if let interruption = outcome.interruption {
      let partial = sink.partialPaths
      if !partial.isEmpty { sink.say(.incomplete(partial, because: interruption)) }
      return outcome
    }
    do {
      try sink.completeOutputs()
    } catch {
      sink.say(.unwritable(error))
      outcome = FilterOutcome(exitStatus: 4, interruption: "the output could not be completed")
    }
    return outcome
  }

  private func outcome(of sink: FilterSink) -> FilterOutcome {
    if sink.failure != nil {
      return FilterOutcome(exitStatus: 4, interruption: "the output could not be written")
    }
    if case .signal(let number) = stop.reason {
      return FilterOutcome(exitStatus: 128 + number, interruption: signalText(number))
    }
    if sink.tally.unreadableInputs > 0 {
      return FilterOutcome(exitStatus: 4, interruption: "an input could not be read")
    }
    if sink.isGateTripped {
      return FilterOutcome(exitStatus: 1, interruption: "more was quarantined than --max-rejects")
    }
    if stop.reason == .outputClosed {
      return FilterOutcome(exitStatus: 0, interruption: "the reader of the accepted lines left")
    }
    return FilterOutcome(exitStatus: sink.tally.hasDamage ? 1 : 0)
  }

  /// A run that could not begin.
  func refuse(_ refusal: OutputPlan.Refusal, _ messenger: consuming Messenger) -> FilterOutcome {
    switch refusal {
    case .usage(let text):
      messenger.say(Notice(severity: .error, code: "usage", text: text))
      return FilterOutcome(exitStatus: 2, interruption: text)
    case .exists(let path):
      let text = "\(path) exists, and --no-clobber keeps it"
      messenger.say(Notice(severity: .error, code: "output.exists", text: text))
      return FilterOutcome(exitStatus: 4, interruption: text)
    case .unwritable(let failure):
      messenger.say(.unwritable(failure))
      return FilterOutcome(exitStatus: 4, interruption: "the output could not be written")
    }
  }

  /// Writes `--summary`, whatever the run came to.
  func writeSummary(_ summary: Summary, _ sink: FilterSink, _ outcome: inout FilterOutcome) {
    guard let path = options.summary else { return }
    var writer = JSONWriter()
    summary.write(into: &writer)
    do {
      var file = try OutputFile(replacing: path, system: system)
      try (writer.bytes + [UInt8(ascii: "\n")]).withByteSlice { text throws(OutputFailure) in
        try file.write([text])
      }
      try file.complete()
    } catch {
      sink.say(.unwritable(error))
      outcome.exitStatus = max(outcome.exitStatus, 4)
    }
  }
}
