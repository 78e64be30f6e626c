import AsyncHTTPClient
import Foundation
import NIOCore
import NIOSSL
import WeirResilience

extension HTTPSink {
  /// What stands around a sink's requests.
  struct Policies {
    let retry: Retry
    let hedge: Hedge?
    let pool: EndpointPool

    init(
      _ settings: HTTPSinkSettings, in environment: PolicyEnvironment, _ observer: SinkObserver
    ) throws(HTTPSinkError) {
      var endpoints: [EndpointPool.Endpoint] = []
      for (index, url) in settings.endpoints.enumerated() {
        guard let label = EndpointPool.Endpoint.label(of: url) else { throw .endpoint(url) }
        endpoints.append(
          EndpointPool.Endpoint(
            index: index, url: url, label: label,
            breaker: try Self.checked { () throws(SettingError) in
              try Self.breaker(settings, in: environment.observed(by: observer.of(label)))
            }))
      }
      pool = EndpointPool(endpoints, settings.selection, settings.ejection, in: environment)
      let observed = environment.observed(by: observer.of(""))
      retry = try Self.checked { () throws(SettingError) in
        try Self.retry(settings, in: observed)
      }
      hedge = try Self.checked { () throws(SettingError) in
        guard let hedge = settings.hedge else { return nil }
        return try Hedge(hedge, budget: RetryBudget(settings.retryBudget), in: observed)
      }
    }

    private static func checked<Value>(
      _ make: () throws(SettingError) -> Value
    ) throws(HTTPSinkError) -> Value {
      do {
        return try make()
      } catch {
        throw .setting(error)
      }
    }

    private static func breaker(
      _ settings: HTTPSinkSettings, in environment: PolicyEnvironment
    ) throws(SettingError) -> CircuitBreaker {
      try CircuitBreaker(
        settings.breaker,
        classifier: FailureClassifier { ($0 as? DeliveryFailure)?.classification },
        in: environment)
    }

    /// What is the sink's is not tried again here: the pump pauses.
    private static func retry(
      _ settings: HTTPSinkSettings, in environment: PolicyEnvironment
    ) throws(SettingError) -> Retry {
      var policy = settings.retry
      policy.isIdempotent = settings.isIdempotent
      return try Retry(
        policy, budget: RetryBudget(settings.retryBudget),
        classifier: FailureClassifier { error in
          guard let failure = error as? DeliveryFailure else { return nil }
          return failure.scope == .sink ? Classification(.permanent) : failure.classification
        }, in: environment)
    }
  }
}

/// Tells the observer of deliveries what policies and requests of one sink do.
struct SinkObserver: Sendable {
  let sink: String
  let observer: (any DeliveryObserver)?

  func tell(_ event: DeliveryEvent) { observer?.observe(event, of: sink) }

  func of(_ endpoint: String) -> (any ResilienceObserver)? {
    observer.map { _ in EndpointObserver(sink: self, endpoint: endpoint) }
  }

  private struct EndpointObserver: ResilienceObserver {
    let sink: SinkObserver
    let endpoint: String

    func observe(_ event: ResilienceEvent) {
      switch event {
      case .retrying(let attempt, let delay, let failureClass):
        sink.tell(.retrying(attempt: attempt, failureClass, after: delay))
      case .gaveUp(let attempts, let reason):
        sink.tell(.gaveUp(attempts: attempts, reason))
      case .circuitChanged(let from, let to):
        sink.tell(.breakerChanged(endpoint: endpoint, from: from, to: to))
      case .circuitRejected: sink.tell(.breakerRejected(endpoint: endpoint))
      case .hedged: sink.tell(.hedged(endpoint: endpoint))
      case .bulkheadRejected, .timedOut, .rateLimited, .concurrencyChanged, .fellBack: break
      }
    }
  }
}

extension DeliveryFailure {
  /// How long to wait where probes of a breaker are under way, or somebody has opened it by hand: there is
  /// no time at which it closes.
  private static let breakerPoll: Duration = .seconds(1)

  /// No endpoint takes requests: the sink pauses until the first of them may.
  init(allRejected rejections: [CircuitBreakerError]) {
    let waits = rejections.map { rejection in
      if case .open(let retryAfter) = rejection { retryAfter } else { Self.breakerPoll }
    }
    self.init(
      Classification(
        .retryable, retryAfter: waits.min() ?? Self.breakerPoll, isDestinationFault: false),
      scope: .sink, code: "sink.circuit_open",
      message: rejections.first.map { "\($0)" } ?? "no endpoint takes requests", attempts: 0)
  }
}

extension HTTPClient.Configuration {
  init(_ settings: HTTPSinkSettings) throws(HTTPSinkError) {
    let isSecure = settings.endpoints.contains { $0.lowercased().hasPrefix("https:") }
    let connectLimit = settings.timeouts.connectLimit(isSecure: isSecure)
    self.init(
      tlsConfiguration: try TLSConfiguration(settings.tls),
      redirectConfiguration: .disallow,
      timeout: Timeout(connect: .nanoseconds(connectLimit.nanosecondCount), read: nil),
      decompression: .disabled)
    // Each hedge has a connection of its own.
    connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
      settings.maxConcurrentRequests * (1 + (settings.hedge?.maxHedges ?? 0))
    // Where nothing may be sent twice, a connection that the service was about to close leaves a record of
    // unknown outcome. Services close idle ones after 5 s or more.
    if !settings.isIdempotent { connectionPool.idleTimeout = .seconds(2) }
    // A connection that is refused is known to be: policies decide about another.
    connectionPool.retryConnectionEstablishment = false
  }
}

extension TLSConfiguration {
  init(_ settings: TLSSettings) throws(HTTPSinkError) {
    self = .makeClientConfiguration()
    minimumTLSVersion = .tlsv12
    if let path = settings.authorityFile {
      trustRoots = .certificates(try Self.certificates(path))
    }
    guard let path = settings.certificateFile, let keyPath = settings.keyFile else { return }
    certificateChain = try Self.certificates(path).map { .certificate($0) }
    do {
      privateKey = .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem))
    } catch {
      throw .tlsFile(keyPath, "no private key in PEM")
    }
  }

  private static func certificates(_ path: String) throws(HTTPSinkError) -> [NIOSSLCertificate] {
    do {
      return try NIOSSLCertificate.fromPEMFile(path)
    } catch {
      throw .tlsFile(path, "no certificates in PEM")
    }
  }
}
