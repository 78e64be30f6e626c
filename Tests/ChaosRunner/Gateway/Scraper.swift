import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Reads a gateway's metrics all the time, and holds them against each other.
final class Scraper: Sendable {
  struct Tally: Sendable {
    var scrapes = 0
    var latest: MetricsText?
  }

  private let gateway: GatewayProcess
  private let client: HTTPClient
  private let findings: Findings
  private let tally = Mutex(Tally())

  private static let interval: Duration = .milliseconds(50)

  init(_ gateway: GatewayProcess, _ client: HTTPClient, _ findings: Findings) {
    self.gateway = gateway
    self.client = client
    self.findings = findings
  }

  var scrapes: Int { tally.withLock { $0.scrapes } }

  /// Until its task is cancelled. Scrapes that fail, of a gateway that is not there, are no scrapes.
  func run() async {
    while !Task.isCancelled {
      _ = await scrape()
      try? await Task.sleep(for: Self.interval)
    }
  }

  /// The metrics of now; nil where the gateway does not answer.
  func scrape() async -> MetricsText? {
    guard let address = gateway.admin("/metrics"),
      let text = try? await client.text(at: address)
    else { return nil }
    let metrics = MetricsText(text)
    tally.withLock { tally in
      tally.scrapes += 1
      tally.latest = metrics
    }
    if metrics.imbalance != 0 {
      findings.add(
        .wrong,
        "a scrape is off balance by \(metrics.imbalance): received \(metrics.sum("weir_records_received_total")), settled \(metrics.sum("weir_records_total")), in flight \(metrics.sum("weir_inflight_records"))"
      )
    }
    return metrics
  }

  /// Waits until nothing is left in the spool, for as long as it gets less.
  ///
  /// - Parameter limit: How long it may take until less is in it than ever before.
  /// - Returns: How long it took; nil when it got no less.
  func drained(stallLimit limit: Duration) async -> Duration? {
    let beganAt = ContinuousClock.now
    var (least, leastAt) = (Int.max, beganAt)
    while ContinuousClock.now - leastAt < limit {
      if let spooled = await scrape()?.spooled, spooled < least {
        (least, leastAt) = (spooled, ContinuousClock.now)
        if spooled == 0 { return leastAt - beganAt }
      }
      try? await Task.sleep(for: Self.interval)
    }
    return nil
  }
}

extension HTTPClient {
  struct Unexpected: Error {
    let status: UInt
  }

  /// What a GET is answered with, if that is 200.
  func text(at address: String) async throws -> String {
    let response = try await execute(HTTPClientRequest(url: address), timeout: .seconds(10))
    let body = try await response.body.collect(upTo: 16 << 20)
    guard response.status == .ok else { throw Unexpected(status: response.status.code) }
    return String(buffer: body)
  }
}
