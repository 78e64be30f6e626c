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
    help: """
      How long the load lasts, in rounds of 24 s: after a quarter of a round a process of the \
      service is killed, after half of it a gateway, and each is started again a quarter later.
      """)
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
  private static let round: Duration = .seconds(24)

  /// What came back when.
  private struct Recovery {
    var deliveries: [Duration?] = []
    var answers: [Duration?] = []

    /// Records that gateways found in their spools when they were started again.
    var spooled = 0

    var delivered: String { Self.text(deliveries) }
    var answered: String { Self.text(answers) }

    private static func text(_ times: [Duration?]) -> String {
      times.map { $0?.text ?? "too long" }.joined(separator: ", ")
    }
  }

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

    let rounds = max(1, Int(time / Self.round))
    var recovery = Recovery()
    for _ in 0..<rounds {
      let quarter = time / (4 * rounds)
      try await Task.sleep(for: quarter)
      let lost = (
        endpoint: Int.random(in: 0..<Self.count, using: &random),
        gateway: Int.random(in: 0..<Self.count, using: &random)
      )
      try await killEndpoint(endpoints[lost.endpoint], scrapers, for: quarter, &recovery)
      try await killGateway(
        gateways[lost.gateway], scrapers[lost.gateway], senders: load.senders, for: quarter,
        &recovery)
      try await Task.sleep(for: quarter)
    }

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
        "service killed", "\(rounds) times; all delivered again after \(recovery.delivered)"),
      ReportRow(
        "gateway killed", "\(rounds) times; every sender answered again after \(recovery.answered)"
      ),
      ReportRow(
        "its spool", "\(recovery.spooled) records when it was started again, all rounds together"),
      ReportRow("drained in", drained.text),
      ReportRow("known again", "\(again)"),
      ReportRow("slowest answer", tally.slowest.text),
      ReportRow("scrapes", "\(scrapers.reduce(0) { $0 + $1.scrapes })"),
    ] + run.verdictRows
  }

  /// Kills a process of the service, and waits until all is delivered that was accepted before.
  private func killEndpoint(
    _ endpoint: EndpointProcess, _ scrapers: [Scraper], for time: Duration,
    _ recovery: inout Recovery
  ) async throws {
    await endpoint.kill()
    let killedAt = ContinuousClock.now
    // As many as are settled when all is that lies in the spool now.
    var goals: [Int] = []
    for scraper in scrapers {
      goals.append(await scraper.scrape().map { $0.settled + $0.spooled } ?? .max)
    }
    let took = await waited {
      for (scraper, goal) in zip(scrapers, goals) {
        guard let metrics = await scraper.scrape(), metrics.settled >= goal else { return false }
      }
      return true
    }
    if took == nil { run.findings.add(.wrong, "records were not delivered without one process") }
    recovery.deliveries.append(took)
    try await Task.sleep(until: killedAt + time)
    try await endpoint.start()
  }

  /// Kills a gateway, and waits until every sender has an answer to a request that it made after that.
  private func killGateway(
    _ gateway: GatewayProcess, _ scraper: Scraper, senders: Int, for time: Duration,
    _ recovery: inout Recovery
  ) async throws {
    await gateway.kill()
    let killedAt = ContinuousClock.now
    let took = await waited { tally.sendersAnswered(since: killedAt) == senders }
    if took == nil { run.findings.add(.wrong, "not every sender was answered without one gateway") }
    recovery.answers.append(took)
    try await Task.sleep(until: killedAt + time)
    try await gateway.start()
    recovery.spooled += await scraper.scrape()?.spooled ?? 0
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
