import TestSupport
import WeirFaultProxy

/// A gateway that is killed over and over, while everything around it fails.
struct KillScenario {
  let run: ChaosRun
  let format: String
  let rate: Int

  /// What is set otherwise than by default.
  private struct Variation {
    var isCompressed: Bool
    var isNormal: Bool
    var hasDuplicateWindow: Bool
    var isSmall: Bool

    /// Whether complete files are taken away, and there may be but few.
    var isCollected: Bool

    init(using random: inout SeededGenerator) {
      isCompressed = Bool.random(using: &random)
      isNormal = Bool.random(using: &random)
      hasDuplicateWindow = Bool.random(using: &random)
      isSmall = Int.random(in: 0..<3, using: &random) == 0
      isCollected = Bool.random(using: &random)
    }

    var state: String {
      [
        isNormal ? "durability: normal" : nil,
        hasDuplicateWindow ? "duplicate_window: 1h" : nil,
        isSmall ? "max_spool_records: 5000" : nil,
      ].compactMap { $0 }.joined(separator: "\n  ")
    }

    var text: String {
      let set =
        [isCompressed ? "compressed files" : nil, isCollected ? "files taken away" : nil]
        + state.split(separator: "\n").map { String($0.trimmingPrefix { $0 == " " }) }
      return set.compactMap { $0 }.joined(separator: ", ")
    }
  }

  private func configuration(port: Int, _ variation: Variation) -> String {
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
            pause: {base_delay: 100ms, max_delay: 1s}
            compression: \(variation.isCompressed ? "gzip" : "none")
            \(variation.isCollected ? "max_bytes: 512KiB" : "")
        """,
      state: variation.state
    ).text(sinks: "service, files")
  }

  func play(for time: Duration) async throws -> [ReportRow] {
    let taken = TakenRecords(run.maker, run.findings)
    let service = try await SinkService.start(run.maker) { taken.take($0) }
    service.setCalm(false)
    let proxy = try await FaultProxy(to: service.port)
    var chance = run.generator(5)
    let variation = Variation(using: &chance)
    let gateway = try run.makeGateway("gateway", configuration(port: proxy.port, variation))
    let scraper = Scraper(gateway, run.client, run.findings)
    let weather = Weather(proxy)
    let (tally, stop) = (SenderTally(), StopFlag())
    try await gateway.start()

    let load = Load(recordsPerSecond: rate, hugePerMille: variation.isSmall ? 0 : 3)
    let collector = Collector(
      source: gateway.folder + "/files", destination: gateway.folder + "/collected",
      findings: run.findings)
    let scraping = Task {
      await withDiscardingTaskGroup { group in
        group.addTask { await scraper.run() }
        if variation.isCollected { group.addTask { await collector.run() } }
      }
    }
    let storm = Task { await weather.run(seed: run.seed) }
    let sending = run.startSenders(
      load, to: { gateway.address(of: "records") }, tally, until: stop)
    let slowestStart = try await kill(gateway, for: time)

    storm.cancel()
    await storm.value
    service.setCalm(true)
    stop.set()
    await run.finish(sending, within: .seconds(60))
    let drained = await run.drain(gateway, scraper)
    scraping.cancel()
    await scraping.value
    await service.stop()
    await proxy.stop()

    var delivery = Delivery(service: taken.eventsByNumber)
    try delivery.readFiles(
      [collector.source, collector.destination], run.maker, run.findings)
    try delivery.readQuarantine(gateway.folder + "/state/quarantine", run.maker, run.findings)
    Checker(maker: run.maker, delivery: delivery, findings: run.findings).check(run.sent)
    return run.sentRows(tally) + [
      ReportRow(
        "gateway killed", "\(gateway.starts - 1) times, up again within \(slowestStart.text)"),
      ReportRow("set", variation.text),
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
      switch Int.random(in: 0..<10, using: &random) {
      case 0:
        let status = await gateway.stop()
        if status != 0 {
          run.findings.add(.wrong, "asked to end, the gateway did not: \(status ?? -1)")
        }
      case 1, 2:
        await gateway.kill()
        let moment = Int.random(in: 0...200, using: &random)
        try await gateway.killStarting(after: .milliseconds(moment))
      default: await gateway.kill()
      }
      slowest = max(slowest, try await gateway.start())
    }
    return slowest
  }
}
