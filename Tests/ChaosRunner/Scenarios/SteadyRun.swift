import WeirFaultProxy

/// A gateway under constant load, with one service behind a proxy.
struct SteadyRun: Sendable {
  let run: ChaosRun
  let service: SinkService
  let proxy: FaultProxy
  let gateway: GatewayProcess
  let scraper: Scraper
  let memory: MemoryLog
  let taken: TakenRecords
  let tally = SenderTally()
  private let stop = StopFlag()
  private let sending: Task<Void, Never>
  private let watching: Task<Void, Never>

  private static func configuration(port: Int) -> String {
    GatewayConfigurationText(
      lines: """
          service:
            type: http
            endpoints: [http://127.0.0.1:\(port)/records]
            format: cloudevents
            idempotent: true
            breaker: {max_open_time: 5s}
            pause: {max_delay: 5s}
            park: {max_delay: 5s}
        """
    ).text(sinks: "service")
  }

  /// Starts all of it.
  init(_ run: ChaosRun, rate: Int) async throws {
    self.run = run
    let taken = TakenRecords(run.maker, run.findings)
    self.taken = taken
    service = try await SinkService.start(run.maker) { taken.take($0) }
    proxy = try await FaultProxy(to: service.port)
    let gateway = try run.makeGateway("gateway", Self.configuration(port: proxy.port))
    self.gateway = gateway
    try await gateway.start()
    let scraper = Scraper(gateway, run.client, run.findings)
    self.scraper = scraper
    let memory = MemoryLog(gateway)
    self.memory = memory
    watching = Task {
      await withDiscardingTaskGroup { group in
        group.addTask { await scraper.run() }
        group.addTask { await memory.run() }
      }
    }
    let load = Load(
      senders: min(8, 1 + rate / 250), recordsPerSecond: rate, batch: 50...150,
      singlePercentage: 5)
    sending = run.startSenders(load, to: { gateway.address(of: "records") }, tally, until: stop)
  }

  /// Stops the load, lets the gateway deliver all it has, ends everything, and looks at every record.
  ///
  /// - Returns: How long the spool took to be empty without load.
  func end() async throws -> Duration? {
    stop.set()
    await run.finish(sending, within: .seconds(60))
    memory.note()
    let drained = await run.drain(gateway, scraper)
    watching.cancel()
    await watching.value
    await service.stop()
    await proxy.stop()
    var delivery = Delivery(service: taken.eventsByNumber)
    try delivery.readQuarantine(gateway.folder + "/state/quarantine", run.maker, run.findings)
    Checker(maker: run.maker, delivery: delivery, findings: run.findings).check(run.sent)
    return drained
  }
}
