package import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
package import NIOCore

/// An HTTP server with the limits of a listener.
package struct Listener {
  package var host: String

  /// 0 lets the system choose one, which `onRunning` tells.
  package var port: Int
  package var tls: ListenerTLS?
  package var settings: IngestSettings
  let connections: ConnectionTable

  package init(host: String, port: Int, tls: ListenerTLS? = nil, settings: IngestSettings) {
    self.host = host
    self.port = port
    self.tls = tls
    self.settings = settings
    connections = ConnectionTable(limit: settings.maxConnections)
  }

  /// - Parameters:
  ///   - observe: Is told of connections that are closed while no request is under way on them.
  ///   - onRunning: Is told the address that was bound.
  /// - Throws: for TLS files that cannot be used.
  package func application(
    _ router: Router<GatewayContext>, on group: any EventLoopGroup, logger: Logger,
    observe: @escaping @Sendable (ConnectionEnd) -> Void,
    onRunning: @escaping @Sendable (SocketAddress?) async -> Void
  ) throws -> some ApplicationProtocol {
    let pace = settings.pace
    let connections = connections
    let plain = HTTPServerBuilder.http1(
      configuration: .init(
        additionalChannelHandlers: [RequestWatch(pace, connections, observe: observe)]))
    return Application(
      responder: router.buildResponder(),
      server: try tls.map { try .tls(plain, tlsConfiguration: $0.configuration) } ?? plain,
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: "weir",
        availableConnectionsDelegate: MaximumAvailableConnections(
          settings.maxConnections, logger: logger)),
      onServerRunning: { await onRunning($0.localAddress) },
      eventLoopGroupProvider: .shared(group), logger: logger)
  }
}
