import GRDB
import Testing
import WeirResilienceTesting
import WeirStream

@testable import WeirGateway

/// Group commit on a real database.
struct CommitQueueTests {
  @Test("Writes that come while one is committed share the next transaction")
  func sharing() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    let gate = HeldCommit()
    async let first: Void = store.queue.write { _ in gate.wait() }
    try await gate.untilEntered()
    let writers = (0..<20).map { number in
      Task { try await store.commit(IngestWrite(records: [StoreFixture.record(number)])) }
    }
    #expect(try await eventually { store.queue.waitingCount >= 20 })
    gate.open()
    try await first
    var sequences: Set<Int64> = []
    for writer in writers { sequences.formUnion(try await writer.value) }
    #expect(sequences == Set(1...20))
    #expect(fixture.observer.commitSizes.contains { $0 >= 20 })
  }

  @Test("A write that SQLite refuses takes no other with it")
  func refusal() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    let gate = HeldCommit()
    async let first: Void = store.queue.write { _ in gate.wait() }
    try await gate.untilEntered()
    let good = Task { try await fixture.write(0..<1) }
    let bad = Task {
      try await store.queue.write { try $0.execute(sql: "INSERT INTO nowhere VALUES (1)") }
    }
    #expect(try await eventually { store.queue.waitingCount >= 2 })
    gate.open()
    try await first
    #expect(try await good.value == [1])
    await #expect {
      try await bad.value
    } throws: { error in
      guard case StoreError.refused(let text) = error else { return false }
      return text.contains("nowhere")
    }
    #expect(store.isWritable)
    #expect(try await fixture.pending().count == 1)
  }

  @Test("A commit that hangs is told, and makes the store unwritable until it ends")
  func hanging() async throws {
    let clock = ManualClock()
    let fixture = try await StoreFixture(clock: clock)
    let store = fixture.store
    let gate = HeldCommit()
    async let hanging: Void = store.queue.write { _ in gate.wait() }
    try await gate.untilEntered()
    for _ in 0..<4 {
      try await clock.untilSleeping(1)
      clock.advance(by: .seconds(1))
    }
    try await clock.untilSleeping(1)
    #expect(store.isWritable)
    clock.advance(by: .seconds(1))
    try await clock.untilSleeping(1)
    #expect(!store.isWritable)
    #expect(fixture.observer.events.contains(.commitHangs(seconds: 5)))
    gate.open()
    try await hanging
    #expect(try await eventually { store.isWritable })
    #expect(fixture.observer.events.contains(.recovered))
  }
}
