import Foundation
import TestSupport
import Testing
import WeirResilience
import WeirResilienceTesting
import WeirStream

@testable import WeirGateway

/// The metrics of the gateway as a scrape shows them.
struct GatewayMetricsTests {
  @Test("every metric of the table is in the scrape of a gateway at work, and no other")
  func complete() throws {
    let names = Set(Scrape(try BusyGateway().exposition()).families.keys)
    #expect(names == Set(GatewayMetrics.Table.all.map(\.name)))
  }

  @Test("names follow the conventions: prefix, units, _total")
  func names() {
    for metric in GatewayMetrics.Table.all {
      #expect(metric.name.hasPrefix("weir_"))
      #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
      #expect(metric.help.hasSuffix("."), "\(metric.name)")
    }
    #expect(Set(GatewayMetrics.Table.all.map(\.name)).count == GatewayMetrics.Table.all.count)
  }

  @Test("what policies do is counted by sink")
  func resilience() {
    let metrics = GatewayMetrics(version: "1")
    let observer = ResilienceMetrics(metrics, sink: "orders", endpoint: "a")
    observer.observe(.retrying(attempt: 1, after: .seconds(1), .throttled))
    observer.observe(.gaveUp(attempts: 2, .budgetExhausted))
    observer.observe(.circuitChanged(from: .closed, to: .open))
    observer.observe(.timedOut(.deadlinePassed))
    let scrape = Scrape(metrics.registry.exposition())
    #expect(scrape[#"weir_retries_total{sink="orders",class="throttled"}"#] == "1")
    #expect(scrape[#"weir_retry_budget_exhausted_total{sink="orders"}"#] == "1")
    #expect(
      scrape[#"weir_breaker_transitions_total{sink="orders",endpoint="a",state="open"}"#] == "1")
    #expect(scrape[#"weir_timeouts_total{sink="orders",limit="deadline"}"#] == "1")
  }

  @Test("a breaker's state is read when it is scraped, one state at a time")
  func breakerState() throws {
    let metrics = GatewayMetrics(version: "1")
    let breaker = try CircuitBreaker()
    let registration = metrics.watch(breaker, sink: "orders", endpoint: "a")
    breaker.mode = .forcedOpen
    let states = Scrape(metrics.registry.exposition()).samples.filter {
      $0.key.hasPrefix("weir_breaker_state{") && $0.value == "1"
    }
    withExtendedLifetime(registration) {}
    #expect(states.keys.first?.contains(#"state="forced_open""#) == true)
    #expect(states.count == 1)
  }

  @Test(
    "promtool finds nothing to say about a real exposition",
    .needsCommand("promtool", remedy: gatewayTools), arguments: [ExpositionFormat.prometheusText])
  func promtool(format: ExpositionFormat) async throws {
    let folder = try TemporaryFolder()
    try folder.write(try BusyGateway().exposition(format), to: "metrics.txt")
    let check = try await shell("promtool check metrics < metrics.txt", in: folder.path)
    #expect(check.stderr + check.stdout == "")
    #expect(check.status == 0)
  }
}

/// How to get what some tests of telemetry need.
let gatewayTools = "`scripts/setup gateway` installs it"

/// Metrics after everything has happened once.
struct BusyGateway {
  let metrics = GatewayMetrics(version: "1.2.3", now: { Timestamp(nanoseconds: 5_000_000_000) })
  private let registrations: [PrometheusRegistry.Registration]

  init() throws {
    let sent = Timestamp(nanoseconds: 2_000_000_000)
    let batch = metrics.ledger.receive(20, from: "http", at: sent)
    metrics.ledger.settle(batch, .accepted(schema: "orders"), count: 14)
    metrics.ledger.settle(
      batch, .quarantined(schema: "orders", stage: "schema", code: "schema.required"))
    metrics.ledger.settle(batch, .duplicate(schema: "orders"))
    metrics.ledger.settle(batch, .shed(reason: "spool_full"))
    metrics.requestRefused(reason: "rate_limited")
    metrics.watchConnections { 7 }
    metrics.connectionClosed(.crowded)
    metrics.recordCame(bytes: 812, source: "http")
    metrics.judged(schema: "orders", took: .microseconds(7))
    metrics.delivered(to: "orders", took: .milliseconds(30))
    metrics.sinkRequest(sink: "orders", endpoint: "a", status: 503, took: .milliseconds(20))
    metrics.refused(1, by: "orders", code: "sink.invalid")
    metrics.setPaused(true, sink: "orders")
    metrics.watchSilence { ["orders": .seconds(3)] }
    metrics.setDeliveries(active: 2, queued: 40, of: "orders")
    metrics.fsync(took: .milliseconds(2))
    metrics.schemasReloaded(ok: true)
    metrics.schemasReloaded(ok: false)
    metrics.setSchemasStale(true)
    metrics.setConfiguration(sha256: "00ff")
    metrics.setAlert("reject_rate", schema: "orders", isActive: true)
    metrics.watchStore {
      var figures = GatewayMetrics.StoreFigures()
      figures.parked = ["orders": ParkedCount(all: 2, outcomeUnknown: 1)]
      figures.spoolBytes = 4096
      figures.spoolCapacityBytes = 1 << 30
      return figures
    }
    let observer = ResilienceMetrics(metrics, sink: "orders", endpoint: "a")
    for event: ResilienceEvent in [
      .retrying(attempt: 1, after: .seconds(1), .retryable), .gaveUp(attempts: 4, .budgetExhausted),
      .circuitChanged(from: .closed, to: .open), .circuitRejected(.probing),
      .bulkheadRejected(.tooManyCalls(limit: 1)), .timedOut(.exceeded(limit: .seconds(1))),
      .rateLimited(.limited(retryAfter: .seconds(1))), .hedged(attempt: 2), .fellBack,
    ] {
      observer.observe(event)
    }
    registrations = [
      metrics.watch(try CircuitBreaker(), sink: "orders", endpoint: "a"),
      metrics.watch(try Bulkhead(), named: "sink/orders"),
    ]
  }

  func exposition(_ format: ExpositionFormat = .prometheusText) -> String {
    withExtendedLifetime(self) { metrics.registry.exposition(format) }
  }
}

/// An exposition in text format, taken apart.
struct Scrape {
  /// Type by name.
  private(set) var families: [String: String] = [:]

  /// Value by name with labels.
  private(set) var samples: [String: String] = [:]

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if line.hasPrefix("# TYPE ") {
        families[String(words[2])] = String(words[3])
      } else if !line.hasPrefix("#"), let space = line.lastIndex(of: " ") {
        samples[String(line[..<space])] = String(line[line.index(after: space)...])
      }
    }
  }

  subscript(_ sample: String) -> String? { samples[sample] }
}
