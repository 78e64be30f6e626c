import AsyncHTTPClient
import Hummingbird
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import Tracing
package import UnixSignals
import WeirResilience
import WeirStream

/// A gateway: all that a configuration describes, put together.
///
/// ```
/// request ► Ingest ─(judge, one durable write)─► Store ─► DeliveryPump, one a sink ─► Sink
///                                                  └────► quarantine files
/// admin listener: health, metrics, breakers, quarantine, the operator's page
/// ```
///
/// The parts know each other only through what is written here.
package struct Gateway: Sendable {
  let configuration: GatewayConfiguration
  let store: GatewayStore
  let library: SchemaLibrary
  let sinks: [any Sink]
  let telemetry: GatewayTelemetry
  let threads: NIOThreadPool
  let admission: Admission
  let deliveries: DeliveryMetrics
  let stored: StoreMetrics
  let logger: Logger
  let progress = StartProgress()
  let startedAt = Timestamp.now

  package var metrics: GatewayMetrics { telemetry.metrics }

  /// Opens the store and makes the parts; nothing listens yet.
  ///
  /// - Parameter loaded: A configuration that was found right.
  /// - Throws: `StoreError` for a state folder that cannot be used; what a sink's settings are wrong in.
  package init(
    _ loaded: LoadedConfiguration, telemetry: GatewayTelemetry, logger: Logger
  ) async throws {
    let configuration = loaded.configuration
    self.configuration = configuration
    self.telemetry = telemetry
    self.logger = logger
    telemetry.metrics.setConfiguration(sha256: loaded.sha256)
    let stored = StoreMetrics(metrics: telemetry.metrics, logger: logger)
    self.stored = stored
    store = try await GatewayStore.open(
      configuration.state.directory, settings: configuration.storeSettings,
      sinks: configuration.streamsBySink,
      observer: stored, logger: logger)
    let schemaMetrics = SchemaMetrics(metrics: telemetry.metrics, logger: logger)
    library = SchemaLibrary(loaded) { schemaMetrics.observe($0) }
    let deliveries = DeliveryMetrics(telemetry.metrics)
    self.deliveries = deliveries
    sinks = try configuration.sinks.map {
      try $0.makeSink(observer: deliveries, tracer: telemetry.tracer)
    }
    let threadCount = configuration.ingestSettings.validationThreads
    threads = NIOThreadPool(numberOfThreads: threadCount > 0 ? threadCount : System.coreCount)
    admission = Admission(configuration.ingestSettings) { [store, stored] in
      Admission.StoreFill(
        spool: store.fill, isWritable: store.isWritable,
        isQuarantineWritable: !stored.areQuarantineFilesFull)
    }
    watchStore()
  }

  /// Runs until its task is cancelled, or a signal asks it to end: then nothing new is taken, requests in
  /// hand are answered, deliveries in hand settled, within the limit of the configuration.
  ///
  /// - Parameters:
  ///   - signals: Ask it to end.
  ///   - reloadSignal: Asks it to look for changed schemas.
  ///   - onRunning: Is told the addresses of both listeners.
  package func run(
    signals: [UnixSignal] = [.sigterm, .sigint], reloadSignal: UnixSignal = .sighup,
    onRunning: @escaping @Sendable (GatewayAddresses) async -> Void = { _ in }
  ) async throws {
    threads.start()
    let addresses = AddressBook(onRunning)
    var services: [any Service] = telemetry.services
    services.append(SchemaService(library: library))
    services.append(ReloadService(library: library, signal: reloadSignal, logger: logger))
    services.append(
      QuarantineService(files: QuarantineFiles(store, configuration.quarantine.fileSettings)))
    for (sink, settings) in zip(sinks, configuration.sinks) {
      var delivery = settings.deliverySettings
      delivery.shutdownLimit = configuration.shutdown.timeout * 3 / 4
      services.append(
        try DeliveryPump(
          sink, from: store, delivery, observer: deliveries, logger: logger))
    }
    services.append(try adminListener(addresses))
    services.append(try publicListener(addresses))
    services.append(DrainService(admission: admission, progress: progress))
    var group = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: signals, logger: logger)
    group.maximumGracefulShutdownDuration = configuration.shutdown.timeout
    do {
      try await ServiceGroup(configuration: group).run()
    } catch {
      await close()
      throw error
    }
    await close()
  }

  private func close() async {
    await store.close()
    try? await threads.shutdownGracefully()
  }

  // MARK: Listeners

  private func publicListener(_ addresses: AddressBook) throws -> some Service {
    let settings = configuration.ingestSettings
    let ingest = IngestService(
      settings, streams: { [library] in library.stream(named: $0) }, store: store,
      admission: admission, threads: threads, metrics: metrics, tracer: telemetry.tracer)
    let routes = IngestRoutes(
      ingest, tenants: try Tenants(configuration.tenantSettings),
      catalog: IngestRoutes.Catalog(
        streams: { [configuration] in configuration.streams.map(\.name) },
        schemas: { [library] in library.current.members.map(\.identity.name) },
        judge: { [library] in library.schema(named: $0) }),
      metrics: metrics, tracer: telemetry.tracer,
      durability: configuration.state.durability.rawValue)
    let router = Router(context: GatewayContext.self)
    routes.add(to: router)
    let listen = configuration.listen
    let listener = Listener(
      host: listen.host, port: listen.port, tls: listen.tls?.listenerTLS, settings: settings)
    metrics.watchConnections { [connections = listener.connections] in connections.count }
    return try listener.application(
      router, on: MultiThreadedEventLoopGroup.singleton, logger: logger,
      observe: { [metrics] in metrics.connectionClosed($0) },
      onRunning: { [progress] address in
        progress.finish(.listener)
        await addresses.set(public: address)
      })
  }

  private func adminListener(_ addresses: AddressBook) throws -> some Service {
    let router = Router(context: GatewayContext.self)
    AdminRoutes(
      AdminRoutes.Actions(
        facts: { [self] in healthFacts }, status: { [self] in status },
        breakers: { [sinks] in sinks.flatMap(\.breakers) },
        reload: { [library] in await library.reload().map(\.text) }),
      quarantine: QuarantineRoutes(
        browse: { [store] query, limit, after in
          try await store.quarantined(where: query, limit: limit, after: after)
        },
        replay: { [store, library, threads] query in
          try await store.replay(query) { try await library.judge($0, on: threads) }
        }),
      parked: ParkedRoutes(store), health: health, metrics: metrics,
      tokenHash: configuration.admin.tokenHash
    ).add(to: router)
    let admin = configuration.admin
    return try Listener(
      host: admin.host, port: admin.port, settings: configuration.ingestSettings
    ).application(
      router, on: telemetry.adminLoops, logger: logger, observe: { _ in },
      onRunning: { await addresses.set(admin: $0) })
  }
}
