/// Makes what a run has settled durable, beside the work: synchronises the outputs, then replaces the
/// checkpoint.
///
/// The sink offers a position between two blocks when one is due; where blocks stay out, the thread
/// asks for one. One commit is under way at a time. After the first failure there is none any more,
/// least of all the same again: what a file's pages hold after a failed `fsync` nobody knows.
///
/// `@unchecked Sendable`: `pending`, `schedule`, `isBusy`, `isEnding` and `failure` are looked at under
/// `monitor`; the rest is set before the thread starts, or belongs to whoever is committing, which
/// `isBusy` says.
final class Committer: @unchecked Sendable {
  private let monitor = Monitor()
  private let folder: StateFolder
  private let clock: RunClock
  private let stop: StopRequest
  private let system: any SystemCalls
  private let isPipelined: Bool

  /// What the sink has marked, on its way to the log.
  let journal = KeyJournal()
  private var keyLog: KeyLog

  /// What every checkpoint of this start says beside the position.
  private var checkpoint: Checkpoint
  private let beganAt: Int64
  private let earlierMilliseconds: Int

  /// What a commit makes durable first. Set once, before the first commit.
  var outputs: [CommitTarget] = []
  private var thread: RunningThread?
  private var schedule: CommitSchedule
  private var pending: Offer?
  private var isBusy = false
  private var isEnding = false
  private var failed: OutputFailure?

  /// A position that outputs have reached.
  struct Offer {
    var position: RunPosition
    var beforeOpenLine: RunPosition?

    /// A folder that lines too long to be held were put into since the last offer.
    var touchedFolder: String?

    /// The offer that does for both: of two positions the later one, and durable what either needs.
    func joined(with other: Offer?) -> Offer {
      guard let other else { return self }
      let isLater = position.tally.bytes >= other.position.tally.bytes
      var joined = isLater ? self : other
      joined.touchedFolder = touchedFolder ?? other.touchedFolder
      return joined
    }
  }

  init(
    folder: StateFolder, checkpoint: Checkpoint, settings: CommitSettings,
    clock: RunClock, stop: StopRequest, system: any SystemCalls
  ) {
    keyLog = KeyLog(
      folder: folder.path, keysPerFile: settings.keysPerFile, system: system)
    self.folder = folder
    self.checkpoint = checkpoint
    self.clock = clock
    self.stop = stop
    self.system = system
    isPipelined = settings.isPipelined
    beganAt = clock.continuous()
    earlierMilliseconds = checkpoint.run.milliseconds
    schedule = CommitSchedule(
      bytes: settings.bytes, nanoseconds: settings.nanoseconds,
      startBytes: checkpoint.position.tally.bytes)
  }

  /// Begins to commit beside the work.
  ///
  /// - Parameter ask: Gives the position between two blocks; nil while somebody writes, who then
  ///   offers it.
  func start(asking ask: @escaping @Sendable () -> Offer?) {
    guard isPipelined else { return }
    thread = RunningThread { [self] in run(ask) }
  }

  /// Whether a commit is due and nobody is at it. The sink asks after each block.
  ///
  /// - Parameter bytes: Of input, all settled.
  func isDue(at bytes: Int) -> Bool {
    let now = clock.continuous()
    return monitor.withLock {
      guard failed == nil else { return false }
      let wasIdle = schedule.wait(now: now) == nil
      schedule.note(bytes, now: now)
      // The thread has to know when to ask.
      if wasIdle { monitor.signalChange() }
      return pending == nil && !isBusy && schedule.wait(now: now) == 0
    }
  }

  /// Takes a position to commit.
  func take(_ offer: Offer) {
    monitor.withLock { setPending(offer) }
    if thread == nil { commitPending() }
  }

  /// The thread asks while the sink may offer by itself: one offer can meet another one.
  private func setPending(_ offer: Offer) {
    let joined = offer.joined(with: pending)
    pending = joined
    schedule.begin(joined.position.tally.bytes, now: clock.continuous())
    monitor.signalChange()
  }

  /// Ends the thread after the commit in hand; says whether one failed.
  func end() -> OutputFailure? {
    monitor.withLock {
      isEnding = true
      monitor.signalChange()
    }
    thread?.join()
    thread = nil
    return failed
  }

  /// Lines of input behind which a later start would go on.
  var committedLines: Int { checkpoint.position.tally.lines }

  /// Commits the beginning or the end of this start, while there is no thread.
  func commit(_ offer: Offer, as status: Checkpoint.Status) throws(OutputFailure) {
    if let failed { throw failed }
    do {
      try perform(offer, status)
    } catch {
      failed = error
      throw error
    }
  }

  private func run(_ ask: () -> Offer?) {
    while true {
      enum Step { case commit, ask, end }
      let step: Step = monitor.withLock {
        while true {
          if pending != nil { return .commit }
          if isEnding || failed != nil { return .end }
          let wait = schedule.wait(now: clock.continuous())
          if wait == 0 { return .ask }
          monitor.wait(nanoseconds: wait)
        }
      }
      switch step {
      case .commit: commitPending()
      case .end: return
      case .ask:
        if let offer = ask() {
          monitor.withLock { setPending(offer) }
        } else {
          monitor.withLock { monitor.wait(nanoseconds: Committer.retryNanoseconds) }
        }
      }
    }
  }

  /// How long to wait for whoever writes to offer a position before asking again.
  private static let retryNanoseconds: Int64 = 5_000_000

  private func commitPending() {
    let offer: Offer? = monitor.withLock {
      guard failed == nil, let offer = pending else { return nil }
      pending = nil
      isBusy = true
      return offer
    }
    guard let offer else { return }
    var failure: OutputFailure?
    do {
      try perform(offer, .running)
    } catch {
      failure = error
    }
    let now = clock.continuous()
    monitor.withLock {
      isBusy = false
      failed = failure
      schedule.end(now: now)
    }
    if failure != nil { stop.request(.outputFailed) }
  }

  /// Everything a checkpoint vouches for is durable before the checkpoint is.
  private func perform(_ offer: Offer, _ status: Checkpoint.Status) throws(OutputFailure) {
    for output in outputs { try output.synchronize(system) }
    if let touched = offer.touchedFolder {
      do {
        try system.synchronizeFolder(touched)
        try system.synchronizeFolder(of: touched)
      } catch {
        throw OutputFailure(touched, error)
      }
    }
    try writeKeys()
    var next = checkpoint
    next.sequence += 1
    next.status = status
    next.position = offer.position
    next.beforeOpenLine = offer.beforeOpenLine
    next.run.milliseconds =
      earlierMilliseconds + Int(max(0, clock.continuous() - beganAt) / 1_000_000)
    for output in outputs {
      try output.fingerprint(&next.position, system)
      try next.beforeOpenLine.modify { position throws(OutputFailure) in
        try output.fingerprint(&position, system)
      }
    }
    try folder.write(next)
    checkpoint = next
    let oldest = [next.position, next.beforeOpenLine].compactMap { $0?.sequence?.window?.oldest }
    if let oldest = oldest.min() { keyLog.remove(before: oldest) }
  }

  /// A key that a checkpoint vouches for is in the log before.
  private func writeKeys() throws(OutputFailure) {
    var hasNewFile = false
    for block in journal.take() { hasNewFile = try keyLog.write(block) || hasNewFile }
    if hasNewFile { try folder.synchronize() }
  }
}

extension Optional {
  /// Changes what there is, if there is something.
  fileprivate mutating func modify<Failure: Error>(
    _ change: (inout Wrapped) throws(Failure) -> Void
  ) throws(Failure) {
    guard var value = self else { return }
    try change(&value)
    self = value
  }
}
