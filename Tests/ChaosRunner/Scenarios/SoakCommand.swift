import ArgumentParser

/// Constant load, all well: nothing may grow.
struct SoakCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Keeps the gateway under constant load, and looks whether its memory grows.",
    discussion: """
      It does not grow if the median of the last quarter is at most that of the quarter before, \
      5 % and 4 MiB.
      """)

  @OptionGroup var options: RunOptions

  @Option(help: "How long.")
  var seconds = 600

  @Option(help: "Records a second.")
  var rate = 2000

  func run() async throws {
    try await options.run("soak") { run in
      let steady = try await SteadyRun(run, rate: rate)
      let beganAt = ContinuousClock.now
      try await Task.sleep(for: .seconds(seconds))
      let took = ContinuousClock.now - beganAt
      let drained = try await steady.end()
      let resident = steady.memory.resident
      let quarters = (0..<4).map { quarter in
        resident[(resident.count * quarter / 4)..<(resident.count * (quarter + 1) / 4)].median
      }
      let limit = quarters[2] + quarters[2] / 20 + (4 << 20)
      let isFlat = quarters[3] <= limit
      if !isFlat { run.findings.add(.wrong, "the gateway's memory grows") }
      return run.sentRows(steady.tally) + [
        ReportRow("a second", "\(Int(Double(run.sent.count) / (took / .seconds(1))))"),
        ReportRow("drained in", drained?.text ?? "not at all"),
        ReportRow(
          "resident memory",
          "medians of quarters \(quarters.map(\.mebibytes).joined(separator: ", ")), \(isFlat ? "flat" : "growing"); at most \(steady.memory.peak.mebibytes)"
        ),
        ReportRow("slowest answer", steady.tally.slowest.text),
        ReportRow("scrapes", "\(steady.scraper.scrapes)"),
      ] + run.verdictRows
    }
  }
}
