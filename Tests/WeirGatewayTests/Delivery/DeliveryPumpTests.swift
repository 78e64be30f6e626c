import Logging
import Testing
import WeirGateway
import WeirResilience
import WeirStream

@Suite(.timeLimit(.minutes(2))) struct DeliveryPumpTests {
  /// Times that a test does not have to wait for.
  static var quick: DeliverySettings {
    var settings = DeliverySettings()
    settings.linger = .milliseconds(1)
    settings.pauseBaseDelay = .milliseconds(1)
    settings.maxPauseDelay = .milliseconds(5)
    settings.parkBaseDelay = .milliseconds(1)
    settings.maxParkDelay = .milliseconds(5)
    settings.parkedInterval = .milliseconds(2)
    settings.storeRetryDelay = .milliseconds(1)
    return settings
  }

  /// Runs a pump while `body` does, and until it has ended.
  private func pump(
    _ sink: some Sink, from spool: MemorySpool, _ settings: DeliverySettings = quick,
    in environment: PolicyEnvironment = .system,
    observer: RecordedDeliveries = RecordedDeliveries(), _ body: () async throws -> Void
  ) async throws {
    let pump = try DeliveryPump(
      sink, from: spool, settings, in: environment, observer: observer, logger: .silent)
    let task = Task { try await pump.run() }
    defer { task.cancel() }
    try await body()
    task.cancel()
    try await task.value
  }

  @Test func `Every record is delivered, in order where one delivery goes at a time`() async throws
  {
    let spool = MemorySpool()
    spool.append(count: 1000)
    let sink = ScriptedSink { _, _ in .taken }
    try await pump(sink, from: spool) {
      spool.append(count: 500)
      try await until { spool.isSettled(for: "scripted") }
    }
    #expect(sink.taken == (1...1500).map { "e\($0)" })
    #expect(sink.mostRunning == 1)
    #expect(sink.isClosed)
  }

  @Test func `Only failed records of a batch are tried again`() async throws {
    let spool = MemorySpool()
    spool.append(count: 10)
    let sink = ScriptedSink { record, time in
      record.eventID == "e4" && time < 3 ? .failed(.retryable) : .taken
    }
    try await pump(sink, from: spool) {
      try await until { sink.taken.count == 10 && spool.parked(by: "scripted").isEmpty }
    }
    #expect(sink.taken.sorted() == (1...10).map { "e\($0)" }.sorted())
    #expect(sink.deliveries.dropFirst() == [["e4"], ["e4"]])
  }

  @Test func `Parked records that are due go one delivery behind the other`() async throws {
    let spool = MemorySpool()
    spool.append(count: 100)
    var settlement = Settlement(sink: "scripted", cursor: 100)
    settlement.parked = (1...100).map { sequence in
      Settlement.Parking(sequence: sequence, attempts: 1, dueAt: .now, code: "sink.unavailable")
    }
    try await spool.settle(settlement)
    let sink = ScriptedSink { _, _ in .taken }
    var settings = Self.quick
    settings.maxBatchRecords = 10
    settings.parkedInterval = .seconds(3600)
    try await pump(sink, from: spool, settings) {
      try await until { sink.taken.count == 100 && spool.parked(by: "scripted").isEmpty }
    }
    #expect(sink.deliveries.count == 10)
  }

  @Test func `A parked record goes after the pause that it caused, though no other comes`()
    async throws
  {
    let spool = MemorySpool()
    spool.append(count: 1)
    let sink = ScriptedSink { _, time in time < 4 ? .failed(.retryable) : .taken }
    var settings = Self.quick
    settings.pauseBaseDelay = .milliseconds(100)
    settings.maxPauseDelay = .milliseconds(100)
    try await pump(sink, from: spool, settings) {
      try await until { sink.taken.count == 1 && spool.parked(by: "scripted").isEmpty }
    }
    #expect(sink.deliveries.count == 4)
  }

  @Test(arguments: [50, 100, 200, 400, 800])
  func `What becomes due between two looks at the clock is not passed over`(
    step: Int
  ) async throws {
    let spool = MemorySpool()
    spool.append(count: 1)
    let sink = ScriptedSink { _, time in time < 200 ? .failed(.retryable) : .taken }
    let environment = PolicyEnvironment(clock: RestlessClock(step: .microseconds(step)))
    try await pump(sink, from: spool, in: environment) {
      try await until { sink.taken.count == 1 && spool.parked(by: "scripted").isEmpty }
    }
  }

  @Test func `Refused records are quarantined and hold up no other`() async throws {
    let spool = MemorySpool()
    spool.append(count: 5)
    let sink = ScriptedSink { record, _ in
      record.eventID == "e2" ? .failed(.permanent, code: "sink.rejected") : .taken
    }
    try await pump(sink, from: spool) { try await until { spool.isSettled(for: "scripted") } }
    #expect(spool.refused(by: "scripted").map(\.sequence) == [2])
    #expect(spool.refused(by: "scripted").first?.code == "sink.rejected")
    #expect(sink.taken.count == 4)
  }

  @Test func `A wrong password drops nothing: the sink pauses until it is right`() async throws {
    let spool = MemorySpool()
    spool.append(count: 3)
    let observer = RecordedDeliveries()
    let sink = ScriptedSink { _, time in
      time < 4 ? .failed(.permanent, scope: .sink, code: "sink.unauthorized") : .taken
    }
    try await pump(sink, from: spool, observer: observer) {
      try await until { spool.isSettled(for: "scripted") }
    }
    #expect(Set(sink.taken) == ["e1", "e2", "e3"])
    #expect(spool.refused(by: "scripted").isEmpty && spool.parked(by: "scripted").isEmpty)
    #expect(observer.pauses.count >= 3)
    #expect(Set(observer.pauses) == ["sink.unauthorized"])
    #expect(observer.all.contains(.resumed))
  }

  @Test func `A record of unknown outcome is not sent again, and others pass it`() async throws {
    let spool = MemorySpool()
    spool.append(count: 4)
    let observer = RecordedDeliveries()
    let sink = ScriptedSink { record, _ in
      record.eventID == "e1" ? .failed(.ambiguous, code: "sink.connection_lost") : .taken
    }
    try await pump(sink, from: spool, observer: observer) {
      try await until { spool.isSettled(for: "scripted") }
      spool.append(count: 1)
      try await until { sink.taken.count == 4 && spool.isSettled(for: "scripted") }
    }
    #expect(sink.deliveries.flatMap { $0 }.count { $0 == "e1" } == 1)
    #expect(spool.parked(by: "scripted").map(\.dueAt) == [nil])
    #expect(observer.all.contains(.outcomeUnknown(count: 1, code: "sink.connection_lost")))
  }

  @Test func `A store that fails is asked again, and no record is lost or settled twice`()
    async throws
  {
    let spool = MemorySpool()
    spool.append(count: 20)
    let observer = RecordedDeliveries()
    let sink = ScriptedSink { record, _ in
      record.eventID == "e7" ? .failed(.permanent) : .taken
    }
    spool.fail(3)
    try await pump(sink, from: spool, observer: observer) {
      try await until { spool.isSettled(for: "scripted") }
      spool.fail(4)
      spool.append(count: 20)
      try await until { spool.isSettled(for: "scripted") }
    }
    #expect(sink.taken.count == 39)
    #expect(spool.refused(by: "scripted").count == 1)
    let failures = observer.all.count { if case .storeFailed = $0 { true } else { false } }
    #expect(failures == 7)
  }

  @Test func `A sink that cannot be opened is tried again`() async throws {
    let spool = MemorySpool()
    spool.append(count: 1)
    let failure = DeliveryFailure(
      Classification(.retryable), scope: .sink, code: "sink.write_failed", message: "no folder")
    let sink = ScriptedSink(openFailures: [failure, failure]) { _, _ in .taken }
    let observer = RecordedDeliveries()
    try await pump(sink, from: spool, observer: observer) {
      try await until { spool.isSettled(for: "scripted") }
    }
    #expect(observer.pauses == ["sink.write_failed", "sink.write_failed"])
    #expect(observer.all.contains(.resumed))
  }

  @Test func `As many deliveries run at once as settings and sink allow, and no more`() async throws
  {
    let spool = MemorySpool()
    spool.append(count: 64)
    var settings = Self.quick
    settings.maxBatchRecords = 1
    settings.maxConcurrentDeliveries = 8
    let gate = Gate()
    let sink = ScriptedSink(concurrency: 100) { _, _ in
      await gate.wait()
      return .taken
    }
    try await pump(sink, from: spool, settings) {
      try await until { sink.deliveries.count == 8 }
      gate.open()
      try await until { spool.isSettled(for: "scripted") }
    }
    #expect(sink.mostRunning == 8)
  }

  @Test func `One sink hangs, and another delivers on`() async throws {
    let spool = MemorySpool()
    spool.append(count: 100)
    let gate = Gate()
    let hanging = NamedSink(
      "hanging",
      ScriptedSink { _, _ in
        await gate.wait()
        return .taken
      })
    let well = ScriptedSink { _, _ in .taken }
    try await pump(hanging, from: spool) {
      try await pump(well, from: spool) {
        try await until { spool.isSettled(for: "scripted") }
        spool.append(count: 100)
        try await until { spool.isSettled(for: "scripted") }
      }
      #expect(spool.cursor(of: "hanging") == 0)
      gate.open()
      try await until { spool.isSettled(for: "hanging") }
    }
    #expect(well.taken.count == 200)
  }

  @Test func `A pump that is cancelled settles what was delivered`() async throws {
    let spool = MemorySpool()
    spool.append(count: 10)
    let gate = Gate()
    var settings = Self.quick
    settings.maxBatchRecords = 5
    let sink = ScriptedSink { record, _ in
      if record.eventID == "e6" { await gate.wait() }
      return .taken
    }
    try await pump(sink, from: spool, settings) {
      try await until { sink.deliveries.count == 2 }
    }
    #expect(spool.cursor(of: "scripted") >= 5)
    #expect(sink.isClosed)
  }

  @Test func `A pump ends although its sink does not`() async throws {
    let spool = MemorySpool()
    spool.append(count: 1)
    let gate = Gate()
    var settings = Self.quick
    settings.cancellationLimit = .milliseconds(20)
    let sink = ScriptedSink { _, _ in
      await gate.waitHeedless()
      return .taken
    }
    try await pump(sink, from: spool, settings) { try await until { sink.deliveries.count == 1 } }
    #expect(spool.cursor(of: "scripted") == 0)
    gate.open()
  }
}
