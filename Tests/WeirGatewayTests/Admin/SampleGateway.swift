import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestSupport
import WeirStream

@testable import WeirGateway

/// The page with sample data behind it, some of it hostile, as a browser sees it.
final class SampleGateway: Sendable {
  private let token: String?
  private let polls = Atomic<Int>(0)
  private let seen = Mutex<(posts: [String], queries: [String])>(([], []))

  /// - Parameter token: Asked for where it is not nil.
  init(token: String? = nil) { self.token = token }

  /// Path and body of what was posted.
  var posts: [String] { seen.withLock { $0.posts } }

  /// Of the requests to the quarantine.
  var queries: [String] { seen.withLock { $0.queries } }

  /// What the page has become after some seconds of its own time.
  ///
  /// - Parameter script: Run in the page; `press(selector, then)` presses a button once it is there.
  func dom(_ path: String, pressing script: String = "") async throws -> String {
    let folder = try TemporaryFolder()
    return try await browse(path, "--dump-dom", pressing: script, in: folder.path)
  }

  @discardableResult
  func browse(
    _ path: String, _ options: String, pressing script: String = "", in folder: String
  ) async throws -> String {
    let output = Mutex("")
    try await serve(router(pressing: script)) { port in
      let run = try await shell(
        """
        exec timeout -s KILL 60 chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage \
          --no-first-run --user-data-dir=profile --virtual-time-budget=12000 \(options) \
          'http://127.0.0.1:\(port)\(path)'
        """, in: folder, timeoutSeconds: 90)
      output.withLock { $0 = run.stdout }
    }
    return output.withLock { $0 }
  }

