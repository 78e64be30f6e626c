import ArgumentParser
import WeirFaultProxy

/// How a service is away.
private enum Absence: String, ExpressibleByArgument, CaseIterable {
  /// Answers every request with 503.
  case unavailable

  /// Takes no connection.
  case refused

  /// Takes connections, and says nothing.
  case silent
}

/// The service is away for a while, and comes back.
struct OutageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outage",
    abstract: "Takes the service away under load, and gives it back.",
    discussion: """
      The load goes on all the time. The spool counts as drained when it has less than what comes in a \
      second.
      """)

  @OptionGroup var options: RunOptions

  @Option(help: "How long the service is away.")
  var seconds = 60

  @Option(help: "Records a second.")
  var rate = 2000

  @Option(help: "How the service is away: unavailable, refused, silent.")
  private var absence = Absence.unavailable

  @Flag(help: "Kill the gateway in the middle of it.")
  var kill = false

  @Option(help: "What the gateway's memory must stay below, in MiB.")
  var memory = 400

  @Option(help: "Seconds in which the spool must be drained.")
  var drain = 60

  func run() async throws {
    try await options.run("outage") { run in
      let steady = try await SteadyRun(run, rate: rate)
      try await Task.sleep(for: .seconds(3))
      return try await OutageScenario(
        steady: steady, absence: absence, isKilled: kill, rate: rate, memoryLimit: memory << 20,
        drainLimit: .seconds(drain)
      ).play(for: .seconds(seconds))
    }
  }
}

private struct OutageScenario {
  let steady: SteadyRun
  let absence: Absence
  let isKilled: Bool
  let rate: Int
  let memoryLimit: Int
  let drainLimit: Duration

  func play(for time: Duration) async throws -> [ReportRow] {
    let findings = steady.run.findings
    let sentBefore = steady.run.sent.count
    let residentBefore = steady.gateway.memory.resident
    try await setAway(true)
    let restarted = try await spend(time)
    let sentMeanwhile = steady.run.sent.count - sentBefore
    let after = await steady.scraper.scrape()
    let residentAfter = steady.gateway.memory.resident
    try await setAway(false)
    let caughtUp = await catchUp()
    let drained = try await steady.end()

    // Requests are counted at their end, retries at their beginning: what is under way is neither. Whom the
    // breaker turned away had been offered.
    let retries = after?.sum("weir_retries_total") ?? 0
    let rejected = after?.sum("weir_breaker_rejected_total") ?? 0
    let ended = after?.sum("weir_sink_requests_total") ?? 0
    let offered = ended + rejected - retries + (after?.sum("weir_deliveries_active") ?? 0)
    let allowed = offered + offered / 5 + 3
    if offered + retries > allowed {
      findings.add(.wrong, "\(offered + retries) requests for \(offered): too many")
    }
    if steady.memory.peak > memoryLimit {
      findings.add(.wrong, "the gateway had \(steady.memory.peak.mebibytes) of memory")
    }
    if caughtUp == nil {
      findings.add(
        .wrong, "the spool was not drained \(drainLimit.text) after the service came back")
    }
    return steady.run.sentRows(steady.tally) + [
      ReportRow("service away", "\(time.text), \(absence.rawValue)"),
      ReportRow(
        "sent meanwhile",
        "\(sentMeanwhile), \(Int(Double(sentMeanwhile) / (time / .seconds(1)))) a second"),
      ReportRow("gateway killed", restarted.map { "and up again within \($0.text)" } ?? "not"),
      ReportRow("spooled then", "\(after?.spooled ?? 0)"),
      ReportRow(
        "drained after",
        "\(caughtUp?.text ?? "never"), and without load in \(drained?.text ?? "no time")"),
      ReportRow(
        "requests until then",
        "\(ended), and \(rejected) that the breaker turned away; \(offered) deliveries, for which \(allowed) are allowed"
      ),
      ReportRow("known again", "\(steady.taken.again)"),
      ReportRow(
        "resident memory",
        "\(residentBefore.mebibytes) before, \(residentAfter.mebibytes) at the end of it, at most \(steady.memory.peak.mebibytes)"
      ),
      ReportRow("slowest answer", steady.tally.slowest.text),
      ReportRow("scrapes", "\(steady.scraper.scrapes)"),
    ] + steady.run.verdictRows
  }

  /// Lets the outage last.
  ///
  /// - Returns: How long the gateway took to start again; nil where it was not killed.
  private func spend(_ time: Duration) async throws -> Duration? {
    guard isKilled else {
      try await Task.sleep(for: time)
      return nil
    }
    try await Task.sleep(for: time / 2)
    await steady.gateway.kill()
    let took = try await steady.gateway.start()
    try await Task.sleep(for: time / 2)
    return took
  }

  private func setAway(_ isAway: Bool) async throws {
    switch absence {
    case .unavailable: steady.service.setAway(isAway)
    case .refused: try await steady.proxy.set(isAway ? .refuse : .none)
    case .silent: try await steady.proxy.set(isAway ? .blackhole : .none)
    }
  }

  /// - Returns: How long it took until no more is spooled than comes in a second.
  private func catchUp() async -> Duration? {
    let beganAt = ContinuousClock.now
    while ContinuousClock.now - beganAt < drainLimit {
      if let metrics = await steady.scraper.scrape(), metrics.spooled <= rate {
        return ContinuousClock.now - beganAt
      }
      try? await Task.sleep(for: .milliseconds(50))
    }
    return nil
  }
}
