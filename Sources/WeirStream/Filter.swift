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
  private let status: StatusRequest
  let system: any SystemCalls
  let clock: RunClock
  private let startTime: Timestamp
  private let commits: CommitSettings
  private let blockBytes: Int

  /// Keys the hashes of records' keys.
  private let secret = RecordKey.random()
  private let spareWorkers: Int

  /// Large enough that system calls and handing over cost nothing, small enough to stay in a cache.
  package static let defaultBlockBytes = 1 << 20

  /// The evaluator recurses as deep as records may nest.
  package static let workerStackBytes = 64 << 20

  /// - Parameter spareWorkers: Workers beyond `--jobs`, who write meanwhile. With none and one job, the
  ///   system calls of a run come in one order.
  package init(
    _ options: FilterOptions, stop: StopRequest = StopRequest(),
    status: StatusRequest = StatusRequest(),
    system: any SystemCalls = LiveSystemCalls(), clock: RunClock = .system,
    commits: CommitSettings = CommitSettings(), blockBytes: Int = defaultBlockBytes,
    spareWorkers: Int = 1
  ) {
    self.options = options
    self.stop = stop
    self.status = status
    self.system = system
    self.clock = clock
    self.commits = commits
    self.blockBytes = blockBytes
    self.spareWorkers = spareWorkers
    startTime = Timestamp(nanoseconds: clock.wall())
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
    let began = clock.continuous()
    let plan = OutputPlan(options: options, system: system)
    let opening = RunOpening(
      plan: plan, facts: facts, commits: commits, clock: clock, stop: stop)
    let run: StartedRun
    do {
      switch try opening.open() {
      case .open(let opened): run = opened
      case .ended(let checkpoint): return answer(checkpoint, plan, hasUncheckedFormats)
      }
    } catch {
      return refuse(error, messenger(plan))
    }
    if plan.standardErrorCarriesRecords {
      for remark in options.schemaRemarks { run.sink.say(.schema(remark)) }
    }
    if hasUncheckedFormats { run.sink.say(.uncheckedFormats) }
    runWorkers(plan, run, makeWorker: makeWorker)
    var outcome = settle(run)
    let milliseconds = Int(max(0, clock.continuous() - began) / 1_000_000)
    let summary = Summary(
      tally: run.sink.tally, unreadableInputs: run.sink.unreadableInputs,
      milliseconds: run.earlierMilliseconds + milliseconds, interruption: outcome.interruption,
      hasUncheckedFormats: hasUncheckedFormats, inputs: options.inputs,
      framing: options.framing, startTime: run.identity.startTime, schemas: options.routedSchemas,
      isDryRun: options.isDryRun, sequence: run.sink.sequenceFacts)
    writeSummary(summary, &outcome, isFresh: run.isFresh) { run.sink.say($0) }
    run.sink.say(summary)
    return outcome
  }

  /// Those of a run that is begun now. Two runs that begin in the same nanosecond with the same schema
  /// may share an identifier; their records then still differ in input, place and payload.
  private var facts: RunFacts {
    var hash = SHA256()
    hash.update(field: String(startTime.nanoseconds))
    hash.update(field: options.schema.name)
    return RunFacts(
      id: options.state == nil ? "" : String(hash.hexadecimal().prefix(16)), startTime: startTime,
      maxRejects: options.maxRejects?.text, rejectWindow: options.rejectWindow,
      keySecret: options.marksRecords ? secret : nil)
  }

  private func runWorkers<Worker: BlockWorker & ~Copyable>(
    _ plan: OutputPlan, _ run: StartedRun,
    makeWorker: @escaping @Sendable (WorkerTools) -> Worker
  ) {
    let identity = run.identity
    let jobs = max(1, options.jobs ?? availableProcessors)
    let keeping = OverlongLine.Keeping(
      identity: identity, folder: plan.overlongFolder,
      headBytes: options.redactedPointers.isEmpty ? OverlongLine.Keeping.defaultHeadBytes : 0,
      framing: options.framing, system: system)
    let settings = ReaderSettings(
      blockBytes: blockBytes, maxRecordBytes: options.maxRecordBytes,
      framing: options.framing, follow: options.follow, maxExpansion: options.maxExpansion,
      fillsBlocks: options.flush == .block,
      watchedOutput: plan.watchedOutput, isRecoverable: run.committer != nil, marks: run.marks,
      overlong: keeping)
    let reader = SharedReader(
      BlockReader(
        options.inputs.map { InputName(path: $0) }, settings: settings, system: system, stop: stop))
    // One block each to work on, one for each that judges that may wait for its turn.
    let output = OrderedOutput(
      sink: run.sink, jobs: jobs, blockCount: 2 * jobs + spareWorkers, blockBytes: blockBytes)
    run.committer?.start { output.betweenBlocks { $0.offer() } ?? nil }
    let reporter = reporter(plan, run)
    run.sink.reporter = reporter
    let reporting = reporter.start { words in output.betweenBlocks { _ in words() } != nil }
    defer { reporter.end(reporting) }
    let tools = WorkerTools(
      options: options, form: plan.rejectForm, identity: identity, overlong: keeping, stop: stop,
      output: output, system: system, keySecret: run.keySecret ?? secret)
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

  private func reporter(_ plan: OutputPlan, _ run: StartedRun) -> ProgressReporter {
    let tally = run.sink.tally
    let form = plan.progressForm
    return ProgressReporter(
      form, columns: options.columns,
      start: ProgressFigures(
        lines: tally.lines, accepted: tally.accepted, quarantined: tally.quarantined,
        bytes: tally.bytes, startBytes: tally.bytes, startRecords: tally.received,
        totalBytes: plan.inputBytes),
      status: status, messenger: run.messenger, clock: clock)
  }

  /// Whether what this run says on standard error stands between quarantined records or lines.
  package var noticesAreRecords: Bool {
    OutputPlan(options: options, system: system).standardErrorCarriesRecords
  }

  /// Says what kept the run from starting.
  package func sayFatal(code: String, text: String) {
    let messenger = messenger(OutputPlan(options: options, system: system))
    messenger.say(Notice(severity: .error, code: code, text: text))
  }

  func messenger(_ plan: OutputPlan) -> Messenger {
    Messenger(
      identity: RunIdentity(options, facts: facts),
      isRecordStream: plan.standardErrorCarriesRecords,
      isQuiet: options.isQuiet, system: system)
  }
}

/// The reader, which the workers use in turn.
private final class SharedReader: Sendable {
  private let reader: Mutex<BlockReader>

  init(_ reader: consuming sending BlockReader) { self.reader = Mutex(reader) }

  func fill(_ block: Block) -> Bool { reader.withLock { $0.fill(block) } }
}
