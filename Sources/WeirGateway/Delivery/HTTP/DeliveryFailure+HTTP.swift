import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import WeirResilience

extension DeliveryFailure {
  /// Why a request got no answer.
  ///
  /// - Parameters:
  ///   - overrun: Which limit ended it, if one did.
  ///   - isSent: Whether the service may have got it.
  init(
    _ error: any Error, _ overrun: ExchangePhases.Overrun?, isSent: Bool,
    endpoint: EndpointPool.Endpoint, isSecure: Bool
  ) async {
    if overrun == nil, Task.isCancelled {
      self.init(cancelledAfterSending: isSent)
      return
    }
    let isSent = isSent && !TLSReason.isAboutCertificate(error)
    let code = await Self.code(error, overrun, isSent: isSent, endpoint, isSecure: isSecure)
    // `error` may quote what was sent, so its kind must do.
    self.init(
      Classification(isSent ? .ambiguous : .retryable), code: code,
      message: "\(endpoint.label): \(Self.text(of: code, error))")
  }

  /// The gateway ends, which says nothing of the sink.
  init(cancelledAfterSending isSent: Bool) {
    self.init(
      Classification(isSent ? .ambiguous : .retryable, isDestinationFault: false),
      scope: isSent ? .record : .sink, code: "sink.cancelled",
      message: "the gateway ended while the request was under way")
  }

  private static func code(
    _ error: any Error, _ overrun: ExchangePhases.Overrun?, isSent: Bool,
    _ endpoint: EndpointPool.Endpoint, isSecure: Bool
  ) async -> String {
    switch error as? HTTPClientError {
    case .tlsHandshakeTimeout?: return "sink.tls_timeout"
    case .connectTimeout?, .getConnectionFromPoolTimeout?:
      guard isSecure, await endpoint.acceptsConnections() else { return "sink.connect_timeout" }
      return "sink.tls_timeout"
    default: break
    }
    if let overrun { return overrun.rawValue }
    if error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError {
      return "sink.tls_failed"
    }
    return isSent ? "sink.connection_lost" : "sink.connect_failed"
  }

  private static func text(of code: String, _ error: any Error) -> String {
    switch code {
    case "sink.tls_timeout": "no TLS connection in time"
    case "sink.connect_timeout": "no connection in time"
    case "sink.first_byte_timeout": "no answer in time"
    case "sink.idle_timeout": "no progress for too long"
    case "sink.request_timeout": "the request took too long"
    case "sink.tls_failed": "TLS failed: \(TLSReason.text(of: error))"
    case "sink.connection_lost": "the connection was lost before an answer came"
    default: "no connection: \(error)"
    }
  }
}

/// What BoringSSL says of a failure, which has it as text only.
private enum TLSReason {
  /// Such as `CERTIFICATE_VERIFY_FAILED`.
  static func text(of error: any Error) -> String {
    let text = "\(error)"
    guard let mark = text.range(of: "OPENSSL_internal:") else { return text }
    return String(text[mark.upperBound...].prefix { !$0.isWhitespace })
  }

  /// Whether the service has turned the sink's certificate down, or wants one. By TLS 1.3 that is told
  /// after the handshake is over for the client and the request is out; but a service that says so has
  /// not come to reading it (RFC 8446 §4.4.2.4, §6.2).
  static func isAboutCertificate(_ error: any Error) -> Bool {
    let reason = text(of: error)
    return reason.contains("_ALERT_")
      && ["CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED", "HANDSHAKE_FAILURE"].contains {
        reason.contains($0)
      }
  }
}

extension EndpointPool.Endpoint {
  /// How long to wait for a connection that only tells whether TLS or what lies below it took too long:
  /// the client does not say.
  private static let probeLimit = TimeAmount.milliseconds(250)

  fileprivate func acceptsConnections() async -> Bool {
    guard let address = address else { return false }
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(Self.probeLimit)
    guard
      let channel = try? await bootstrap.connect(host: address.host, port: address.port).get()
    else { return false }
    try? await channel.close()
    return true
  }
}
