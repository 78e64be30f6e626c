import WeirResilience
import WeirStream

/// The work of a `DeliveryPump`: one task owns the window, does what it decides, and hears of the ends
/// through one stream of events.
struct PumpLoop {
  enum Event: Sendable {
    case opened(Result<SinkProgress, any Error>)
    case read(Result<[SpoolRecord], any Error>)
    case lookedForParked(Result<[ParkedRecord], any Error>)
    case delivered(
      DeliveryWindow.BatchID, [Result<Void, DeliveryFailure>], position: [UInt8]?)
    case stored(Settlement, Result<Void, any Error>)
    case timer

    /// End when what is under way is done.
    case shutDown

    /// End as soon as what is under way can be ended.
    case cancel
  }

  /// What is asked of the store, one at a time each, and when again after it failed.
  private enum Asking: Hashable {
    case opening, reading, parked, storing
  }

  private enum Phase {
    case opening, running
    case ending(limit: Duration, isCancelled: Bool)
  }

  private let pump: DeliveryPump
  private let events: AsyncStream<Event>.Continuation
  private var generator: any RandomNumberGenerator & Sendable
  private var phase = Phase.opening

  /// Nil until the sink is open.
  private var window: DeliveryWindow?
  private var asked: [Asking: Task<Void, Never>] = [:]
  private var notBefore: [Asking: Duration] = [:]
  private var deliveries: [DeliveryWindow.BatchID: Task<Void, Never>] = [:]
  private var timer: (moment: Duration, task: Task<Void, Never>)?
  private var openingFailures = 0
  private var openingSince: Duration?
  private var toldBulkhead: DeliveryEvent?
  private var toldSilence: Duration?

  /// The time of this turn. One for all of it: what is not due by it is what a timer is armed for.
  private var now: Duration

  init(_ pump: DeliveryPump, _ events: AsyncStream<Event>.Continuation) {
    self.pump = pump
    self.events = events
    generator = pump.environment.randomness
    now = pump.environment.time.now
  }

  mutating func run(_ stream: AsyncStream<Event>) async {
    act()
    for await event in stream {
      now = pump.environment.time.now
      handle(event)
      act()
      if isDone { break }
    }
    events.finish()
    timer?.task.cancel()
    for task in asked.values { task.cancel() }
    for task in deliveries.values { task.cancel() }
    // What is opened must be closed.
    await asked[.opening]?.value
    await pump.sink.close()
  }

  private var isDone: Bool {
    guard case .ending(let limit, let isCancelled) = phase else { return false }
    guard let window else { return true }
    if window.underWay.isEmpty, !window.outcomes.hasNews(cursor: window.cursor) { return true }
    return isCancelled && now >= limit
  }
}

// MARK: - What happened

extension PumpLoop {
  private mutating func handle(_ event: Event) {
    switch event {
    case .timer: timer = nil
    case .opened(let result): handleOpened(result)
    case .read(let result):
      asked[.reading] = nil
      if let records = value(of: result, .reading, "read") { window?.add(records, now: now) }
    case .lookedForParked(let result):
      asked[.parked] = nil
      if let records = value(of: result, .parked, "find parked records") {
        window?.add(parked: records)
        // Where there may be more, they are looked for as soon as these are settled.
        let isAll = records.count < pump.settings.maxBatchRecords
        notBefore[.parked] = isAll ? now + pump.settings.parkedInterval : nil
      }
    case .delivered(let id, let results, let position):
      deliveries[id] = nil
      let moment = DeliveryMoment(elapsed: now, wall: pump.wallClock())
      let told = window?.finish(id, results, position: position, at: moment, using: &generator)
      for event in told ?? [] { pump.tell(event) }
    case .stored(let settlement, let result):
      asked[.storing] = nil
      if value(of: result, .storing, "settle") != nil {
        window?.outcomes.stored()
        noteSettled(settlement)
      } else {
        window?.outcomes.failed(settlement)
      }
    case .shutDown: end(within: pump.settings.shutdownLimit, isCancelled: false)
    case .cancel: end(within: pump.settings.cancellationLimit, isCancelled: true)
    }
  }

  private mutating func handleOpened(_ result: Result<SinkProgress, any Error>) {
    asked[.opening] = nil
    openingSince = nil
    switch result {
    case .success(let progress):
      window = DeliveryWindow(
        sink: pump.sink.name, progress: progress, settings: pump.settings,
        concurrency: pump.sink.maxConcurrentDeliveries, batchLimit: pump.sink.maxBatchRecords,
        isIdempotent: pump.sink.isIdempotent)
      if case .opening = phase { phase = .running } else { window?.isDraining = true }
      pump.tell(.opened)
      if openingFailures > 0 { pump.tell(.resumed) }
    case .failure(let error):
      let failure = error as? DeliveryFailure
      let delay = max(
        pump.settings.pauseDelay(after: openingFailures, using: &generator),
        failure?.classification.retryAfter ?? .zero)
      openingFailures += 1
      notBefore[.opening] = now + delay
      if failure == nil { pump.tell(.storeFailed(operation: "open", message: "\(error)")) }
      pump.tell(
        .paused(
          code: failure?.code ?? "sink.store_failed",
          message: failure?.messageForLogs ?? "\(error)",
          for: delay))
    }
  }

