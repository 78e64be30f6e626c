import TestSupport
import Testing
import WeirResilience
import WeirStream

@testable import WeirGateway

@Suite struct DeliveryWindowTests {
  private var generator = SeededGenerator(seed: 7)

  private func makeWindow(
    cursor: Int64 = 0, concurrency: Int = 4, isIdempotent: Bool = false,
    _ change: (inout DeliverySettings) -> Void = { _ in }
  ) -> DeliveryWindow {
    var settings = DeliverySettings()
    change(&settings)
    return DeliveryWindow(
      sink: "s", progress: SinkProgress(cursor: cursor), settings: settings,
      concurrency: concurrency, isIdempotent: isIdempotent)
  }

  private func records(_ sequences: ClosedRange<Int64>, bytes: Int = 2) -> [SpoolRecord] {
    sequences.map {
      SpoolRecord(
        sequence: $0, stream: "s", eventID: "e\($0)", receivedAt: Timestamp(nanoseconds: 0),
        payload: Array(repeating: 0x20, count: bytes))
    }
  }

  private func moment(_ elapsed: Duration) -> DeliveryMoment {
    DeliveryMoment(elapsed: elapsed, wall: Timestamp(nanoseconds: elapsed.nanosecondCount))
  }

  @Test func `Records wait for others until the linger is over or the batch is full`() {
    var window = makeWindow { $0.maxBatchRecords = 3 }
    window.add(records(1...2), now: .zero)
    #expect(window.nextBatch(now: .milliseconds(49)) == nil)
    #expect(window.wakeUp(now: .zero) == .milliseconds(50))
    window.add(records(3...4), now: .milliseconds(49))
    #expect(window.nextBatch(now: .milliseconds(49))?.records.map(\.sequence) == [1, 2, 3])
    #expect(window.nextBatch(now: .milliseconds(98)) == nil)
    #expect(window.nextBatch(now: .milliseconds(99))?.records.map(\.sequence) == [4])
  }

  @Test func `A batch holds no more bytes than it may, and a larger record goes alone`() {
    var window = makeWindow { $0.maxBatchBytes = 10 }
    window.add(records(1...3, bytes: 4) + records(4...4, bytes: 50), now: .zero)
    #expect(window.nextBatch(now: .zero)?.records.map(\.sequence) == [1, 2])
    #expect(window.nextBatch(now: .zero)?.records.map(\.sequence) == [3])
    #expect(window.nextBatch(now: .seconds(1))?.records.map(\.sequence) == [4])
  }

  @Test func `No more is read than may be held`() {
    var window = makeWindow {
      $0.maxHeldBytes = 100
      $0.maxBatchBytes = 60
    }
    #expect(window.readRequest == .init(after: 0, limit: 500, bytes: 60))
    window.add(records(1...2, bytes: 45), now: .zero)
    #expect(window.readRequest == .init(after: 2, limit: 500, bytes: 10))
    window.add(records(3...3, bytes: 10), now: .zero)
    #expect(window.readRequest == nil)
    _ = window.nextBatch(now: .seconds(1))
    #expect(window.readRequest == nil, "what is under way is held too")
  }

  @Test mutating func `The cursor stands before the first record that is not settled`() throws {
    var window = makeWindow(cursor: 10) { $0.maxBatchRecords = 2 }
    window.add(records(11...14), now: .zero)
    let first = try window.begun(at: .zero)
    let second = try window.begun(at: .zero)
    _ = window.finish(
      second.id, [.taken, .taken], position: nil, at: moment(.zero), using: &generator)
    #expect(window.cursor == 10)
    #expect(window.outcomes.take(cursor: window.cursor) == nil, "there is nothing to store yet")
    _ = window.finish(
      first.id, [.taken, .failed(.permanent)], position: nil, at: moment(.zero),
      using: &generator)
    #expect(window.cursor == 14)
    let settlement = try window.settlement()
    #expect(settlement.cursor == 14)
    #expect(settlement.refused.map(\.sequence) == [12])
  }

