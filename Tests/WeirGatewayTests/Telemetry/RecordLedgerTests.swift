import Synchronization
import TestSupport
import Testing
import WeirStream

@testable import WeirGateway

/// The one equation that holds at every scrape.
struct RecordLedgerTests {
  private let start = Timestamp(nanoseconds: 1_000_000_000)

  @Test("each record is counted once, wherever it ends")
  func outcomes() {
    let ledger = RecordLedger()
    let batch = ledger.receive(6, from: "http", at: start)
    ledger.settle(batch, .accepted(schema: "orders"), count: 2)
    ledger.settle(
      batch, .quarantined(schema: "orders", stage: "schema", code: "schema.required"))
    ledger.settle(batch, .duplicate(schema: "orders"))
    #expect(ledger.snapshot.inflight == ["http": 2])
    ledger.finish(batch, leftover: "spool_full")
    let snapshot = ledger.snapshot
    #expect(snapshot.received == ["http": 6])
    #expect(snapshot.inflight == ["http": 0])
    #expect(snapshot.count(of: "accepted") == 2)
    #expect(snapshot.count(of: "quarantined") == 1)
    #expect(snapshot.count(of: "duplicate") == 1)
    #expect(snapshot.shed == ["spool_full": 2])
    #expect(snapshot.oldestInflight == nil)
  }

  @Test("to settle or finish a batch too often changes nothing")
  func twice() {
    let ledger = RecordLedger()
    let batch = ledger.receive(1, from: "http", at: start)
    ledger.settle(batch, .accepted(schema: "a"), count: 5)
    ledger.finish(batch, leftover: "aborted")
    let before = ledger.snapshot
    ledger.settle(batch, .accepted(schema: "a"))
    ledger.receive(3, more: batch)
    ledger.finish(batch, leftover: "aborted")
    #expect(ledger.snapshot == before)
    #expect(before.count(of: "accepted") == 1)
    #expect(before.shed.isEmpty)
  }

  @Test("the oldest in flight is the first batch that has records left")
  func oldest() {
    let ledger = RecordLedger()
    let first = ledger.receive(1, from: "http", at: start)
    let second = ledger.receive(0, from: "http", at: Timestamp(nanoseconds: 2_000_000_000))
    ledger.receive(1, more: second)
    #expect(ledger.snapshot.oldestInflight == start)
    ledger.settle(first, .accepted(schema: "a"))
    #expect(ledger.snapshot.oldestInflight == Timestamp(nanoseconds: 2_000_000_000))
  }

  @Test("names that never end do not fill memory, and are counted all the same")
  func cardinality() {
    let ledger = RecordLedger()
    for index in 0..<(2 * RecordLedger.maxSeries) {
      let batch = ledger.receive(1, from: "source\(index)", at: start)
      ledger.settle(
        batch, .quarantined(schema: "s\(index)", stage: "schema", code: "c\(index)"))
      ledger.finish(batch, leftover: "aborted")
    }
    let snapshot = ledger.snapshot
    #expect(snapshot.received.values.reduce(0, +) == 2 * RecordLedger.maxSeries)
    #expect(snapshot.count(of: "quarantined") == 2 * RecordLedger.maxSeries)
    #expect(snapshot.rejects.values.reduce(0, +) == 2 * RecordLedger.maxSeries)
    #expect(snapshot.received.count == RecordLedger.maxSeries + 1)
    #expect(snapshot.rejects.count == RecordLedger.maxSeries + 1)
  }

  @Test(
    "received = accepted + quarantined + duplicate + shed + inflight in every scrape under load")
  func invariant() async {
    let metrics = GatewayMetrics(version: "1")
    let isDone = Atomic(false)
    async let scrapes = scrape(metrics, until: { isDone.load(ordering: .acquiring) })
    await withTaskGroup { group in
      for seed in 0..<4 {
        group.addTask { run(metrics.ledger, seed: UInt64(seed)) }
      }
    }
    isDone.store(true, ordering: .releasing)
    let seen = await scrapes
    #expect(!seen.isEmpty)
    for scrape in seen { #expect(scrape.received == scrape.others, "\(scrape)") }
    #expect(metrics.ledger.snapshot.inflight.values.allSatisfy { $0 == 0 })
  }

  private struct Sums { var received = 0, others = 0 }

  private func scrape(_ metrics: GatewayMetrics, until isDone: () -> Bool) async -> [Sums] {
    var all: [Sums] = []
    repeat {
      all.append(sums(of: metrics.registry.exposition()))
      await Task.yield()
    } while !isDone()
    all.append(sums(of: metrics.registry.exposition()))
    return all
  }

  /// Only the text counts: what Prometheus would add up.
  private func sums(of exposition: String) -> Sums {
    var sums = Sums()
    for line in exposition.split(separator: "\n") where !line.hasPrefix("#") {
      let value = line.split(separator: " ").last.flatMap { Int($0) } ?? 0
      switch line.split(separator: "{").first {
      case "weir_records_received_total": sums.received += value
      case "weir_records_total", "weir_inflight_records": sums.others += value
      default: break
      }
    }
    return sums
  }
}

private func run(_ ledger: RecordLedger, seed: UInt64) {
  var generator = SeededGenerator(seed: seed)
  for _ in 0..<500 {
    let count = Int.random(in: 1...20, using: &generator)
    let batch = ledger.receive(count, from: "s\(seed)", at: .now)
    ledger.settle(
      batch, .accepted(schema: "a"), count: Int.random(in: 0...count, using: &generator))
    ledger.settle(batch, .duplicate(schema: "a"))
    ledger.settle(batch, .quarantined(schema: "a", stage: "decode", code: "decode.utf8"))
    ledger.finish(batch, leftover: "aborted")
  }
}
