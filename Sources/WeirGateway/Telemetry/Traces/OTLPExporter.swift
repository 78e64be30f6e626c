package import AsyncHTTPClient
package import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
package import WeirResilience
import WeirStream

/// Sends spans to a collector by OTLP/HTTP, in batches.
///
/// What the collector does not take after some tries is dropped and counted by the buffer. Memory: the
/// buffer, and one batch that is under way.
package final class OTLPExporter: Service {
  package struct Settings: Sendable, Equatable {
    /// Where spans are posted to, with its path: `http://127.0.0.1:4318/v1/traces`.
    package var endpoint: String

    /// More headers, such as a token.
    package var headers: [(name: String, value: String)] = []

    /// Longest wait until a span is sent.
    package var interval: Duration = .seconds(5)

    /// Of one attempt.
    package var timeout: Duration = .seconds(10)

    /// For the last spans, when the gateway stops.
    package var shutdownTimeout: Duration = .seconds(5)
    package var retry = RetryPolicy()

    package init(endpoint: String) {
      self.endpoint = endpoint
      retry.baseDelay = .seconds(1)
      retry.maxTotalTime = .seconds(60)
      // A span that comes twice has the same id, and collectors know that it does.
      retry.isIdempotent = true
    }

    package static func == (left: Settings, right: Settings) -> Bool {
      left.endpoint == right.endpoint && left.interval == right.interval
        && left.timeout == right.timeout && left.shutdownTimeout == right.shutdownTimeout
        && left.retry == right.retry
        && left.headers.elementsEqual(right.headers) { $0 == $1 }
    }
  }

  private let settings: Settings
  private let buffer: SpanBuffer
  private let client: HTTPClient
  private let resource: [(String, String)]
  private let version: String
  private let clock: any Clock<Duration>
  private let retry: Retry

  /// Ends when `run` is to end.
  private let stopping = AsyncStream.makeStream(of: Never.self)
  private let logger: Logger

  /// - Parameters:
  ///   - client: One that makes no spans of its own, else each export would be another trace.
  ///   - resource: Attributes of the gateway beyond `service.name` and `service.version`.
  package init(
    _ settings: Settings, from buffer: SpanBuffer, by client: HTTPClient, version: String,
    resource: [(String, String)] = [], clock: some Clock<Duration> = ContinuousClock(),
    logger: Logger
  ) throws(SettingError) {
    self.settings = settings
    self.buffer = buffer
    self.client = client
    self.version = version
    self.resource =
      [("service.name", "weir-gateway"), ("service.version", version)] + resource
    self.clock = clock
    self.logger = logger
    retry = try Retry(
      settings.retry, budget: nil, classifier: FailureClassifier(classify),
      in: PolicyEnvironment(clock: clock))
  }

  /// Exports until the gateway stops, then what is left, within `shutdownTimeout`.
  package func run() async {
    await withGracefulShutdownHandler { [self] in
      await withTaskGroup { group in
        group.addTask { [self] in
          for await _ in buffer.wakings { await exportAll() }
          await exportAll()
        }
        group.addTask { [self] in
          for await _ in stopping.stream {}
          try? await clock.sleep(for: settings.shutdownTimeout)
        }
        group.addTask { [self] in
          while (try? await clock.sleep(for: settings.interval)) != nil { buffer.wake() }
        }
        await group.next()
        group.cancelAll()
      }
      while case let rest = buffer.takeBatch(), !rest.isEmpty { buffer.drop(rest.count) }
    } onGracefulShutdown: {
      self.stop()
    }
  }

  /// Has `run` export what is left, and return.
  func stop() {
    buffer.finish()
    stopping.continuation.finish()
  }

  private func exportAll() async {
    while !Task.isCancelled, case let batch = buffer.takeBatch(), !batch.isEmpty {
      await export(batch)
    }
  }

  private func export(_ batch: [SpanRecord]) async {
    let body = OTLPEncoding.request(batch, resource: resource, scope: ("weir", version))
    do {
      let rejected = try await retry.run { _ in try await send(body) }
      buffer.drop(min(rejected, batch.count))
    } catch {
      buffer.drop(batch.count)
      logger.warning(
        "spans were not exported",
        metadata: [
          "event": "traces.dropped", "error.message": "\(error)",
          "count": .stringConvertible(batch.count),
        ])
    }
  }

  /// - Returns: How many spans the collector did not take.
  private func send(_ body: [UInt8]) async throws -> Int {
    var request = HTTPClientRequest(url: settings.endpoint)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/x-protobuf")
    for header in settings.headers { request.headers.add(name: header.name, value: header.value) }
    request.body = .bytes(ByteBuffer(bytes: body))
    let response = try await client.execute(
      request, timeout: .nanoseconds(settings.timeout.wholeNanoseconds))
    let answer = try await response.body.collect(upTo: 64 << 10)
    guard response.status.code / 100 == 2 else {
      throw ExportRefusal(
        status: Int(response.status.code), retryAfter: response.headers.first(name: "retry-after"))
    }
    return OTLPEncoding.rejectedSpans(inResponse: Array(answer.readableBytesView))
  }
}

/// A collector answered that it did not take spans.
struct ExportRefusal: Error, Equatable, CustomStringConvertible {
  var status: Int
  var retryAfter: String?

  var description: String { "the collector answered with status \(status)" }
}

/// OTLP 1.x, "Failures": 429, 502, 503 and 504 may be tried again, no other status. So may what never
/// got an answer.
@Sendable private func classify(_ error: any Error) -> Classification? {
  guard let refusal = error as? ExportRefusal else { return Classification(.retryable) }
  let wait = refusal.retryAfter.flatMap { RetryAfter.duration($0, now: .now) }
  switch refusal.status {
  case 429: return Classification(.throttled, retryAfter: wait)
  case 502, 503, 504: return Classification(.retryable, retryAfter: wait)
  default: return Classification(.permanent)
  }
}