  private func router(pressing script: String) -> Router<BasicRequestContext> {
    let router = Router()
    router.add(middleware: BrowserGuardMiddleware())
    if script.isEmpty {
      OperatorPage.add(to: router)
    } else {
      for path in OperatorPage.paths {
        router.get("\(path)") { _, _ in self.page(path, pressing: script) }
      }
    }
    router.get("/ui/press.js") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/javascript"],
        body: .init(byteBuffer: ByteBuffer(string: Self.press + script)))
    }
    router.get("/v1/status") { request, _ in
      self.answer(request) { String(decoding: self.status().json, as: UTF8.self) }
    }
    router.get("/v1/quarantine") { request, _ in
      self.seen.withLock { $0.queries.append(request.uri.query ?? "") }
      return self.answer(request) { self.quarantine(request) }
    }
    router.get("/v1/parked") { request, _ in
      self.seen.withLock { $0.queries.append(request.uri.query ?? "") }
      return self.answer(request) { Self.parked }
    }
    for (path, member) in [("send-again", "sent_again"), ("dismiss", "dismissed")] {
      router.post("/v1/parked/\(path)") { request, _ in
        let body = try await request.body.collect(upTo: 1 << 16)
        self.seen.withLock { $0.posts.append("\(request.uri.path) \(String(buffer: body))") }
        return self.answer(request) { "{\"\(member)\":1}" }
      }
    }
    for path in ["/v1/quarantine/replay", "/v1/breakers/{sink}/{index}/{mode}"] {
      router.post("\(path)") { request, _ in
        let body = try await request.body.collect(upTo: 1 << 16)
        self.seen.withLock { $0.posts.append("\(request.uri.path) \(String(buffer: body))") }
        return self.answer(request) { #"{"accepted":2,"rejected":1,"kept":0,"kept_by_reason":{}}"# }
      }
    }
    return router
  }

  private static let press = """
    function press(selector, then, before = () => {}) {
      const waiting = setInterval(() => {
        const button = document.querySelector(selector);
        if (!button || button.disabled || button.hidden) return;
        clearInterval(waiting);
        before();
        button.click();
        then();
      }, 50);
    }

    """

  /// The page, under its own policy, with one more script.
  private func page(_ path: String, pressing script: String) -> Response {
    var headers = HTTPFields()
    for (name, value) in OperatorPage.headers {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    guard let resource = OperatorPage.resource(at: path) else { return Response(status: .notFound) }
    headers[.contentType] = resource.contentType
    let body = resource.body.replacing(
      "</body>", with: #"<script type="module" src="/ui/press.js"></script></body>"#)
    return Response(
      status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: body)))
  }

  private func answer(_ request: Request, _ json: () -> String) -> Response {
    guard token == nil || request.headers[.authorization] == "Bearer \(token ?? "")" else {
      return Response(
        status: .unauthorized, headers: [.contentType: "application/problem+json"],
        body: .init(
          byteBuffer: ByteBuffer(string: #"{"title":"Unauthorized","detail":"show a token"}"#)))
    }
    return Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(string: json())))
  }

  /// Each time a little later, with a thousand records more.
  private func status() -> GatewayStatus {
    let poll = polls.wrappingAdd(1, ordering: .relaxed).newValue
    let start = Timestamp(nanoseconds: 1_764_000_000_000_000_000)
    let ledger = RecordLedger()
    let batch = ledger.receive(1000 * poll + 3, from: "http", at: start)
    ledger.settle(batch, .accepted(schema: "orders"), count: 939 * poll)
    ledger.settle(
      batch, .quarantined(schema: "orders", stage: "schema", code: "schema.required"),
      count: 61 * poll)
    ledger.settle(batch, .duplicate(schema: "orders"), count: 2)
    let reasons = RejectReasons()
    for index in 0..<41 {
      reasons.note(
        schema: "orders", stage: "schema", code: "schema.required",
        instanceLocation: "/items/\(index)")
    }
    reasons.note(
      schema: "<i>users</i>", stage: "decode", code: "decode.utf8", instanceLocation: "")
    var store = GatewayMetrics.StoreFigures()
    store.spoolBytes = 870 << 20
    store.spoolCapacityBytes = 1 << 30
    store.spoolRecords = 120_400
    store.spoolOldest = .seconds(312)
    store.parked = ["shop": ParkedCount(all: 17, outcomeUnknown: 3)]
    return GatewayStatus(
      version: "1.2.3", startedAt: start,
      time: Timestamp(nanoseconds: start.nanoseconds + Int64(poll) * 2_000_000_000),
      readiness: HealthReport(checks: [
        .init("schemas", nil), .init("spool", "spool.full: <b>64 MiB</b>"),
      ]),
      records: ledger.snapshot, reasons: reasons.top(),
      sinks: [
        .init(
          name: "shop", delivered: 91_230, paused: "sink.unauthorized",
          endpoints: [
            .init(name: "https://a.example/in", state: "closed", calls: 480, failures: 3),
            .init(name: "https://b.example/in", state: "forced_open", calls: 0, failures: 0),
          ]),
        .init(name: "archive", delivered: 120_000),
      ],
      store: store, rejectRateAlerts: ["orders"])
  }

  private static let parked = #"""
    {"records":[{"sequence":17,"event_id":"<b>e17</b>","stream":"orders","received_at":"2025-11-24T16:00:00Z",
    "bytes":812,"attempts":4,"code":"sink.connection_lost","due_at":null}],"next":null}
    """#

  /// Two pages: the second has one record.
  private func quarantine(_ request: Request) -> String {
    if request.uri.queryParameters["after"] != nil {
      return #"{"records":[\#(record("q3", #""encoding":"utf8","content":"3""#))],"next":null}"#
    }
    let hostile =
      #"{\"x\":\"<img src=x onerror=\"document.title='owned'\"></pre><script>document.title='owned'</script>\u202e\"}"#
    return """
      {"records":[\(record("q1", "\"encoding\":\"utf8\",\"content\":\"\(hostile)\"")),
      \(record("q2", #""encoding":"base64","content":"/w==""#))],"next":"cursor-1"}
      """
  }

  private func record(_ id: String, _ payload: String) -> String {
    #"""
    {"specversion":"1.0","id":"\#(id)","type":"dev.weir.quarantine.v1","time":"2025-11-24T16:00:00Z",
    "subject":"orders","data":{"reason":{"stage":"schema","code":"schema.required","errors":[
    {"code":"schema.required","instance_location":"/items/0","message":"<b>price</b> is missing"}]},
    "payload":{"bytes":812,\#(payload)}}}
    """#
  }
}
