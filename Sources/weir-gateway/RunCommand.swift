import ArgumentParser
import AsyncHTTPClient
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import WeirGateway

/// Runs the gateway.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Takes records over HTTP, keeps what is accepted, and delivers it.",
    discussion: """
      Logs are lines of JSON on standard error. Once both listeners are open, a line with \
      "event":"gateway.listening" has their ports.

      SIGTERM and SIGINT end it: nothing new is taken, requests in hand are answered, deliveries in \
      hand settled, within shutdown.timeout. What was acknowledged and not delivered stays in the \
      state folder for the next start. SIGHUP has it look for changed schemas at once; a line with \
      "event":"schemas.reloaded" says whether they were replaced, unchanged or refused.

      Examples:
        weir-gateway run gateway.yaml

      Exit status: 0 it was asked to end, 2 the configuration is wrong, 3 a schema is broken, 4 the \
      state folder or a port cannot be used.
      """)

  @OptionGroup var arguments: ConfigurationArguments

  func run() async throws {
    let loaded = try arguments.load()
    let telemetry = loaded.configuration.telemetry
    let queue = LogQueue()
    LoggingSystem.bootstrap(
      { label, provider in
        var handler = JSONLogHandler(
          label: label, serviceName: telemetry.serviceName, queue: queue,
          metadataProvider: provider)
        handler.logLevel = Logger.Level(rawValue: telemetry.logLevel.rawValue) ?? .info
        return handler
      }, metadataProvider: .trace)
    let logger = Logger(label: "weir-gateway")
    let client = HTTPClient(eventLoopGroupProvider: .singleton)
    let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let status = await run(loaded, client: client, loops: loops, logs: queue, logger)
    try? await client.shutdown()
    try? await loops.shutdownGracefully()
    _ = queue.flush(within: .seconds(2))
    if let status { throw status }
  }

  /// - Returns: nil for an end that was asked for.
  private func run(
    _ loaded: LoadedConfiguration, client: HTTPClient, loops: MultiThreadedEventLoopGroup,
    logs: LogQueue, _ logger: Logger
  ) async -> ExitStatus? {
    do {
      let telemetry = try GatewayTelemetry(
        loaded.configuration, version: WeirGatewayCommand.configuration.version, client: client,
        adminLoops: loops, logger: logger)
      telemetry.metrics.watchDropped("logs") { logs.dropped }
      let gateway = try await Gateway(loaded, telemetry: telemetry, logger: logger)
      try await gateway.run { addresses in
        logger.notice(
          "listening",
          metadata: [
            "event": "gateway.listening", "port": "\(addresses.publicPort)",
            "admin_port": "\(addresses.adminPort)",
          ])
      }
      logger.notice("ended", metadata: ["event": "gateway.ended"])
      return nil
    } catch {
      logger.critical(
        "cannot go on",
        metadata: ["event": "gateway.failed", "error.message": "\(error)"])
      return .inputOutput
    }
  }
}