  private func noteSettled(_ settlement: Settlement) {
    guard let position = settlement.position else { return }
    let sink = pump.sink
    Task { await sink.settled(at: position) }
  }

  /// Nil after a failure, which is told and after which the store is left alone for a while.
  private mutating func value<Value>(
    of result: Result<Value, any Error>, _ asking: Asking, _ operation: String
  ) -> Value? {
    switch result {
    case .success(let value): return value
    case .failure(let error):
      notBefore[asking] = now + pump.settings.storeRetryDelay
      if !(error is CancellationError) {
        pump.tell(.storeFailed(operation: operation, message: "\(error)"))
      }
      return nil
    }
  }

  private mutating func end(within limit: Duration, isCancelled: Bool) {
    switch phase {
    case .ending(_, isCancelled: true): return
    case .ending: break
    case .opening, .running: pump.tell(.ending)
    }
    phase = .ending(limit: now + limit, isCancelled: isCancelled)
    window?.isDraining = true
    asked[.opening]?.cancel()
    asked[.reading]?.cancel()
    if isCancelled {
      for task in deliveries.values { task.cancel() }
    }
  }
}

// MARK: - What to do

extension PumpLoop {
  /// Does whatever can be done now.
  private mutating func act() {
    if case .ending(let limit, isCancelled: false) = phase, now >= limit {
      end(within: pump.settings.cancellationLimit, isCancelled: true)
    }
    if window == nil {
      openSink()
    } else {
      deliver()
      store()
      read()
      lookForParked()
      tellBulkhead()
    }
    tellSilence()
    armTimer()
  }

  private mutating func openSink() {
    guard case .opening = phase, isAskable(.opening) else { return }
    let pump = pump
    openingSince = now
    ask(.opening) { .opened(await Result.of { try await pump.openSink() }) }
  }

  private mutating func deliver() {
    while let batch = window?.nextBatch(now: now) {
      let (sink, events) = (pump.sink, events)
      deliveries[batch.id] = Task {
        let results = await sink.deliver(batch.records)
        events.yield(.delivered(batch.id, results, position: await sink.position()))
      }
    }
  }

  private mutating func store() {
    guard let cursor = window?.cursor, isAskable(.storing),
      let settlement = window?.outcomes.take(cursor: cursor)
    else { return }
    let pump = pump
    ask(.storing) {
      .stored(settlement, await Result.of { try await pump.spool.settle(settlement) })
    }
  }

  private mutating func read() {
    guard let request = window?.readRequest else { return }
    let pump = pump
    ask(.reading) {
      .read(
        await Result.of {
          try await pump.spool.records(
            for: pump.sink.name, after: request.after, limit: request.limit, bytes: request.bytes)
        })
    }
  }

  private mutating func lookForParked() {
    guard window?.wantsParked(now: now) == true else { return }
    let pump = pump
    ask(.parked) {
      .lookedForParked(
        await Result.of {
          try await pump.spool.parked(
            for: pump.sink.name, dueBy: pump.wallClock(), limit: pump.settings.maxBatchRecords)
        })
    }
  }

  private func isAskable(_ asking: Asking) -> Bool {
    asked[asking] == nil && now >= notBefore[asking] ?? .zero
  }

  private mutating func ask(
    _ asking: Asking, _ question: @escaping @Sendable () async -> Event
  ) {
    guard isAskable(asking) else { return }
    let events = events
    asked[asking] = Task { events.yield(await question()) }
  }

  private mutating func tellBulkhead() {
    guard let window else { return }
    let event = DeliveryEvent.bulkhead(
      active: window.underWay.count, queued: window.queuedCount, bytes: window.heldBytes)
    guard event != toldBulkhead else { return }
    toldBulkhead = event
    pump.tell(event)
  }

  private mutating func tellSilence() {
    let since = window?.silentSince ?? openingSince
    guard since != toldSilence else { return }
    toldSilence = since
    let wall = pump.wallClock()
    pump.tell(
      .silent(
        since: since.map { Timestamp(nanoseconds: wall.nanoseconds - (now - $0).nanosecondCount) }))
  }

  /// One timer, for what comes first.
  private mutating func armTimer() {
    let moment = nextMoment
    guard moment != timer?.moment else { return }
    timer?.task.cancel()
    timer = moment.map { moment in
      let (time, events) = (pump.environment.time, events)
      let task = Task {
        guard (try? await time.sleep(until: moment)) != nil else { return }
        events.yield(.timer)
      }
      return (moment, task)
    }
  }

  private var nextMoment: Duration? {
    var moments = notBefore.filter { asked[$0.key] == nil && $0.value > now }.map(\.value)
    if let wakeUp = window?.wakeUp(now: now) { moments.append(wakeUp) }
    if case .ending(let limit, _) = phase { moments.append(limit) }
    return moments.min()
  }
}
