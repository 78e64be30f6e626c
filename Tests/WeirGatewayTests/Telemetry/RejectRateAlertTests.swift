import AsyncHTTPClient
import Foundation
import Logging
import Synchronization
import Testing
import WeirResilience
import WeirResilienceTesting
import WeirStream

@testable import WeirGateway

/// When too much is rejected, and when no longer.
struct RejectRateAlertTests {
  /// Feeds an alert every ten seconds.
  private struct Feed {
    var alert = RejectRateAlert()
    var totals = RejectRateAlert.Totals()
    var now = Duration.zero

    mutating func run(
      seconds: Int, judged: Int, rejected: Int
    ) -> [RejectRateAlert.Change] {
      var changes: [RejectRateAlert.Change] = []
      for _ in 0..<seconds / 10 {
        now += .seconds(10)
        totals.judged += judged
        totals.rejected += rejected
        changes += alert.update(["orders": totals], now: now)
      }
      return changes
    }
  }

  @Test("five percent bad raise one alert, and one resolve follows when it is over")
  func raisesOnce() {
    var feed = Feed()
    #expect(feed.run(seconds: 600, judged: 100, rejected: 1) == [])
    let raised = feed.run(seconds: 600, judged: 100, rejected: 5)
    #expect(raised.map(\.isRaised) == [true])
    #expect(raised.first?.ratio == 0.05)
    #expect(feed.alert.active == ["orders"])
    #expect(feed.run(seconds: 600, judged: 100, rejected: 0).map(\.isRaised) == [false])
    #expect(feed.run(seconds: 600, judged: 100, rejected: 0) == [])
    #expect(feed.alert.active == [])
  }

  @Test("a share between the two thresholds changes nothing")
  func hysteresis() {
    var feed = Feed()
    #expect(feed.run(seconds: 600, judged: 1000, rejected: 45) == [])
    #expect(feed.run(seconds: 600, judged: 1000, rejected: 60).count == 1)
    #expect(feed.run(seconds: 1200, judged: 1000, rejected: 45) == [])
    #expect(feed.run(seconds: 600, judged: 1000, rejected: 39).map(\.isRaised) == [false])
  }

  @Test("fewer than a hundred records raise nothing, the hundredth does")
  func minimum() {
    var feed = Feed()
    #expect(feed.run(seconds: 300, judged: 3, rejected: 3) == [])
    var other = Feed()
    let changes = other.run(seconds: 300, judged: 4, rejected: 4)
    #expect(
      changes == [
        .init(schema: "orders", isRaised: true, counts: .init(judged: 100, rejected: 100))
      ])
  }

  @Test("what is older than the window does not count")
  func window() {
    var feed = Feed()
    #expect(feed.run(seconds: 10, judged: 99, rejected: 99) == [])
    #expect(feed.run(seconds: 290, judged: 0, rejected: 0) == [])
    #expect(feed.run(seconds: 10, judged: 99, rejected: 99) == [])
  }

  @Test("with no records for a whole window it is resolved")
  func silence() {
    var feed = Feed()
    #expect(feed.run(seconds: 10, judged: 200, rejected: 200).map(\.isRaised) == [true])
    #expect(feed.run(seconds: 290, judged: 0, rejected: 0) == [])
    #expect(feed.run(seconds: 10, judged: 0, rejected: 0).map(\.isRaised) == [false])
  }

  @Test("schemas are looked at each by itself, and beyond the limit together")
  func manySchemas() {
    var alert = RejectRateAlert()
    var totals: [String: RejectRateAlert.Totals] = ["good": .init(judged: 1000, rejected: 0)]
    totals["bad"] = .init(judged: 100, rejected: 50)
    #expect(alert.update(totals, now: .seconds(1)).map(\.schema) == ["bad"])
    for index in 0..<2000 { totals["x\(index)"] = .init(judged: 1, rejected: 1) }
    let changes = alert.update(totals, now: .seconds(2))
    #expect(changes.map(\.schema) == ["overflow"])
    #expect(changes.first?.counts.judged == 2000 - (RejectRateAlert.maxSchemas - 2))
  }

  @Test("a change goes to the log, to the metric and, tried again, to the webhook")
  func watch() async throws {
    let metrics = GatewayMetrics(version: "1")
    let log = LogLines()
    let receiver = TelemetryReceiver(answers: [.init(status: 503)])
    let clock = ManualClock()
    try await receiver.serve { root, client in
      var settings = AlertWatch.Settings()
      settings.webhook = root + "/hook"
      settings.webhookHeaders = ["Authorization": "Bearer t"]
      let watch = try AlertWatch(
        settings, metrics, client: client, clock: clock,
        now: { Timestamp(nanoseconds: 1_700_000_000_000_000_000) }, logger: log.logger)
      let running = Task { await watch.run() }
      let batch = metrics.ledger.receive(100, from: "http", at: .now)
      metrics.ledger.settle(batch, .accepted(schema: "orders"), count: 90)
      metrics.ledger.settle(
        batch, .quarantined(schema: "orders", stage: "schema", code: "schema.type"), count: 10)
      try await clock.untilSleeping(1)
      clock.advance(by: .seconds(10))
      _ = try await receiver.next(1)
      try await clock.untilSleeping(2)
      clock.advance(by: .seconds(1))
      _ = try await receiver.next(1)
      #expect(watch.active == ["orders"])
      running.cancel()
      await running.value
    }
    #expect(receiver.requests.map(\.path) == ["/hook", "/hook"])
    #expect(receiver.requests.allSatisfy { $0.headers["authorization"] == "Bearer t" })
    #expect(Set(receiver.requests.map { $0.headers["idempotency-key"] }).count == 1)
    #expect(
      String(decoding: receiver.requests[1].body, as: UTF8.self)
        == #"{"id":"reject_rate/orders/raised/2023-11-14T22:13:20.000Z","alert":"reject_rate","schema":"orders","state":"raised","judged":100,"rejected":10,"ratio":0.1,"threshold":0.05,"window_seconds":300.0,"time":"2023-11-14T22:13:20.000Z"}"#
    )
    let scrape = Scrape(metrics.registry.exposition())
    #expect(scrape[#"weir_alert_active{alert="reject_rate",schema="orders"}"#] == "1")
    #expect(log.text.contains(#""event":"alert.raised""#))
  }
}

/// What a logger wrote.
final class LogLines: Sendable {
  private final class Written: Sendable { let bytes = Mutex<[UInt8]>([]) }

  private let written = Written()
  private let queue: LogQueue

  init() {
    queue = LogQueue { [written] line in written.bytes.withLock { $0 += line } }
  }

  var logger: Logger {
    Logger(label: "test") { [queue] in JSONLogHandler(label: $0, queue: queue) }
  }

  var text: String {
    queue.flush(within: .seconds(60))
    return written.bytes.withLock { String(decoding: $0, as: UTF8.self) }
  }
}
