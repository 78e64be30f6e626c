import Hummingbird
import TestSupport
import Testing
import WeirStream

@testable import WeirGateway

/// What stands behind the operator's page.
struct GatewayStatusTests {
  @Test("the status is what its documentation shows")
  func json() {
    let start = Timestamp(nanoseconds: 1_764_000_000_000_000_000)
    let ledger = RecordLedger()
    let batch = ledger.receive(4, from: "http", at: start)
    ledger.settle(batch, .accepted(schema: "orders"), count: 2)
    ledger.settle(
      batch, .quarantined(schema: "orders", stage: "schema", code: "schema.required"))
    let reasons = RejectReasons()
    reasons.note(
      schema: "orders", stage: "schema", code: "schema.required", instanceLocation: "/items/7")
    var store = GatewayMetrics.StoreFigures()
    store.spoolOldest = .milliseconds(1500)
    store.parked = ["shop": ParkedCount(all: 2, outcomeUnknown: 1)]
    let status = GatewayStatus(
      version: "1", startedAt: start,
      time: Timestamp(nanoseconds: start.nanoseconds + 250_000_000),
      readiness: HealthReport(checks: [.init("spool", nil)]), records: ledger.snapshot,
      reasons: reasons.top(),
      sinks: [
        .init(
          name: "shop", delivered: 4, paused: "sink.unauthorized",
          endpoints: [.init(name: "https://a", state: "closed", calls: 4, failures: 1)]),
        .init(name: "archive", delivered: 2),
      ], store: store, rejectRateAlerts: ["orders"])
    #expect(
      String(decoding: status.json, as: UTF8.self).replacing("],\"", with: "],\n\"") == #"""
        {"version":"1","started_at":"2025-11-24T16:00:00.000Z","time":"2025-11-24T16:00:00.250Z","readiness":{"status":"pass","checks":[{"name":"spool","status":"pass"}]},"records":{"received":4,"accepted":2,"quarantined":1,"duplicate":0,"shed":0,"inflight":1},"oldest_inflight_seconds":0.25,"schemas":[{"schema":"orders","accepted":2,"quarantined":1}],
        "reasons":[{"schema":"orders","stage":"schema","code":"schema.required","instance_location":"/items/*","count":1}],
        "sinks":[{"sink":"shop","delivered":4,"parked":2,"outcome_unknown":1,"paused":"sink.unauthorized","endpoints":[{"index":0,"endpoint":"https://a","state":"closed","calls":4,"failures":1}]},{"sink":"archive","delivered":2,"parked":0,"outcome_unknown":0,"endpoints":[]}],
        "spool":{"bytes":0,"capacity_bytes":0,"records":0,"oldest_seconds":1.5},"idempotency_entries":0,"alerts":[{"alert":"reject_rate","schema":"orders"}]}
        """#)
  }

  @Test("reasons are counted by kind of place, the most frequent first, in bounded memory")
  func reasons() {
    let reasons = RejectReasons()
    for index in 0..<3 {
      reasons.note(schema: "a", stage: "schema", code: "c", instanceLocation: "/x/\(index)/0y")
    }
    for index in 0..<(2 * RejectReasons.maxReasons) {
      reasons.note(schema: "b", stage: "schema", code: "c", instanceLocation: "/p\(index)")
    }
    let top = reasons.top(2)
    #expect(top[0].reason.instanceLocation == "/x/*/0y")
    #expect(top[0].count == 3)
    #expect(top[1].reason.instanceLocation == "/p0")
    #expect(reasons.others == RejectReasons.maxReasons + 1)
  }
}

/// Which requests a listener on loopback takes.
struct BrowserGuardTests {
  @Test("tools and the page itself are let through")
  func allowed() {
    for host in ["127.0.0.1:9090", "localhost", "[::1]:9090", "10.1.2.3"] {
      #expect(BrowserGuard.refusal(host: host, origin: nil, fetchSite: nil) == nil)
      #expect(
        BrowserGuard.refusal(host: host, origin: "http://" + host, fetchSite: "same-origin") == nil)
    }
    #expect(BrowserGuard.refusal(host: "localhost", origin: nil, fetchSite: "none") == nil)
    #expect(
      BrowserGuard.refusal(
        host: "weir.example:9090", origin: nil, fetchSite: nil, allowedNames: ["weir.example"])
        == nil)
  }

  @Test("other sites, forged names and requests without a host are not")
  func refused() {
    let host = "127.0.0.1:9090"
    #expect(BrowserGuard.refusal(host: host, origin: nil, fetchSite: "cross-site") != nil)
    #expect(BrowserGuard.refusal(host: host, origin: nil, fetchSite: "same-site") != nil)
    #expect(BrowserGuard.refusal(host: host, origin: "https://evil.example", fetchSite: nil) != nil)
    #expect(BrowserGuard.refusal(host: host, origin: "null", fetchSite: nil) != nil)
    for name in ["evil.example", "127.0.0.1.evil.example", "256.0.0.1", "localhost.evil"] {
      #expect(BrowserGuard.refusal(host: name, origin: nil, fetchSite: nil) != nil)
    }
    #expect(BrowserGuard.refusal(host: nil, origin: nil, fetchSite: nil) != nil)
  }

  @Test(
    "a refused request gets 403 and why, and the page comes with its policy",
    .needsCommand("curl"))
  func middleware() async throws {
    let router = Router()
    router.add(middleware: BrowserGuardMiddleware())
    OperatorPage.add(to: router)
    try await serve(router) { port in
      let foreign = try await shell(
        "curl -si -H 'Origin: https://evil.example' http://127.0.0.1:\(port)/ui", in: "/")
      #expect(foreign.stdout.hasPrefix("HTTP/1.1 403"))
      #expect(foreign.stdout.contains("the request comes from https://evil.example"))
      let own = try await shell("curl -si http://127.0.0.1:\(port)/ui/page.js", in: "/")
      #expect(own.stdout.hasPrefix("HTTP/1.1 200"))
      #expect(own.stdout.contains("default-src 'none'"))
      #expect(own.stdout.contains("nosniff"))
    }
  }
}
