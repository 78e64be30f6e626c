package import AsyncHTTPClient
package import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Synchronization
package import WeirResilience
package import WeirStream

/// Looks at the ledger every few seconds, and tells when `RejectRateAlert` changes: to the log, to
/// `weir_alert_active`, and to a webhook.
package final class AlertWatch: Service {
  package struct Settings: Sendable, Equatable {
    package var rejectRate = RejectRateAlert.Settings()

    /// Between two looks.
    package var interval: Duration = .seconds(10)

    /// Where changes are posted to as JSON; nil for nowhere.
    package var webhook: String?

    /// More headers of its requests, such as a token, by name.
    package var webhookHeaders: [String: String] = [:]

    /// Of one attempt.
    package var webhookTimeout: Duration = .seconds(5)
    package var webhookRetry = RetryPolicy()

    package init() {
      // The message has an id, which is the same each time.
      webhookRetry.isIdempotent = true
    }
  }

  /// Messages that wait for the webhook; older ones give way.
  package static let maxMessages = 100

  private let settings: Settings
  private let metrics: GatewayMetrics
  private let client: HTTPClient
  private let clock: any Clock<Duration>
  private let elapsed: @Sendable () -> Duration
  private let now: @Sendable () -> Timestamp
  private let retry: Retry
  private let logger: Logger
  private let alert: Mutex<RejectRateAlert>

  package init<C: Clock<Duration>>(
    _ settings: Settings, _ metrics: GatewayMetrics, client: HTTPClient,
    clock: C = ContinuousClock(), now: @escaping @Sendable () -> Timestamp = { .now },
    logger: Logger
  ) throws(SettingError) {
    self.settings = settings
    self.metrics = metrics
    self.client = client
    self.clock = clock
    self.now = now
    self.logger = logger
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    alert = Mutex(RejectRateAlert(settings.rejectRate))
    retry = try Retry(
      settings.webhookRetry, budget: nil, classifier: FailureClassifier(classify),
      in: PolicyEnvironment(clock: clock))
  }

  /// Schemas whose alert is raised.
  package var active: [String] { alert.withLock { $0.active } }

  /// Until the gateway stops. The webhook holds nothing up.
  package func run() async {
    let messages = AsyncStream.makeStream(
      of: AlertMessage.self, bufferingPolicy: .bufferingNewest(Self.maxMessages))
    await cancelWhenGracefulShutdown { [self] in
      await withTaskGroup { group in
        group.addTask { [self] in
          for await message in messages.stream { await post(message) }
        }
        while (try? await clock.sleep(for: settings.interval)) != nil {
          for message in look() { messages.continuation.yield(message) }
        }
        messages.continuation.finish()
        group.cancelAll()
      }
    }
  }

  /// Takes one look. - Returns: What is to be posted.
  func look() -> [AlertMessage] {
    let totals = metrics.ledger.snapshot.totalsBySchema
    let changes = alert.withLock { $0.update(totals, now: elapsed()) }
    for change in changes { tell(change) }
    return changes.map { AlertMessage($0, settings.rejectRate, at: now()) }
  }

  private func tell(_ change: RejectRateAlert.Change) {
    metrics.setAlert(RejectRateAlert.name, schema: change.schema, isActive: change.isRaised)
    logger.log(
      level: change.isRaised ? .error : .notice,
      change.isRaised ? "too many records are rejected" : "records are accepted again",
      metadata: [
        "event": change.isRaised ? "alert.raised" : "alert.resolved",
        "schema": .string(change.schema), "alert": .string(RejectRateAlert.name),
        "judged": .stringConvertible(change.counts.judged),
        "rejected": .stringConvertible(change.counts.rejected),
      ])
  }

  private func post(_ message: AlertMessage) async {
    guard let webhook = settings.webhook else { return }
    do {
      try await retry.run { _ in try await send(message, to: webhook) }
    } catch {
      logger.error(
        "the webhook did not take an alert",
        metadata: ["event": "alert.webhook_failed", "error.message": "\(error)"])
    }
  }

  private func send(_ message: AlertMessage, to webhook: String) async throws {
    var request = HTTPClientRequest(url: webhook)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.headers.add(name: "idempotency-key", value: message.id)
    for (name, value) in settings.webhookHeaders {
      request.headers.replaceOrAdd(name: name, value: value)
    }
    request.body = .bytes(ByteBuffer(bytes: message.json))
    let response = try await client.execute(
      request, timeout: .nanoseconds(settings.webhookTimeout.wholeNanoseconds))
    guard response.status.code / 100 == 2 else {
      throw WebhookRefusal(status: Int(response.status.code))
    }
  }
}

private struct WebhookRefusal: Error, CustomStringConvertible {
  var status: Int

  var description: String { "the webhook answered with status \(status)" }
}

@Sendable private func classify(_ error: any Error) -> Classification? {
  guard let refusal = error as? WebhookRefusal else { return Classification(.retryable) }
  return switch refusal.status {
  case 429: Classification(.throttled)
  case 408, 500...: Classification(.retryable)
  default: Classification(.permanent)
  }
}

extension RecordLedger.Snapshot {
  /// What the schemas judged: accepted and quarantined records. Those that no schema was found for
  /// count under the empty name.
  var totalsBySchema: [String: RejectRateAlert.Totals] {
    var totals: [String: RejectRateAlert.Totals] = [:]
    for (key, count) in settled where ["accepted", "quarantined"].contains(key.outcome) {
      totals[key.schema, default: .init()].judged += count
      if key.outcome == "quarantined" { totals[key.schema, default: .init()].rejected += count }
    }
    return totals
  }
}