  @Test(arguments: [false, true])
  mutating func `An ambiguous record gets a due time only where the sink is idempotent`(
    isIdempotent: Bool
  ) throws {
    var window = makeWindow(isIdempotent: isIdempotent)
    window.add(records(1...1), now: .zero)
    let batch = try window.begun(at: .seconds(1))
    _ = window.finish(
      batch.id, [.failed(.ambiguous)], position: nil, at: moment(.seconds(1)), using: &generator)
    let parking = try window.settlement().parked[0]
    #expect((parking.dueAt != nil) == isIdempotent)
  }

  @Test mutating func `Retry-After is the least time after which a record is tried again`() throws {
    var window = makeWindow()
    window.add(records(1...2), now: .zero)
    let batch = try window.begun(at: .seconds(1))
    _ = window.finish(
      batch.id, [.taken, .failed(.throttled, retryAfter: .seconds(1000))], position: nil,
      at: moment(.seconds(1)), using: &generator)
    let parking = try window.settlement().parked[0]
    #expect(parking.dueAt == Timestamp(nanoseconds: 1_001_000_000_000))
  }

  @Test mutating func `A failure of the sink settles nothing and is probed with one record`() throws
  {
    var window = makeWindow { $0.maxBatchRecords = 2 }
    window.add(records(1...4), now: .zero)
    let first = try window.begun(at: .zero)
    let second = try window.begun(at: .zero)
    let wait = Duration.seconds(7)
    let told = window.finish(
      first.id, Array(repeating: .failed(.permanent, retryAfter: wait, scope: .sink), count: 2),
      position: nil, at: moment(.zero), using: &generator)
    #expect(told == [.paused(code: "sink.test", message: "as the test says", for: wait)])
    // What began before says nothing new.
    #expect(
      window.finish(
        second.id, Array(repeating: .failed(.permanent, scope: .sink), count: 2), position: nil,
        at: moment(.zero), using: &generator
      ).isEmpty)
    #expect(window.cursor == 0)
    #expect(window.nextBatch(now: wait - .nanoseconds(1)) == nil)
    let probe = try window.begun(at: wait)
    #expect(probe.records.map(\.sequence) == [1])
    #expect(window.nextBatch(now: .seconds(100)) == nil, "one probe at a time")
    let after = window.finish(
      probe.id, [.taken], position: nil, at: moment(wait), using: &generator)
    #expect(after.contains(.resumed))
    #expect(window.nextBatch(now: .seconds(100))?.records.map(\.sequence) == [2, 3])
  }

  @Test mutating func `Pauses grow to their limit, and begin anew after a success`() throws {
    var window = makeWindow()
    window.add(records(1...1), now: .zero)
    var now = Duration.seconds(1)
    for round in 0..<10 {
      let batch = try window.begun(at: now)
      let told = window.finish(
        batch.id, [.failed(.permanent, scope: .sink)], position: nil, at: moment(now),
        using: &generator)
      guard case .paused(_, _, let delay)? = told.last else { Issue.record("no pause"); return }
      let longest = min(Duration.seconds(60), .seconds(1 << round))
      #expect(delay >= longest / 2 && delay <= longest)
      now += delay
    }
    let batch = try window.begun(at: now)
    _ = window.finish(batch.id, [.taken], position: nil, at: moment(now), using: &generator)
    #expect(window.pauses == 0 && window.health == .running)
  }

  @Test
  mutating func `Parked records are looked for when the pause is over, with nothing else to probe`()
    throws
  {
    var window = makeWindow()
    window.add(records(1...1), now: .zero)
    let batch = try window.begun(at: .seconds(1))
    let told = window.finish(
      batch.id, [.failed(.retryable)], position: nil, at: moment(.seconds(1)), using: &generator)
    guard case .paused(_, _, let delay)? = told.last else { Issue.record("no pause"); return }
    _ = window.outcomes.take(cursor: window.cursor)
    window.outcomes.stored()
    #expect(!window.wantsParked(now: .seconds(1)))
    #expect(window.wantsParked(now: .seconds(1) + delay))
    window.add(parked: [ParkedRecord(record: records(1...1)[0], attempts: 1, failureCode: "x")])
    let probe = try window.begun(at: .seconds(1) + delay)
    #expect(probe.isParked && probe.records.map(\.sequence) == [1])
    #expect(!window.wantsParked(now: .seconds(100)))
  }

  @Test mutating func `Attempts of parked records add up`() throws {
    var window = makeWindow()
    window.add(parked: [ParkedRecord(record: records(3...3)[0], attempts: 5, failureCode: "x")])
    let batch = try window.begun(at: .zero)
    _ = window.finish(
      batch.id, [.failed(.permanent)], position: nil, at: moment(.zero), using: &generator)
    #expect(window.outcomes.take(cursor: window.cursor)?.refused.first?.attempts == 6)
    #expect(!window.wantsParked(now: .zero), "until the store knows of it")
    window.outcomes.stored()
    #expect(window.wantsParked(now: .zero))
  }

  @Test mutating func `Records that fail again pause no sink that is well`() throws {
    var window = makeWindow()
    window.add(parked: [ParkedRecord(record: records(3...3)[0], attempts: 5, failureCode: "x")])
    let batch = try window.begun(at: .zero)
    let told = window.finish(
      batch.id, [.failed(.retryable)], position: nil, at: moment(.zero), using: &generator)
    #expect(told == [.parked(count: 1, code: "sink.test")])
    #expect(window.health == .running)
  }

  @Test func `A sink may want fewer records at once than settings allow`() {
    var window = DeliveryWindow(
      sink: "s", progress: SinkProgress(), settings: DeliverySettings(), concurrency: 4,
      batchLimit: 1, isIdempotent: false)
    window.add(records(1...2), now: .zero)
    #expect(window.nextBatch(now: .zero)?.records.map(\.sequence) == [1])
    #expect(window.nextBatch(now: .zero)?.records.map(\.sequence) == [2])
    #expect(window.readRequest?.limit == 500, "but reads as many")
  }

  @Test mutating func `A settlement that failed is said again with what came since`() throws {
    var window = makeWindow { $0.maxBatchRecords = 1 }
    window.add(records(1...2), now: .zero)
    let first = try window.begun(at: .zero)
    let second = try window.begun(at: .zero)
    _ = window.finish(
      first.id, [.failed(.permanent)], position: [1], at: moment(.zero), using: &generator)
    let failed = try window.settlement()
    _ = window.finish(
      second.id, [.failed(.permanent)], position: [2], at: moment(.zero), using: &generator)
    #expect(window.outcomes.take(cursor: window.cursor) == nil, "one at a time")
    window.outcomes.failed(failed)
    let both = try window.settlement()
    #expect(both.refused.map(\.sequence) == [1, 2])
    #expect(both.cursor == 2 && both.position == [2])
  }

  @Test(arguments: 0..<200)
  func `Whatever happens, each record is settled once and none is passed over`(seed: Int) {
    var model = WindowModel(seed: UInt64(seed))
    model.run()
    #expect(model.complaint == nil)
    #expect(model.settled.count == model.total)
  }
}

