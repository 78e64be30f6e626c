import AsyncHTTPClient
import NIOCore
import Synchronization
package import Tracing
package import WeirResilience
package import WeirStream

/// Sends records to a service by HTTP POST.
///
/// What stands around a request, outermost first:
///
/// ```
/// split                a request that is refused as a whole is sent in halves, until the record is found
/// └ retry              only of the records that were not taken           (+ budget)
///   └ hedge            where there is one: beside a slow request, to another endpoint
///     └ endpoint       of those that are well; the next one where its breaker is open
///       └ circuit breaker     one an endpoint
///         └ limits            for connection, TLS, first byte, idling, and all of it
///           └ POST
/// ```
///
/// An answer is taken at its head: who has said 200 has the records, whatever becomes of the rest. For what
/// each status means see `StatusMeaning`, for one answer a record `ItemAnswers`, for keys `RequestEncoder`.
///
/// At least once; once, where the service knows records (or requests, within one run) again.
package final class HTTPSink: Sink {
  package let name: String
  package let isIdempotent: Bool
  package let maxConcurrentDeliveries: Int
  package let maxBatchRecords: Int

  private let settings: HTTPSinkSettings
  private let encoder: RequestEncoder
  private let pool: EndpointPool
  private let retry: Retry
  private let hedge: Hedge?
  private let time: Timekeeper
  private let wallClock: @Sendable () -> Timestamp
  private let observer: SinkObserver
  private let tracer: any Tracer
  private let clientConfiguration: HTTPClient.Configuration

  /// There from `open` to `close`.
  private let client = Mutex<HTTPClient?>(nil)

  /// - Throws: When no sink can be made of the settings, or a TLS file cannot be used.
  package init(
    name: String, _ settings: HTTPSinkSettings, in environment: PolicyEnvironment = .system,
    wallClock: @escaping @Sendable () -> Timestamp = { .now },
    observer: (any DeliveryObserver)? = nil, tracer: any Tracer = NoOpTracer()
  ) throws(HTTPSinkError) {
    try settings.validate()
    self.name = name
    self.settings = settings
    isIdempotent = settings.isIdempotent
    maxConcurrentDeliveries = settings.maxConcurrentRequests
    // As many requests at once as there may be, instead of one after the other.
    maxBatchRecords = settings.format == .single ? 1 : .max
    time = environment.time
    self.wallClock = wallClock
    self.tracer = tracer
    self.observer = SinkObserver(sink: name, observer: observer)
    encoder = RequestEncoder(
      format: settings.format, isGzipped: settings.isGzipped, headers: settings.headers)
    clientConfiguration = try HTTPClient.Configuration(settings)
    let policies = try Policies(settings, in: environment, self.observer)
    retry = policies.retry
    hedge = policies.hedge
    pool = policies.pool
  }

  package var breakers: [SinkBreaker] {
    pool.endpoints.map { SinkBreaker(sink: name, endpoint: $0.label, breaker: $0.breaker) }
  }

  package func open(at position: [UInt8]?) async throws(DeliveryFailure) {
    client.withLock { client in
      guard client == nil else { return }
      client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: clientConfiguration)
    }
  }

  package func close() async {
    let client = client.withLock { client in
      defer { client = nil }
      return client
    }
    try? await client?.shutdown()
  }

  package func deliver(_ records: [SpoolRecord]) async -> [Result<Void, DeliveryFailure>] {
    guard settings.format == .single else { return await deliverTogether(records) }
    var results: [Result<Void, DeliveryFailure>] = []
    for record in records {
      if let failure = results.last?.failureOfSink {
        results.append(.failure(failure))
      } else {
        results += await deliverTogether([record])
      }
    }
    return results
  }

  /// Sends records with one request, and again those that are not taken.
  private func deliverTogether(
    _ records: [SpoolRecord]
  ) async -> [Result<Void, DeliveryFailure>] {
    let span = DeliverySpan(of: records, to: name, by: tracer)
    let results = await deliverTogether(records, trace: span.trace)
    span.end(results)
    return results
  }

  private func deliverTogether(
    _ records: [SpoolRecord], trace: TraceHeaders?
  ) async -> [Result<Void, DeliveryFailure>] {
    var call = BatchCall(count: records.count, isIdempotent: isIdempotent)
    let used = UsedEndpoint()
    do {
      try await retry.run { _ in
        if let failure = await attempt(&call, records, trace, used) { throw failure }
      }
    } catch let error as RetryError {
      call.giveUp(
        error.lastError as? DeliveryFailure ?? DeliveryFailure(cancelledAfterSending: true))
    } catch {
      // Cancelled, while it waited or was under way.
      call.giveUp(error as? DeliveryFailure ?? DeliveryFailure(cancelledAfterSending: false))
    }
    if call.isToSplit { await deliverHalves(&call, records, trace) }
    return call.results.map { $0 ?? .failure(DeliveryFailure(cancelledAfterSending: false)) }
  }

  /// One bad record fails no other: what was refused as a whole is sent in halves.
  private func deliverHalves(
    _ call: inout BatchCall, _ records: [SpoolRecord], _ trace: TraceHeaders?
  ) async {
    let open = call.open
    for half in [open.prefix(open.count / 2), open.dropFirst(open.count / 2)] {
      call.settle(
        Array(half),
        await deliverTogether(half.map { records[$0] }, trace: trace))
    }
  }

  private func attempt(
    _ call: inout BatchCall, _ records: [SpoolRecord], _ trace: TraceHeaders?,
    _ used: UsedEndpoint
  ) async -> DeliveryFailure? {
    call.beginAttempt()
    do {
      let message = try encoder.message(
        for: call.open.map { records[$0] }, trace: trace)
      return call.take(try await sendHedged(message, used))
    } catch let failure as DeliveryFailure {
      return call.take(failure)
    } catch {
      // No memory to compress.
      return call.take(
        DeliveryFailure(
          Classification(.retryable), scope: .sink, code: "sink.no_memory", message: "\(error)"))
    }
  }

  private func sendHedged(
    _ message: RequestMessage, _ used: UsedEndpoint
  ) async throws -> HTTPAnswer {
    guard let hedge else { return try await send(message, used) }
    return try await hedge.run { _ in try await self.send(message, used) }
  }

  /// Sends to the first endpoint that takes requests. Where there was no connection, nothing was sent, and
  /// to go on to the next endpoint is no retry.
  ///
  /// - Parameter used: The endpoint of the last attempt, which another is preferred to.
  private func send(_ message: RequestMessage, _ used: UsedEndpoint) async throws -> HTTPAnswer {
    guard let client = client.withLock({ $0 }) else {
      throw DeliveryFailure(cancelledAfterSending: false)
    }
    let transport = HTTPTransport(
      client: client, timeouts: settings.timeouts, maxResponseBytes: settings.maxResponseBytes,
      time: time, wallClock: wallClock)
    var rejections: [CircuitBreakerError] = []
    var failure: DeliveryFailure?
    for endpoint in pool.candidates(avoiding: used.index) {
      do {
        return try await endpoint.breaker.run {
          used.index = endpoint.index
          return try await send(message, to: endpoint, by: transport)
        }
      } catch let rejection as CircuitBreakerError {
        rejections.append(rejection)
      } catch let error as DeliveryFailure where error.isBeforeSending {
        failure = error
      }
    }
    throw failure ?? DeliveryFailure(allRejected: rejections)
  }

  private func send(
    _ message: RequestMessage, to endpoint: EndpointPool.Endpoint, by transport: HTTPTransport
  ) async throws -> HTTPAnswer {
    pool.began(endpoint)
    let beganAt = time.now
    do {
      let answer = try await transport.send(message, to: endpoint)
      ended(endpoint, beganAt, status: answer.status, nil)
      return answer
    } catch {
      ended(endpoint, beganAt, status: error.status, error)
      throw error
    }
  }

  private func ended(
    _ endpoint: EndpointPool.Endpoint, _ beganAt: Duration, status: Int?,
    _ failure: DeliveryFailure?
  ) {
    let isFault =
      failure?.code == "sink.cancelled" || Task.isCancelled
      ? nil : failure?.classification.isDestinationFault ?? false
    let ejected = pool.ended(endpoint, isFault: isFault)
    observer.tell(
      .requested(
        endpoint: endpoint.label, status: status, code: failure?.code, took: time.now - beganAt))
    if let ejected { observer.tell(.ejected(endpoint: endpoint.label, for: ejected)) }
  }
}

/// The endpoint that a delivery was sent to last.
private final class UsedEndpoint: Sendable {
  private let state = Mutex<Int?>(nil)

  var index: Int? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}

extension DeliveryFailure {
  /// Whether no service can have got anything.
  fileprivate var isBeforeSending: Bool {
    scope == .record && status == nil && classification.failureClass == .retryable
  }
}

extension Result where Failure == DeliveryFailure {
  fileprivate var failureOfSink: DeliveryFailure? {
    guard case .failure(let failure) = self, failure.scope == .sink else { return nil }
    return failure
  }
}
