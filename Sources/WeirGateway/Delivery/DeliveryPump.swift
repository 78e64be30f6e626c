package import Logging
import ServiceLifecycle
package import WeirResilience
package import WeirStream

/// Brings records from the spool to one sink, for as long as the gateway runs.
///
/// Each sink has its own, so that one which hangs holds up no other. What it does:
///
/// - It opens the sink where the store says it stood, and tries until that works.
/// - It keeps as many deliveries under way as sink and settings allow, within a bound of bytes.
/// - Delivered records are settled. Those that the sink refuses for good (`permanent`) are quarantined.
///   Those that fail otherwise are parked and tried again beside the others, without end; those of which
///   nobody knows whether they were delivered (`ambiguous`) only where the sink is idempotent.
/// - A failure of the sink as a whole, or of every record of a delivery, is a pause: growing, and ended
///   by one record that goes through. Nothing is dropped, whatever the sink says.
/// - A store that fails is asked again. What became of records is kept until it is stored.
///
/// `run()` ends when its task is cancelled or the service group shuts down: then nothing new begins,
/// deliveries under way get `shutdownLimit` (a cancelled task: none), and what became of them is settled.
/// A sink that heeds neither is left behind after `cancellationLimit`.
///
/// Guarantee: each record at least once, and in the order of the spool where the sink takes one delivery at
/// a time; once, where the sink keeps a position or knows records again.
package struct DeliveryPump: Service {
  let sink: any Sink
  let spool: any Spool
  let settings: DeliverySettings
  let environment: PolicyEnvironment
  let wallClock: @Sendable () -> Timestamp
  let observer: (any DeliveryObserver)?
  let logger: Logger

  /// - Parameters:
  ///   - environment: Clock and randomness; its observer is not used.
  ///   - wallClock: The time of day, for when parked records are due.
  package init(
    _ sink: any Sink, from spool: any Spool, _ settings: DeliverySettings = DeliverySettings(),
    in environment: PolicyEnvironment = .system,
    wallClock: @escaping @Sendable () -> Timestamp = { .now },
    observer: (any DeliveryObserver)? = nil, logger: Logger
  ) throws(SettingError) {
    try settings.validate()
    self.sink = sink
    self.spool = spool
    self.settings = settings
    self.environment = environment
    self.wallClock = wallClock
    self.observer = observer
    self.logger = logger
  }

  /// Runs until it is told to end. Throws nothing: there is no failure that it gives up at.
  ///
  /// The work has a task of its own, so that what became of records can be settled after this one was
  /// cancelled.
  package func run() async throws {
    let (events, continuation) = AsyncStream.makeStream(of: PumpLoop.Event.self)
    let work = Task {
      var loop = PumpLoop(self, continuation)
      await loop.run(events)
    }
    await withTaskCancellationHandler {
      await withGracefulShutdownHandler {
        await work.value
      } onGracefulShutdown: {
        continuation.yield(.shutDown)
      }
    } onCancel: {
      continuation.yield(.cancel)
    }
  }

  /// A position stands in the store before the first record is delivered: what is behind it then is known
  /// to be this sink's own, and not settled.
  func openSink() async throws -> SinkProgress {
    let progress = try await spool.progress(of: sink.name)
    try Task.checkCancellation()
    try await sink.open(at: progress.position)
    if progress.position == nil, let position = await sink.position() {
      try await spool.settle(
        Settlement(sink: sink.name, cursor: progress.cursor, position: position))
    }
    return progress
  }

  func tell(_ event: DeliveryEvent) {
    log(event)
    observer?.observe(event, of: sink.name)
  }

  private func log(_ event: DeliveryEvent) {
    var fields: Logger.Metadata = ["sink": "\(sink.name)"]
    switch event {
    case .paused(let code, let message, let delay):
      fields["code"] = "\(code)"
      fields["error.message"] = "\(message)"
      fields["duration_ms"] = "\(delay.nanosecondCount / 1_000_000)"
      logger.warning("sink paused", metadata: fields)
    case .resumed: logger.info("sink resumed", metadata: fields)
    case .outcomeUnknown(let count, let code):
      fields["code"] = "\(code)"
      logger.error("outcome unknown of \(count) records", metadata: fields)
    case .refused(let count, let code):
      fields["code"] = "\(code)"
      logger.warning("sink refused \(count) records", metadata: fields)
    case .storeFailed(let operation, let message):
      fields["error.message"] = "\(message)"
      logger.error("store failed: \(operation)", metadata: fields)
    default: break
    }
  }
}
