import ArgumentParser
import Foundation

/// Three gateways behind nginx, three processes of a service behind them; one of each is killed.
struct ReplicasCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replicas",
    abstract: "Kills one of three gateways behind nginx, and one of three processes of the service."
  )

  @OptionGroup var options: RunOptions

  @Option(
    help:
      "How long the load lasts: after a quarter of it a process of the service is killed, after half a gateway."
  )
  var seconds = 24

  @Option(help: "Records a second.")
  var rate = 600

  @Option(help: "The configuration of nginx, of which the addresses are replaced.")
  var balancer = "deploy/nginx.conf"

  @Option(help: "Seconds in which records must be taken and delivered again.")
  var recovery = 10

  func run() async throws {
    guard let nginx = Balancer.program else {
      print("replicas: skipped, nginx is not on this machine: scripts/setup gateway installs it")
      return
    }
    guard FileManager.default.fileExists(atPath: balancer) else {
      throw ValidationError(
        "there is no \(balancer): run this in the repository, or say where it is")
    }
    try await options.run("replicas") { run in
      try await ReplicasScenario(
        run: run, rate: rate, nginx: nginx, example: balancer,
        recoveryLimit: .seconds(recovery)
      ).play(for: .seconds(seconds))
    }
  }
}

private struct ReplicasScenario {
  let run: ChaosRun
  let rate: Int
  let nginx: String
  let example: String
  let recoveryLimit: Duration
  private let tally = SenderTally()

  private static let count = 3

  init(run: ChaosRun, rate: Int, nginx: String, example: String, recoveryLimit: Duration) {
    self.run = run
    self.rate = rate
    self.nginx = nginx
    self.example = example
    self.recoveryLimit = recoveryLimit
  }

  /// - Parameter ports: Of the service. Records linger, so that there are some in a spool whenever its
  ///   gateway is killed.
  private func configuration(_ ports: [Int]) -> String {
    let endpoints = ports.map { "http://127.0.0.1:\($0)/records" }.joined(separator: ", ")
    return GatewayConfigurationText(
      lines: """
          service:
            type: http
            endpoints: [\(endpoints)]
            format: cloudevents
            idempotent: true
            linger: 300ms
            pause: {max_delay: 2s}
            park: {max_delay: 2s}
        """
    ).text(sinks: "service")
  }

  func play(for time: Duration) async throws -> [ReportRow] {
    var random = run.generator(4)
    let endpoints = (0..<Self.count).map { EndpointProcess(run, number: $0) }
    for endpoint in endpoints { try await endpoint.start() }
    let text = configuration(endpoints.map(\.port))
    let gateways = try (0..<Self.count).map {
      try run.makeGateway("gateway-\($0)", text, keepsPorts: true)
    }
    for gateway in gateways { try await gateway.start() }
    let scrapers = gateways.map { Scraper($0, run.client, run.findings) }
    let balancer = try await Balancer.start(
      nginx, example: example, gateways: gateways.compactMap { $0.ports?.records }, in: run)
    let scraping = Task {
      await withDiscardingTaskGroup { group in
        for scraper in scrapers { group.addTask { await scraper.run() } }
      }
    }
    let stop = StopFlag()
    var load = Load(
      senders: 16, recordsPerSecond: rate, batch: 1...10, singlePercentage: 50)
    load.areKeysOfOneGateway = false
    let sending = run.startSenders(
      load, to: { balancer.address(of: "records") }, tally, until: stop)

    try await Task.sleep(for: time / 4)
    let lostEndpoint = Int.random(in: 0..<Self.count, using: &random)
    let deliveredAgain = try await killEndpoint(endpoints[lostEndpoint], scrapers, for: time / 4)
    let lostGateway = Int.random(in: 0..<Self.count, using: &random)
    let (takenAgain, spooled) = try await killGateway(
      gateways[lostGateway], scrapers[lostGateway], senders: load.senders, for: time / 4)
    try await Task.sleep(for: time / 4)

    stop.set()
    await run.finish(sending, within: .seconds(60))
    var drained = Duration.zero
    for (gateway, scraper) in zip(gateways, scrapers) {
      drained += await run.drain(gateway, scraper) ?? .zero
    }
    scraping.cancel()
    await scraping.value
    await balancer.stop()
    for endpoint in endpoints { await endpoint.kill() }
    let again = try check(endpoints, gateways)
    return run.sentRows(tally) + [
      ReportRow(
        "service killed",
        "process \(lostEndpoint + 1); all delivered again after \(deliveredAgain?.text ?? "too long")"
      ),
      ReportRow(
        "gateway killed",
        "number \(lostGateway + 1); every sender answered again after \(takenAgain?.text ?? "too long")"
      ),
      ReportRow("its spool", "\(spooled) records when it was started again"),
      ReportRow("drained in", drained.text),
      ReportRow("known again", "\(again)"),
      ReportRow("slowest answer", tally.slowest.text),
      ReportRow("scrapes", "\(scrapers.reduce(0) { $0 + $1.scrapes })"),
    ] + run.verdictRows
  }

  /// - Returns: How long it took until all was delivered that was accepted before; nil for too long.
  private func killEndpoint(
    _ endpoint: EndpointProcess, _ scrapers: [Scraper], for time: Duration
  ) async throws -> Duration? {
    await endpoint.kill()
    let killedAt = ContinuousClock.now
    var accepted: [Int] = []
    for scraper in scrapers { accepted.append(await scraper.scrape()?.accepted ?? .max) }
    let took = await waited {
      for (scraper, count) in zip(scrapers, accepted) {
        guard let metrics = await scraper.scrape(), metrics.settled >= count else { return false }
      }
      return true
    }
    if took == nil { run.findings.add(.wrong, "records were not delivered without one process") }
    try await Task.sleep(until: killedAt + time)
    try await endpoint.start()
    return took
  }

  /// - Returns: How long it took until every sender had an answer to a request that it made after the kill,
  ///   nil for too long; and what was in the spool of the gateway when it was started again.
  private func killGateway(
    _ gateway: GatewayProcess, _ scraper: Scraper, senders: Int, for time: Duration
  ) async throws -> (Duration?, spooled: Int) {
    await gateway.kill()
    let killedAt = ContinuousClock.now
    let took = await waited { tally.sendersAnswered(since: killedAt) == senders }
    if took == nil { run.findings.add(.wrong, "not every sender was answered without one gateway") }
    try await Task.sleep(until: killedAt + time)
    try await gateway.start()
    return (took, await scraper.scrape()?.spooled ?? 0)
  }

  private func waited(for condition: () async -> Bool) async -> Duration? {
    let beganAt = ContinuousClock.now
    while ContinuousClock.now - beganAt < recoveryLimit {
      if await condition() { return ContinuousClock.now - beganAt }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return nil
  }

  /// - Returns: How many records the service got that it had already.
  private func check(_ endpoints: [EndpointProcess], _ gateways: [GatewayProcess]) throws -> Int {
    let taken = TakenRecords(run.maker, run.findings)
    for endpoint in endpoints { try endpoint.readTaken(into: taken) }
    var delivery = Delivery(service: taken.eventsByNumber)
    for gateway in gateways {
      try delivery.readQuarantine(gateway.folder + "/state/quarantine", run.maker, run.findings)
    }
    Checker(maker: run.maker, delivery: delivery, findings: run.findings, hasReplicas: true)
      .check(run.sent)
    return taken.again
  }
}
