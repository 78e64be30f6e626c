import TestSupport
import Testing
import WeirResilienceTesting

@testable import WeirResilience

struct BulkheadTests {
  private func settings(running: Int, queued: Int = 1024, bytes: Int = 64 << 20) -> BulkheadSettings
  {
    var settings = BulkheadSettings()
    settings.maxConcurrentCalls = running
    settings.maxQueuedCalls = queued
    settings.maxQueuedBytes = bytes
    return settings
  }

  @Test("no more run than may, and all get their turn", arguments: [1, 3, 32])
  func concurrency(limit: Int) async throws {
    let bulkhead = try Bulkhead(settings(running: limit))
    let running = Shared((now: 0, most: 0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<500 {
        group.addTask {
          try await bulkhead.run(bytes: 10) {
            running.change {
              $0.now += 1
              $0.most = max($0.most, $0.now)
            }
            await Task.yield()
            running.change { $0.now -= 1 }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(running.value.most <= limit)
    #expect(
      bulkhead.snapshot
        == BulkheadSnapshot(limit: limit, running: 0, queued: 0, queuedBytes: 0))
  }

  @Test("no permit is lost under random cancellation", arguments: 1...10 as ClosedRange<UInt64>)
  func cancellation(seed: UInt64) async throws {
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let bulkhead = try Bulkhead(settings(running: 3, queued: 40, bytes: 3000))
    let outcomes = Shared((done: 0, cancelled: 0, rejected: 0))
    var tasks: [Task<Void, Never>] = []
    for _ in 0..<400 {
      let bytes = Int.random(in: 0...200, using: &random)
      let steps = Int.random(in: 0...5, using: &random)
      let isHeld = Bool.random(using: &random)
      tasks.append(
        Task {
          do {
            if isHeld {
              let permit = try await bulkhead.acquire(bytes: bytes)
              for _ in 0..<steps { await Task.yield() }
              permit.release()
            } else {
              try await bulkhead.run(bytes: bytes) {
                for _ in 0..<steps { await Task.yield() }
                try Task.checkCancellation()
              }
            }
            outcomes.change { $0.done += 1 }
          } catch is CancellationError {
            outcomes.change { $0.cancelled += 1 }
          } catch {
            #expect(error is BulkheadError)
            outcomes.change { $0.rejected += 1 }
          }
        })
      if random.next() % 2 == 0 { tasks.randomElement(using: &random)?.cancel() }
      if random.next() % 7 == 0 { bulkhead.limit = Int.random(in: 1...5, using: &random) }
      await Task.yield()
    }
    for task in tasks { await task.value }
    let (done, cancelled, rejected) = outcomes.value
    #expect(done + cancelled + rejected == 400)
    #expect(done > 0 && cancelled > 0, "\(done), \(cancelled), \(rejected)")
    let snapshot = bulkhead.snapshot
    #expect(snapshot.running == 0 && snapshot.queued == 0 && snapshot.queuedBytes == 0)
  }

  @Test("a task that is cancelled while it waits leaves the queue at once")
  func cancelledWaiter() async throws {
    let bulkhead = try Bulkhead(settings(running: 1))
    let permit = try await bulkhead.acquire()
    let waiting = Task { try await bulkhead.run(bytes: 7) { Issue.record("ran") } }
    while bulkhead.snapshot.queued == 0 { await Task.yield() }
    #expect(bulkhead.snapshot.queuedBytes == 7)
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    #expect(bulkhead.snapshot.queued == 0 && bulkhead.snapshot.queuedBytes == 0)
    permit.release()
    #expect(bulkhead.snapshot.running == 0)
  }

  @Test("a task that was cancelled before does not queue")
  func cancelledBefore() async throws {
    let bulkhead = try Bulkhead(settings(running: 1))
    let permit = try await bulkhead.acquire()
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      try await bulkhead.run { _ = Issue.record("ran") }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(bulkhead.snapshot.queued == 0)
    permit.release()
  }

  @Test("rejections are typed and told")
  func rejection() async throws {
    let events = RecordedEvents()
    let bulkhead = try Bulkhead(
      settings(running: 1, queued: 0), in: PolicyEnvironment(observer: events))
    try await bulkhead.run {
      _ = await #expect(throws: BulkheadError.tooManyCalls(limit: 0)) { try await bulkhead.run {} }
    }
    #expect(events.all == [.bulkheadRejected(.tooManyCalls(limit: 0))])
  }
}
