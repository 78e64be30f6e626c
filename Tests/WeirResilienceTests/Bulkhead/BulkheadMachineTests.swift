import Testing

@testable import WeirResilience

/// The machine by itself; who waits is a number.
struct BulkheadMachineTests {
  /// - Parameter running: Permits that are taken from the start.
  private func machine(
    running: Int, queued: Int = 1024, bytes: Int = 64 << 20
  ) -> BulkheadMachine<Int> {
    var settings = BulkheadSettings()
    settings.maxConcurrentCalls = running
    settings.maxQueuedCalls = queued
    settings.maxQueuedBytes = bytes
    var machine = BulkheadMachine<Int>(settings)
    for _ in 0..<running {
      let isIn = machine.tryEnter()
      #expect(isIn)
    }
    return machine
  }

  @Test("what waits gets its turn in the order of arrival, whatever leaves the queue in between")
  func order() throws {
    var machine = machine(running: 1)
    let ids = (0..<5).map { _ in machine.makeID() }
    let admissions = try [0, 2, 1, 3, 4].map { try machine.enter(ids[$0], bytes: 1, $0) }
    #expect(admissions == Array(repeating: .queued, count: 5))
    let cancelled = [0, 3, 3].map { machine.cancel(ids[$0]) }
    #expect(cancelled == [0, 3, nil])
    let turns = (0..<4).map { _ in machine.leave() }
    #expect(turns == [[1], [2], [4], []])
    #expect(machine.snapshot == BulkheadSnapshot(limit: 1, running: 0, queued: 0, queuedBytes: 0))
  }

  @Test("a raised limit lets in who waits, a lowered one takes effect as calls end")
  func limit() throws {
    var machine = machine(running: 2)
    for number in 0..<4 { _ = try machine.enter(machine.makeID(), bytes: 0, number) }
    let letIn = [4, 1].map { machine.setLimit($0) }
    #expect(letIn == [[0, 1], []])
    let turns = (0..<4).map { _ in machine.leave() }
    #expect(turns == [[], [], [], [2]])
  }

  @Test("the queue is bounded by calls and by bytes")
  func bounds() throws {
    var machine = machine(running: 1, queued: 2, bytes: 100)
    func enter(bytes: Int) -> Result<BulkheadMachine<Int>.Admission, BulkheadError> {
      Result { () throws(BulkheadError) in
        try machine.enter(machine.makeID(), bytes: bytes, bytes)
      }
    }
    #expect(enter(bytes: 101) == .failure(.tooManyBytes(limit: 100)))
    #expect(enter(bytes: 60) == .success(.queued))
    #expect(enter(bytes: 41) == .failure(.tooManyBytes(limit: 100)))
    #expect(enter(bytes: .max) == .failure(.tooManyBytes(limit: 100)))
    #expect(enter(bytes: 40) == .success(.queued))
    #expect(enter(bytes: 0) == .failure(.tooManyCalls(limit: 2)))
    let turn = machine.leave()
    #expect(turn == [60])
    #expect(enter(bytes: 60) == .success(.queued))
  }
}
