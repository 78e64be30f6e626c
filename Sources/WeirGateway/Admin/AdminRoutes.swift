import HTTPTypes
package import Hummingbird
import NIOCore
import WeirJSON
import WeirResilience

/// The routes of the admin listener, for operators and their machines.
///
/// | route | what it does |
/// |---|---|
/// | `GET /livez`, `/readyz`, `/startupz` | 200 or 503, with the reasons |
/// | `GET /metrics` | Prometheus text, or OpenMetrics if `Accept` says so |
/// | `GET /ui` | the operator's page |
/// | `GET /v1/status` | all of it at this moment: `GatewayStatus` |
/// | `GET /v1/breakers` | the circuit breaker of each endpoint |
/// | `POST /v1/breakers/{sink}/{index}/{mode}` | `force-open`, `force-closed`, `metrics-only`, `auto` |
/// | `/v1/quarantine`, `/v1/parked` | `QuarantineRoutes`, `ParkedRoutes` |
/// | `POST /v1/reload` | looks for changed schemas now |
package struct AdminRoutes: Sendable {
  package struct Actions: Sendable {
    package var facts: @Sendable () -> HealthModel.Facts
    package var status: @Sendable () -> GatewayStatus
    package var breakers: @Sendable () -> [SinkBreaker]

    /// Loads schemas anew; what is wrong with them, empty for nothing.
    package var reload: @Sendable () async -> [String]

    package init(
      facts: @escaping @Sendable () -> HealthModel.Facts,
      status: @escaping @Sendable () -> GatewayStatus,
      breakers: @escaping @Sendable () -> [SinkBreaker],
      reload: @escaping @Sendable () async -> [String]
    ) {
      self.facts = facts
      self.status = status
      self.breakers = breakers
      self.reload = reload
    }
  }

  private let actions: Actions
  private let quarantine: QuarantineRoutes
  private let parked: ParkedRoutes
  private let health: HealthModel
  private let metrics: GatewayMetrics

  /// SHA-256 of the bearer token that callers of everything but health and metrics must show.
  private let tokenHash: String?

  package init(
    _ actions: Actions, quarantine: QuarantineRoutes, parked: ParkedRoutes, health: HealthModel,
    metrics: GatewayMetrics, tokenHash: String?
  ) {
    self.actions = actions
    self.quarantine = quarantine
    self.parked = parked
    self.health = health
    self.metrics = metrics
    self.tokenHash = tokenHash
  }

  package func add(to router: Router<GatewayContext>) {
    router.add(middleware: ProblemMiddleware(metrics: metrics))
    router.get("/livez") { _, _ in answer(health.liveness(actions.facts())) }
    router.get("/readyz") { _, _ in answer(health.readiness(actions.facts())) }
    router.get("/startupz") { _, _ in answer(health.startup(actions.facts())) }
    router.get("/metrics", use: scrape)
    OperatorPage.add(to: router)
    let operators = router.group().add(middleware: BrowserGuardMiddleware())
      .add(middleware: AdminTokenMiddleware(tokenHash: tokenHash))
    operators.get("/v1/status") { _, _ in Response.json(actions.status().json) }
    quarantine.add(to: operators)
    parked.add(to: operators)
    operators.get("/v1/breakers") { _, _ in breakers() }
    operators.post("/v1/breakers/{sink}/{index}/{mode}", use: force)
    operators.post("/v1/reload", use: reload)
  }

  private func answer(_ report: HealthReport) -> Response {
    .json(report.json, status: .init(code: report.status))
  }

  @Sendable
  private func scrape(_ request: Request, _ context: GatewayContext) -> Response {
    let format = ExpositionFormat(accept: request.headers[.accept])
    return Response(
      status: .ok, headers: [.contentType: format.contentType],
      body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.registry.exposition(format))))
  }

  // MARK: Breakers

  private func breakers() -> Response {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("breakers")
    writer.beginArray()
    for (index, breaker) in actions.breakers().indexedBySink {
      writer.beginObject()
      writer.member("sink", breaker.sink)
      writer.member("index", index)
      writer.member("endpoint", breaker.endpoint)
      writer.member("state", breaker.breaker.snapshot.state.label)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return .json(writer.bytes)
  }

  @Sendable
  private func force(_ request: Request, _ context: GatewayContext) throws -> Response {
    let sink = context.parameters.get("sink") ?? ""
    let index = context.parameters.get("index").flatMap { Int($0) }
    let found = actions.breakers().indexedBySink
      .first { $0.breaker.sink == sink && $0.index == index }
    guard let breaker = found?.breaker.breaker else {
      throw Problem(.notFound, "breaker.unknown", "\(sink) has no such endpoint")
    }
    switch context.parameters.get("mode") {
    case "force-open": breaker.mode = .forcedOpen
    case "force-closed": breaker.mode = .forcedClosed
    case "metrics-only": breaker.mode = .metricsOnly
    case "auto": breaker.mode = .automatic
    default:
      throw Problem(
        .notFound, "breaker.mode",
        "a breaker can be set to force-open, force-closed, metrics-only or auto")
    }
    return breakers()
  }

  // MARK: Schemas

  @Sendable
  private func reload(_ request: Request, _ context: GatewayContext) async -> Response {
    let faults = await actions.reload()
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("ok", faults.isEmpty)
    writer.key("faults")
    writer.beginArray()
    for fault in faults { writer.value(fault) }
    writer.endArray()
    writer.endObject()
    return .json(writer.bytes, status: faults.isEmpty ? .ok : .unprocessableContent)
  }
}

extension Response {
  static func json(_ body: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}

extension [SinkBreaker] {
  /// Each with its place among the endpoints of its sink, from 0.
  fileprivate var indexedBySink: [(index: Int, breaker: SinkBreaker)] {
    var counts: [String: Int] = [:]
    return map { breaker in
      defer { counts[breaker.sink, default: 0] += 1 }
      return (counts[breaker.sink, default: 0], breaker)
    }
  }
}
