import Synchronization
import WeirJSON

/// Filters lines of JSON by a schema: accepted ones to one output, the rest with reasons to another.
///
/// ```
/// inputs ─BlockReader─► Block ─BlockJudge (one per worker)─► OrderedOutput ─► FilterSink ─► outputs
/// ```
///
/// Each worker reads a block, judges it, and writes it when its turn has come; there is one worker
/// more than judge at once, so that writing holds up nobody. Memory is a function of the number of
/// workers, the block size and the longest record, not of the input.
package struct Filter: Sendable {
  let options: FilterOptions
  let stop: StopRequest
  let system: any SystemCalls
  private let startTime: Timestamp
  private let blockBytes: Int
  private let spareWorkers: Int

  /// Large enough that system calls and handing over cost nothing, small enough to stay in a cache.
  package static let defaultBlockBytes = 1 << 18

  /// The evaluator recurses as deep as records may nest.
  private static let workerStackBytes = 64 << 20

  /// - Parameter spareWorkers: Workers beyond `--jobs`, who write meanwhile. With none and one job, the
  ///   system calls of a run come in one order.
  package init(
    _ options: FilterOptions, stop: StopRequest = StopRequest(),
    system: any SystemCalls = LiveSystemCalls(), startTime: Timestamp = .now,
    blockBytes: Int = defaultBlockBytes, spareWorkers: Int = 1
  ) {
    self.options = options
    self.stop = stop
    self.system = system
    self.startTime = startTime
    self.blockBytes = blockBytes
    self.spareWorkers = spareWorkers
  }

  /// Runs to the end of the inputs, or until somebody asks to stop.
  ///
  /// - Parameters:
  ///   - hasUncheckedFormats: The schema has `format` and does not assert it, which is worth a word.
  ///   - makeJudge: Makes one worker's judge, on that worker's thread.
  package func run<Judge: RecordJudge & ~Copyable>(
    hasUncheckedFormats: Bool = false, makeJudge: @escaping @Sendable () -> Judge
  ) -> FilterOutcome {
    run(hasUncheckedFormats: hasUncheckedFormats) { BlockJudge(makeJudge(), $0) }
  }

  /// The same with workers of any kind.
  func run<Worker: BlockWorker & ~Copyable>(
    hasUncheckedFormats: Bool, makeWorker: @escaping @Sendable (WorkerTools) -> Worker
  ) -> FilterOutcome {
    let began = ContinuousMoment.now
    let plan = OutputPlan(options: options, system: system)
    let identity = identity
    let sink: FilterSink
    do {
      sink = try openSink(plan, identity)
    } catch {
      return refuse(error, messenger(plan, identity))
    }
    if hasUncheckedFormats { sink.say(.uncheckedFormats) }
    runWorkers(plan, identity, sink, makeWorker: makeWorker)
    var outcome = settle(sink)
    let summary = Summary(
      tally: sink.tally, seconds: began.secondsUntilNow, interruption: outcome.interruption,
      hasUncheckedFormats: hasUncheckedFormats, inputs: options.inputs,
      startTime: startTime.description, schemas: options.routedSchemas,
      isDryRun: options.isDryRun)
    writeSummary(summary, sink, &outcome)
    sink.say(summary)
    return outcome
  }

  private func runWorkers<Worker: BlockWorker & ~Copyable>(
    _ plan: OutputPlan, _ identity: RunIdentity, _ sink: FilterSink,
    makeWorker: @escaping @Sendable (WorkerTools) -> Worker
  ) {
    let jobs = max(1, options.jobs ?? availableProcessors)
    let keeping = OverlongLine.Keeping(
      identity: identity, folder: plan.overlongFolder,
      headBytes: options.redactedPointers.isEmpty ? OverlongLine.Keeping.defaultHeadBytes : 0,
      system: system)
    let settings = ReaderSettings(
      blockBytes: blockBytes, maxRecordBytes: options.maxRecordBytes,
      fillsBlocks: options.flush == .block, watchedOutput: plan.watchedOutput, overlong: keeping)
    let reader = SharedReader(
      BlockReader(
        options.inputs.map { InputName(path: $0) }, settings: settings, system: system, stop: stop))
    // One block each to work on, one for each that judges that may wait for its turn.
    let output = OrderedOutput(
      sink: sink, jobs: jobs, blockCount: 2 * jobs + spareWorkers, blockBytes: blockBytes)
    let tools = WorkerTools(
      options: options, form: rejectForm(plan), identity: identity, overlong: keeping, stop: stop,
      output: output, system: system)
    runThreads(count: jobs + spareWorkers, stackBytes: Filter.workerStackBytes) {
      var worker = makeWorker(tools)
      while true {
        let block = output.takeFreeBlock()
        guard reader.fill(block) else {
          output.giveBack(block)
          return
        }
        worker.judge(block)
        output.finish(block)
      }
    }
  }

  private func rejectForm(_ plan: OutputPlan) -> RejectWriter.Form {
    if options.quarantine == .discard { return .nothing }
    if options.quarantineFormat == .raw { return .raw }
    guard options.quarantine == .standardError, plan.standardErrorIsTerminal else { return .record }
    return .people(options.drawReject ?? { $0.plainText() })
  }

  private func openSink(
    _ plan: OutputPlan, _ identity: RunIdentity
  ) throws(OutputPlan.Refusal) -> FilterSink {
    try plan.check()
    let accepted = try plan.openAccepted()
    let quarantine: OutputFile?
    do {
      quarantine = try plan.openQuarantine()
    } catch {
      accepted.remove()
      throw error
    }
    let isRaw = options.quarantineFormat == .raw
    return FilterSink(
      accepted: accepted, quarantine: quarantine, messenger: messenger(plan, identity),
      gate: options.maxRejects.map { RejectGate(limit: $0, window: options.rejectWindow) },
      copiesOverlongLines: isRaw, schemaCount: options.routedSchemas.count,
      stop: stop, system: system)
  }

  /// Whether what this run says on standard error stands between quarantined records or lines.
  package var noticesAreRecords: Bool {
    OutputPlan(options: options, system: system).standardErrorCarriesRecords
  }

  /// Says what kept the run from starting.
  package func sayFatal(code: String, text: String) {
    let plan = OutputPlan(options: options, system: system)
    var messenger = messenger(plan, identity)
    messenger.say(Notice(severity: .error, code: code, text: text))
  }

  private var identity: RunIdentity {
    RunIdentity(
      command: options.command, schema: options.schema, routedSchemas: options.routedSchemas,
      startTime: startTime)
  }

  private func messenger(_ plan: OutputPlan, _ identity: RunIdentity) -> Messenger {
    Messenger(
      identity: identity, isRecordStream: plan.standardErrorCarriesRecords,
      isQuiet: options.isQuiet, system: system)
  }
}

/// The reader, which the workers use in turn.
private final class SharedReader: Sendable {
  private let reader: Mutex<BlockReader>

  init(_ reader: consuming sending BlockReader) { self.reader = Mutex(reader) }

  func fill(_ block: Block) -> Bool { reader.withLock { $0.fill(block) } }
}
