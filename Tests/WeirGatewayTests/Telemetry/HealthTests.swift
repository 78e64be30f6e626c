import Dispatch
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import WeirGateway

/// Alive, ready, started.
struct HealthTests {
  private let model = HealthModel()

  @Test("a gateway with nothing wrong is alive, ready and started")
  func healthy() {
    let facts = HealthModel.Facts()
    for report in [model.liveness(facts), model.readiness(facts), model.startup(facts)] {
      #expect(report.status == 200)
    }
    #expect(
      String(decoding: model.liveness(facts).json, as: UTF8.self)
        == #"{"status":"pass","checks":[{"name":"event_loops","status":"pass"}]}"#)
  }

  @Test("readiness tells every reason at once")
  func reasons() {
    var facts = HealthModel.Facts()
    facts.streamsWithoutSchema = ["users", "orders"]
    facts.spoolFault = "spool.full: 64 MiB of 64 MiB"
    facts.oldestInflight = ["sink orders": .seconds(125), "ingest": .seconds(3)]
    facts.isStopping = true
    let report = model.readiness(facts)
    #expect(report.status == 503)
    #expect(
      report.checks.filter { $0.fault != nil } == [
        .init("shutdown", "the gateway stops"), .init("schemas", "no schema for orders, users"),
        .init("spool", "spool.full: 64 MiB of 64 MiB"),
        .init("inflight", "the oldest record at sink orders is under way for 125 s"),
      ])
    #expect(model.liveness(facts).isHealthy)
  }

  @Test("a record is overdue after two minutes, not before")
  func overdue() {
    var facts = HealthModel.Facts()
    facts.oldestInflight = ["ingest": .seconds(120) - .nanoseconds(1)]
    #expect(model.readiness(facts).isHealthy)
    facts.oldestInflight = ["ingest": .seconds(120)]
    #expect(!model.readiness(facts).isHealthy)
  }

  @Test("what has not been done yet fails startup and readiness, not liveness")
  func startup() {
    var facts = HealthModel.Facts()
    facts.pendingSteps = ["schemas", "listeners"]
    #expect(
      String(decoding: model.startup(facts).json, as: UTF8.self)
        == #"{"status":"fail","checks":[{"name":"startup","status":"fail","reason":"not done yet: schemas, listeners"}]}"#
    )
    #expect(!model.readiness(facts).isHealthy)
    #expect(model.liveness(facts).isHealthy)
  }

  @Test("an event loop that hangs is heard no more, and again when it goes on")
  func heartbeat() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let time = Time()
    try await listen(to: group, time)
    try await group.shutdownGracefully()
  }

  private func listen(to group: MultiThreadedEventLoopGroup, _ time: Time) async throws {
    let heartbeat = EventLoopHeartbeat(of: group, interval: .milliseconds(1), now: { time.now })
    let release = DispatchSemaphore(value: 0)
    await withCheckedContinuation { continuation in
      group.next().execute {
        continuation.resume()
        release.wait()
      }
    }
    time.now += 30_000_000_000
    #expect(heartbeat.age >= .seconds(30))
    var facts = HealthModel.Facts()
    facts.heartbeatAge = heartbeat.age
    #expect(model.liveness(facts).status == 503)
    release.signal()
    let deadline = ContinuousClock.now + .seconds(60)
    while heartbeat.age > .zero, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(heartbeat.age == .zero)
  }
}

/// A clock that a test sets.
private final class Time: Sendable {
  private let nanoseconds = Atomic<Int64>(0)

  var now: Int64 {
    get { nanoseconds.load(ordering: .acquiring) }
    set { nanoseconds.store(newValue, ordering: .releasing) }
  }
}