extension DeliveryWindow {
  /// The next batch, which there must be.
  fileprivate mutating func begun(at now: Duration) throws -> Batch {
    let batch = nextBatch(now: now)
    return try #require(batch)
  }

  /// The next settlement, which there must be.
  fileprivate mutating func settlement() throws -> Settlement {
    let settlement = outcomes.take(cursor: cursor)
    return try #require(settlement)
  }
}

/// A window in front of a store and a sink that do anything they may, by a seed.
private struct WindowModel {
  var generator: SeededGenerator
  var window: DeliveryWindow
  var now: Duration = .zero
  let total: Int
  var appended = 0
  var storedCursor: Int64 = 0
  var parked: [Int64: Settlement.Parking] = [:]
  var underWay: [DeliveryWindow.Batch] = []
  var storing: Settlement?

  /// What each record became, by the store.
  var settled: Set<Int64> = []
  var complaint: String?

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    var settings = DeliverySettings()
    settings.maxBatchRecords = Int.random(in: 1...7, using: &generator)
    settings.maxHeldBytes = Int.random(in: 10...200, using: &generator)
    settings.maxBatchBytes = Int.random(in: 5...50, using: &generator)
    total = Int.random(in: 1...120, using: &generator)
    window = DeliveryWindow(
      sink: "s", progress: SinkProgress(), settings: settings,
      concurrency: Int.random(in: 1...5, using: &generator), isIdempotent: true)
  }

  mutating func run() {
    for _ in 0..<20_000 where settled.count < total && complaint == nil { step() }
  }

  private mutating func step() {
    now += .milliseconds(Int.random(in: 0...400, using: &generator))
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: read()
    case 1: if let batch = window.nextBatch(now: now) { begin(batch) }
    case 2: endOne()
    case 3: take()
    case 4: store()
    default: lookForParked()
    }
    if window.cursor < storedCursor { complaint = "the cursor went back" }
  }

  /// Gaps, as where other streams have records.
  private mutating func read() {
    guard window.readRequest != nil, appended < total else { return }
    let count = min(total - appended, Int.random(in: 1...6, using: &generator))
    window.add((1...count).map { record(Int64((appended + $0) * 3)) }, now: now)
    appended += count
  }

  private func record(_ sequence: Int64) -> SpoolRecord {
    SpoolRecord(
      sequence: sequence, stream: "s", eventID: "\(sequence)",
      receivedAt: Timestamp(nanoseconds: 0), payload: Array(repeating: 0, count: 6))
  }

  private mutating func begin(_ batch: DeliveryWindow.Batch) {
    let running = Set(underWay.flatMap { $0.records.map(\.sequence) })
    for record in batch.records {
      if running.contains(record.sequence) { complaint = "\(record.sequence) is under way twice" }
      if settled.contains(record.sequence) { complaint = "\(record.sequence) came again" }
    }
    underWay.append(batch)
  }

  private mutating func endOne() {
    guard let batch = underWay.randomElement(using: &generator) else { return }
    underWay.removeAll { $0.id == batch.id }
    let isSinkDown = Int.random(in: 0..<8, using: &generator) == 0
    let results = batch.records.map { _ in
      isSinkDown ? Result.failed(.retryable, scope: .sink) : randomResult()
    }
    _ = window.finish(
      batch.id, results, position: nil,
      at: DeliveryMoment(elapsed: now, wall: Timestamp(nanoseconds: now.nanosecondCount)),
      using: &generator)
  }

  private mutating func randomResult() -> Result<Void, DeliveryFailure> {
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: .failed(.permanent)
    case 1: .failed(.retryable)
    case 2: .failed(.throttled, retryAfter: .seconds(1))
    case 3: .failed(.ambiguous)
    default: .taken
    }
  }

  private mutating func take() {
    if let settlement = window.outcomes.take(cursor: window.cursor) { storing = settlement }
  }

  private mutating func store() {
    guard let settlement = storing else { return }
    storing = nil
    guard Int.random(in: 0..<5, using: &generator) > 0 else {
      window.outcomes.failed(settlement)
      return
    }
    window.outcomes.stored()
    for parking in settlement.parked { parked[parking.sequence] = parking }
    for sequence in settlement.unparked + settlement.refused.map(\.sequence) {
      parked[sequence] = nil
      if !settled.insert(sequence).inserted { complaint = "\(sequence) was settled twice" }
    }
    storedCursor = settlement.cursor
    // What is behind the cursor, and neither parked nor told of, was delivered.
    for number in 1...max(1, appended) where Int64(number * 3) <= storedCursor {
      if parked[Int64(number * 3)] == nil { settled.insert(Int64(number * 3)) }
    }
  }

  private mutating func lookForParked() {
    guard window.wantsParked(now: now) else { return }
    let due = parked.values.filter { ($0.dueAt?.nanoseconds ?? .max) <= now.nanosecondCount }
    window.add(
      parked: due.sorted { $0.sequence < $1.sequence }.map {
        ParkedRecord(record: record($0.sequence), attempts: $0.attempts, failureCode: $0.code)
      })
  }
}
