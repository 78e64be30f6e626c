import NIOPosix
import Synchronization
package import WeirResilience
package import WeirStream

/// Writes records to files, a line each, and begins a new file when one is full.
///
/// Effectively once: the position of the sink is stored with what became of the records, and what is behind
/// it is cut off at the next start. A file gets its final name when all of it is settled, so that whoever
/// reads complete files sees each record once. Each delivery is durable before it is told of.
///
/// A file that cannot be written pauses the sink. Nothing is deleted but what retention says.
package final class FileSink: Sink {
  package let name: String
  private let settings: FileSinkSettings
  private let file: Mutex<RotatingFile>

  /// Where `file` stands, for who must not wait for a disk.
  private let standing = Mutex(FilePosition())
  private let time: Timekeeper
  private let wallClock: @Sendable () -> Timestamp
  private let observer: SinkObserver

  /// Looks after the age of files where no record does.
  private let caretaker = Mutex<Task<Void, Never>?>(nil)

  /// How often the caretaker looks at most, where nothing is due sooner.
  private static let longestLook: Duration = .seconds(60)

  package init(
    name: String, _ settings: FileSinkSettings, in environment: PolicyEnvironment = .system,
    wallClock: @escaping @Sendable () -> Timestamp = { .now },
    observer: (any DeliveryObserver)? = nil, system: any SystemCalls = LiveSystemCalls()
  ) throws(SettingError) {
    try settings.validate()
    self.name = name
    self.settings = settings
    file = Mutex(RotatingFile(settings, system: system))
    time = environment.time
    self.wallClock = wallClock
    self.observer = SinkObserver(sink: name, observer: observer)
  }

  package func open(at position: [UInt8]?) async throws(DeliveryFailure) {
    let stored = position.map { FilePosition($0) }
    if case .some(nil) = stored { throw failure(FileSinkError.position) }
    do {
      let published = try await use { file in try file.open(at: stored ?? nil) }
      tellRotated(published)
    } catch {
      throw failure(error)
    }
    let task = Task { await takeCare() }
    caretaker.withLock { caretaker in
      caretaker?.cancel()
      caretaker = task
    }
  }

  package func deliver(_ records: [SpoolRecord]) async -> [Result<Void, DeliveryFailure>] {
    let beganAt = time.now
    let lines = records.lines
    let now = wallClock().nanoseconds
    let result = await Result.of {
      try await use { file in
        if let fullAt = file.fullAt, now >= fullAt { file.rotate() }
        try file.write(lines, now: now)
      }
    }.mapError { failure($0) }
    var code: String?
    if case .failure(let failure) = result { code = failure.code }
    observer.tell(
      .requested(endpoint: settings.path, status: nil, code: code, took: time.now - beganAt))
    return records.map { _ in result }
  }

  package func position() async -> [UInt8]? { standing.withLock { $0.bytes } }

  package func settled(at position: [UInt8]) async {
    guard let position = FilePosition(position) else { return }
    await maintain { $0.noteSettled(position) }
  }

  package func close() async {
    let task = caretaker.withLock { $0 }
    task?.cancel()
    await task?.value
    _ = try? await use { file in file.close() }
  }

  /// Ends the file being written, at the next record or now: it gets its final name when all of it is
  /// settled.
  package func rotate() async { await maintain { $0.rotate() } }

  /// Changes something, and does what follows from it; what fails is done the next time.
  private func maintain(_ change: @escaping @Sendable (inout RotatingFile) -> Void) async {
    let now = wallClock().nanoseconds
    let done = try? await use { file in
      change(&file)
      if let fullAt = file.fullAt, now >= fullAt { file.rotate() }
      let published = (try? file.publish()) ?? []
      return (published, (try? file.expire(now: now)) ?? [])
    }
    tellRotated(done?.0 ?? [])
    for path in done?.1 ?? [] { observer.tell(.expired(file: path)) }
  }

  private func takeCare() async {
    // A file that is begun in between is a tenth of its age late.
    let look = min(Self.longestLook, (settings.maxAge ?? Self.longestLook) / 10)
    while !Task.isCancelled {
      let now = wallClock().nanoseconds
      let due = file.withLock { $0.fullAt }.map { Duration.nanoseconds(max(0, $0 - now)) }
      let wait = max(.milliseconds(1), min(due ?? look, look))
      guard (try? await time.sleep(until: time.now + wait)) != nil else { return }
      await maintain { _ in }
    }
  }

  /// On a thread that may wait for a disk. A task that is cancelled before it has one does nothing.
  private func use<Value: Sendable>(
    _ body: @escaping @Sendable (inout RotatingFile) throws -> Value
  ) async throws -> Value {
    try await NIOThreadPool.singleton.runIfActive {
      try self.file.withLock { file in
        defer { self.standing.withLock { $0 = file.position } }
        return try body(&file)
      }
    }
  }

  private func tellRotated(_ files: [(path: String, bytes: Int)]) {
    for file in files { observer.tell(.rotated(file: file.path, bytes: file.bytes)) }
  }

  private func failure(_ error: any Error) -> DeliveryFailure {
    switch error {
    case let failure as DeliveryFailure: failure
    case let error as FileSinkError: DeliveryFailure(error)
    case is CancellationError: DeliveryFailure(cancelledAfterSending: false)
    default: DeliveryFailure(ofFile: settings.path, error)
    }
  }
}

extension DeliveryFailure {
  /// All of them are the sink's: another record would fare no better.
  fileprivate init(_ error: FileSinkError) {
    let (code, message) =
      switch error {
      case .system(let path, let error): ("sink.write_failed", "\(path): \(error.text)")
      case .lost(let path, let length, let expected):
        (
          "sink.file_lost",
          "\(path) has \(length) bytes of the \(expected) that are settled: put it back, or take it away"
            + " to begin a new file"
        )
      case .full(let limit):
        ("sink.files_full", "the files have \(limit) bytes, as many as they may: take some away")
      case .position: ("sink.position_invalid", "the stored position is none of a file")
      case .compression(let error): ("sink.write_failed", "\(error)")
      }
    self.init(Classification(.retryable), scope: .sink, code: code, message: message)
  }
}
