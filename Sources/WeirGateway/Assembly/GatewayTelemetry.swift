package import AsyncHTTPClient
package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle
package import Tracing
import WeirResilience

/// What a gateway says of itself, and the parts that say it.
package struct GatewayTelemetry: Sendable {
  package let metrics: GatewayMetrics
  package let tracer: any Tracer

  /// Loops of the admin listener alone, which answers while the others are busy.
  package let adminLoops: any EventLoopGroup
  let heartbeat: EventLoopHeartbeat
  let services: [any Service]
  let alerts: AlertWatch
  let version: String

  /// - Parameter client: For exports and webhooks; somebody else shuts it down.
  package init(
    _ configuration: GatewayConfiguration, version: String, client: HTTPClient,
    adminLoops: any EventLoopGroup, logger: Logger
  ) throws {
    metrics = GatewayMetrics(version: version)
    self.version = version
    self.adminLoops = adminLoops
    let start = ContinuousClock.now
    heartbeat = EventLoopHeartbeat(of: MultiThreadedEventLoopGroup.singleton) {
      (ContinuousClock.now - start).nanosecondCount
    }
    alerts = try AlertWatch(
      configuration.telemetry.alerts.settings, metrics, client: client, logger: logger)
    var services: [any Service] = [alerts]
    if let otlp = configuration.telemetry.otlp {
      let buffer = SpanBuffer()
      metrics.watchDropped("traces") { buffer.dropped }
      tracer = GatewayTracer(sampler: Sampler(ratio: Double(otlp.sampling) / 100), buffer: buffer)
      services.append(
        try OTLPExporter(
          otlp.settings, from: buffer, by: client, version: version,
          resource: [("service.namespace", configuration.telemetry.serviceName)], logger: logger))
    } else {
      tracer = NoOpTracer()
    }
    self.services = services
  }
}
