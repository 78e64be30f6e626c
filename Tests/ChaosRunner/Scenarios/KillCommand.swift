import ArgumentParser
import WeirFaultProxy

/// SIGKILL at random moments, while client, service and the network between fail as they please.
struct KillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kill",
    abstract: "Kills the gateway under load, over and over, with a service that fails at random.")

  @OptionGroup var options: RunOptions

  @Option(help: "How long it is killed for.")
  var seconds = 15

  @Option(help: "Records a second.")
  var rate = 400

  @Option(help: "How records go to the service: single or cloudevents; by default the seed says.")
  var format: String?

  func run() async throws {
    try await options.run("kill") { run in
      let format = format ?? (run.seed.isMultiple(of: 2) ? "cloudevents" : "single")
      return try await KillScenario(run: run, format: format, rate: rate)
        .play(for: .seconds(seconds))
    }
  }
}

private struct KillScenario {
  let run: ChaosRun
  let format: String
  let rate: Int

  private static let drainLimit: Duration = .seconds(90)

  private func configuration(port: Int) -> String {
    GatewayConfigurationText(
      lines: """
          service:
            type: http
            endpoints: [http://127.0.0.1:\(port)/records]
            format: \(format)
            idempotent: true
            batch_records: 100
            linger: 20ms
            timeouts: {connect: 500ms, first_byte: 1s, idle: 1s, request: 3s}
            retry: {base_delay: 20ms, throttled_base_delay: 100ms, max_delay: 500ms}
            breaker: {open_time: 300ms, max_open_time: 1s}
            pause: {base_delay: 100ms, max_delay: 1s}
            park: {base_delay: 100ms, max_delay: 1s}
          files:
            type: file
            path: files/records.ndjson
            rotate: {bytes: 32KiB}
        """
    ).text(sinks: "service, files")
  }

  func play(for time: Duration) async throws -> [ReportRow] {
    let taken = TakenRecords(run.maker, run.findings)
    let service = try await SinkService.start(run.maker) { taken.take($0) }
    service.setCalm(false)
    let proxy = try await FaultProxy(to: service.port)
    let gateway = try run.makeGateway("gateway", configuration(port: proxy.port))
    let scraper = Scraper(gateway, run.client, run.findings)
    let weather = Weather(proxy)
    let (tally, stop) = (SenderTally(), StopFlag())
    try await gateway.start()

    let load = Load(recordsPerSecond: rate, hugePerMille: 3)
    let scraping = Task { await scraper.run() }
    let storm = Task { await weather.run(seed: run.seed) }
    let sending = run.startSenders(
      load, to: { gateway.address(of: "records") }, tally, until: stop)
    let slowestStart = try await kill(gateway, for: time)

    storm.cancel()
    await storm.value
    service.setCalm(true)
    stop.set()
    await run.finish(sending, within: .seconds(60))
    let drained = await run.drain(gateway, scraper, within: Self.drainLimit)
    scraping.cancel()
    await scraping.value
    await service.stop()
    await proxy.stop()

    var delivery = Delivery(service: taken.eventsByNumber)
    try delivery.readFiles(gateway.folder + "/files", run.maker, run.findings)
    try delivery.readQuarantine(gateway.folder + "/state/quarantine", run.maker, run.findings)
    Checker(maker: run.maker, delivery: delivery, findings: run.findings).check(run.sent)
    return run.sentRows(tally) + [
      ReportRow(
        "gateway killed", "\(gateway.starts - 1) times, up again within \(slowestStart.text)"),
      ReportRow("scrapes", "\(scraper.scrapes)"),
      ReportRow("faults", weather.text),
      ReportRow("service", "\(format), \(service.requests) requests, \(taken.count) records taken"),
      ReportRow("known again", "\(taken.again)"),
      ReportRow(
        "in quarantine", "\(delivery.rejected.count) bad, \(delivery.refused.count) refused"),
      ReportRow("drained in", drained?.text ?? "not at all"),
    ] + run.verdictRows
  }

  /// - Returns: The longest that a new start took.
  private func kill(_ gateway: GatewayProcess, for time: Duration) async throws -> Duration {
    var random = run.generator(3)
    let end = ContinuousClock.now + time
    var slowest = Duration.zero
    while ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(Int.random(in: 500...3000, using: &random)))
      await gateway.kill()
      slowest = max(slowest, try await gateway.start())
    }
    return slowest
  }
}
