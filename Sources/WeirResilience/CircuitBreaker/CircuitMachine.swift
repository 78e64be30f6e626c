/// Decides which calls are let through, from how earlier ones ended.
///
/// ```
///            too many failed or slow                  its time is over, and a call comes
///   closed ──────────────────────────► open ◄──────────────────────────► half open
///      ▲                                  ▲ too many probes failed or slow ──┘ │
///      └────────────────────── enough probes did well ──────────────────────────┘
/// ```
struct CircuitMachine: Sendable {
  enum Outcome: Equatable {
    case success
    case failure

    /// Says nothing of the destination: neither counted nor in the way of another probe.
    case ignored
  }

  /// Belongs to one call. What ended in another phase than it began in is not counted there.
  typealias Generation = Int

  private enum Phase {
    case closed
    case open(until: Duration)
    case halfOpen(since: Duration, running: Int, ended: CallCounts)
  }

  let settings: CircuitBreakerSettings
  private(set) var mode = CircuitMode.automatic
  private var phase = Phase.closed
  private var window: CallWindow
  private var generation: Generation = 0

  /// Since it was closed last.
  private var openings = 0

  init(_ settings: CircuitBreakerSettings) {
    self.settings = settings
    window = CallWindow(settings.window)
  }

  var state: CircuitState {
    switch mode {
    case .forcedOpen: .forcedOpen
    case .forcedClosed: .forcedClosed
    case .metricsOnly: .metricsOnly
    case .automatic:
      switch phase {
      case .closed: .closed
      case .open: .open
      case .halfOpen: .halfOpen
      }
    }
  }

  mutating func counts(now: Duration) -> CallCounts {
    if case .halfOpen(_, _, let ended) = phase { ended } else { window.total(now: now) }
  }

  /// Begins anew, closed, in another mode.
  mutating func set(_ mode: CircuitMode) {
    self.mode = mode
    window.clear()
    openings = 0
    enter(.closed)
  }

  /// Whether a call may be made now.
  ///
  /// - Throws: When it may not. Every call that may be made has to be told to ``end(_:_:took:now:using:)``.
  mutating func begin(
    now: Duration, using generator: inout some RandomNumberGenerator
  ) throws(CircuitBreakerError) -> Generation {
    switch mode {
    case .forcedOpen: throw .forcedOpen
    case .forcedClosed, .metricsOnly: return generation
    case .automatic: break
    }
    switch phase {
    case .closed: break
    case .open(let until):
      guard now >= until else { throw .open(retryAfter: until - now) }
      enter(.halfOpen(since: now, running: 1, ended: CallCounts()))
    case .halfOpen(let since, let running, let ended):
      if running + ended.ended < settings.probes {
        phase = .halfOpen(since: since, running: running + 1, ended: ended)
      } else if now - since >= settings.maxOpenTime {
        // Probes that never end must not keep it half open for ever.
        throw .open(retryAfter: open(now: now, using: &generator))
      } else {
        throw .probing
      }
    }
    return generation
  }

  /// Takes note of how a call ended.
  mutating func end(
    _ call: Generation, _ outcome: Outcome, took: Duration, now: Duration,
    using generator: inout some RandomNumberGenerator
  ) {
    guard call == generation, mode != .forcedClosed else { return }
    let isFailure = outcome == .failure
    let isSlow = took > settings.slowAfter
    switch phase {
    case .open: break
    case .closed:
      guard outcome != .ignored else { return }
      window.count(isFailure: isFailure, isSlow: isSlow, now: now)
      let total = window.total(now: now)
      guard mode == .automatic, total.ended >= settings.minimumCalls else { return }
      if isTooMuch(total, of: total.ended) { open(now: now, using: &generator) }
    case .halfOpen(let since, let running, var ended):
      if outcome != .ignored { ended.count(isFailure: isFailure, isSlow: isSlow) }
      phase = .halfOpen(since: since, running: running - 1, ended: ended)
      if isTooMuch(ended, of: settings.probes) {
        open(now: now, using: &generator)
      } else if ended.ended == settings.probes {
        close()
      }
    }
  }

  private func isTooMuch(_ counts: CallCounts, of calls: Int) -> Bool {
    counts.failed * 100 >= calls * settings.failurePercentage
      || counts.slow * 100 >= calls * settings.slowPercentage
  }

  private mutating func enter(_ phase: Phase) {
    self.phase = phase
    generation += 1
  }

  private mutating func close() {
    window.clear()
    openings = 0
    enter(.closed)
  }

  /// - Returns: For how long.
  @discardableResult
  private mutating func open(
    now: Duration, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    var time = settings.openTime
    for _ in 0..<openings where time < settings.maxOpenTime { time += time }
    time = min(time, settings.maxOpenTime)
    let spread = time / 100 * settings.jitterPercentage
    time = .random(in: (time - spread)...(time + spread), using: &generator)
    openings += 1
    enter(.open(until: now + time))
    return time
  }
}
