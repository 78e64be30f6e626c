import HTTPTypes
package import Hummingbird
import Logging
import NIOCore
package import Tracing
import WeirResilience

/// The routes of the public listener.
///
/// | route | what it does |
/// |---|---|
/// | `POST /v1/streams/{stream}/records` | takes records |
/// | `POST /v1/schemas/{schema}/validate` | says what a record would come to, and keeps nothing |
/// | `GET /v1/streams`, `GET /v1/schemas` | what there is |
package struct IngestRoutes: Sendable {
  package struct Catalog: Sendable {
    package var streams: @Sendable () -> [String]
    package var schemas: @Sendable () -> [String]

    /// A judge by one schema, for verdicts only; nil for none of that name.
    package var judge: @Sendable (_ schema: String) -> IngestStream?

    package init(
      streams: @escaping @Sendable () -> [String], schemas: @escaping @Sendable () -> [String],
      judge: @escaping @Sendable (String) -> IngestStream?
    ) {
      self.streams = streams
      self.schemas = schemas
      self.judge = judge
    }
  }

  private let service: IngestService
  private let tenants: Tenants
  private let catalog: Catalog
  private let metrics: GatewayMetrics
  private let tracer: any Tracer

  /// Of acknowledgements: how much they vouch for.
  private let durability: String

  package init(
    _ service: IngestService, tenants: Tenants, catalog: Catalog,
    metrics: GatewayMetrics, tracer: any Tracer, durability: String
  ) {
    self.service = service
    self.tenants = tenants
    self.catalog = catalog
    self.metrics = metrics
    self.tracer = tracer
    self.durability = durability
  }

  package func add(to router: Router<GatewayContext>) {
    router.add(middleware: ProblemMiddleware(metrics: metrics))
    router.post("/v1/streams/{stream}/records", use: ingest)
    router.post("/v1/schemas/{schema}/validate", use: validate)
    router.get("/v1/streams") { request, context in
      try await list("streams", catalog.streams(), request, context)
    }
    router.get("/v1/schemas") { request, context in
      try await list("schemas", catalog.schemas(), request, context)
    }
  }

  @Sendable
  private func ingest(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let tenant = try await tenant(request, context)
    var ingest = IngestRequest(
      id: context.requestID, stream: context.parameters.get("stream") ?? "")
    ingest.contentType = request.headers[.contentType]
    ingest.contentEncoding = request.headers[.contentEncoding]
    ingest.contentLength = request.headers[.contentLength].flatMap { Int($0) }
    ingest.idempotencyKey = request.headers[.idempotencyKey]
    ingest.wantsItems = request.headers[.prefer]?.contains("return=representation") ?? false
    var serviceContext = ServiceContext.current ?? .topLevel
    tracer.extract(request.headers, into: &serviceContext, using: HeaderExtractor())
    return try await tracer.withSpan(
      "ingest \(ingest.stream)", context: serviceContext, ofKind: .server
    ) { span in
      var headers = HTTPFields()
      tracer.inject(span.context, into: &headers, using: HeaderInjector())
      if headers[.traceparent] == nil { headers = request.headers }
      ingest.traceparent = headers[.traceparent]
      // Without the other it means nothing (§3.3).
      ingest.tracestate =
        ingest.traceparent == nil ? nil : headers[.tracestate].flatMap(TraceState.valid)
      let reply = try await service.ingest(ingest, from: tenant, request.body)
      return response(reply)
    }
  }

  private func response(_ reply: IngestReply) -> Response {
    var headers: HTTPFields = [
      .contentType: reply.contentType, .weirDurability: durability,
    ]
    if reply.isReplayed { headers[.idempotencyReplayed] = "true" }
    return Response(
      status: reply.status, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
  }

  @Sendable
  private func validate(_ request: Request, _ context: GatewayContext) async throws -> Response {
    _ = try await tenant(request, context)
    let name = context.parameters.get("schema") ?? ""
    guard let stream = catalog.judge(name) else { throw Problem.unknownSchema(name) }
    let form = try BodyForm(contentType: request.headers[.contentType])
    let verdicts = try await service.verdicts(
      on: request.body, form, encoding: request.headers[.contentEncoding], by: stream)
    return Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: VerdictReply(verdicts).body)))
  }

  private func list(
    _ member: String, _ names: [String], _ request: Request, _ context: GatewayContext
  ) async throws -> Response {
    _ = try await tenant(request, context)
    return Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: listing(member, names))))
  }

  private func tenant(
    _ request: Request, _ context: GatewayContext
  ) async throws -> Tenant {
    try await tenants.tenant(authorization: request.headers[.authorization]) {
      await context.clientSubject
    }
  }
}

/// Answers problems as RFC 9457 has them, and counts them.
struct ProblemMiddleware: RouterMiddleware {
  typealias Context = GatewayContext
  let metrics: GatewayMetrics

  @concurrent
  func handle(
    _ request: Request, context: GatewayContext,
    next: @concurrent (Request, GatewayContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let problem as Problem {
      return answer(problem, context)
    } catch let fault as PaceFault {
      return answer(Problem(fault), context)
    } catch let error as HTTPError {
      return answer(
        Problem(error.status, "request.\(error.status.code)", error.body ?? ""), context)
    } catch {
      context.logger.error(
        "request failed",
        metadata: ["error.type": "\(type(of: error))", "error.message": "\(error)"])
      return answer(
        Problem(.internalServerError, "gateway.internal", "the request could not be worked on"),
        context)
    }
  }

  private func answer(_ problem: Problem, _ context: GatewayContext) -> Response {
    metrics.requestRefused(reason: problem.code)
    var headers: HTTPFields = [.contentType: Problem.mediaType]
    if let seconds = problem.retryAfter { headers[.retryAfter] = String(seconds) }
    if problem.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    return Response(
      status: problem.status, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: problem.body(requestID: context.requestID))))
  }
}
