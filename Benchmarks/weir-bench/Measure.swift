import ArgumentParser
import WeirJSON
import WeirSchema

struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure parsing, checking and compiling on one core.",
    discussion: """
      Each --corpus folder holds one folder per schema, with schema.json and instances.jsonl. A \
      stream is given as SCHEMA=FILE and is measured with formats asserted and in the strict \
      profile, as `weir filter` runs it. The rounds go through all workloads in turn.
      """)

  @Option(help: "A folder of schema folders.")
  var corpus: String?

  @Option(help: "A schema and a stream, as SCHEMA=FILE.")
  var stream: String?

  @Option(help: "Rounds; the best and the median are shown.")
  var rounds = 5

  @Option(help: "Repeat each workload for this many milliseconds a round.")
  var milliseconds = 20

  func run() throws {
    var workloads = try corpus.map(CorpusFolder.workloads) ?? []
    let corpusCount = workloads.count
    if let stream { workloads.append(try CorpusFolder.stream(stream)) }
    guard !workloads.isEmpty else {
      throw ValidationError("Nothing to measure: give --corpus, --stream or both.")
    }

    var results = [[Workload.Phase: Timing]](repeating: [:], count: workloads.count)
    for round in 0...rounds {
      for (index, workload) in workloads.enumerated() {
        for phase in Workload.Phase.allCases {
          let time = Timing.mean(atLeast: .milliseconds(milliseconds)) { _ = workload.run(phase) }
          // The first round warms up.
          if round > 0 { results[index][phase, default: Timing()].add(time) }
        }
      }
    }
    MeasureTable(workloads: workloads, results: results, corpusCount: corpusCount).print()
  }
}

/// What was measured, as a table for people: best · median of the rounds.
private struct MeasureTable {
  let workloads: [Workload]
  let results: [[Workload.Phase: Timing]]
  let corpusCount: Int

  func print() {
    let columns = [
      "records", "parse MB/s", "check ns/rec", "verdict MB/s", "verdict ns/rec", "compile ms",
      "alloc/rec",
    ]
    row("best · median", columns)
    for (index, workload) in workloads.enumerated() {
      let bytes = Double(workload.byteCount)
      let records = Double(workload.recordCount)
      row(
        workload.name,
        [
          "\(workload.recordCount)",
          cell(index, .parse) { bytes / $0 * 1e3 },
          cell(index, .check) { $0 / records },
          cell(index, .verdict) { bytes / $0 * 1e3 },
          cell(index, .verdict) { $0 / records },
          cell(index, .compile, digits: 2) { $0 / 1e6 },
          (Double(workload.allocationsPerPass()) / records).text(digits: 3),
        ])
    }
    printMeans()
    for (index, workload) in workloads.enumerated() where workload.rejectedCount > 0 {
      printReportCost(index, workload)
    }
  }

  private func printMeans() {
    let corpus = 0..<corpusCount
    guard !corpus.isEmpty else { return }
    func mean(_ phase: Workload.Phase, digits: Int = 0, _ unit: (Int, Double) -> Double) -> String {
      let best = corpus.map { unit($0, results[$0][phase]?.best ?? .nan) }
      let median = corpus.map { unit($0, results[$0][phase]?.median ?? .nan) }
      return geometricMean(best).text(digits: digits) + " · "
        + geometricMean(median).text(digits: digits)
    }
    let bytes = workloads.map { Double($0.byteCount) }
    let records = workloads.map { Double($0.recordCount) }
    row(
      "corpus geomean",
      [
        "", mean(.parse) { bytes[$0] / $1 * 1e3 }, mean(.check) { $1 / records[$0] },
        mean(.verdict) { bytes[$0] / $1 * 1e3 }, mean(.verdict) { $1 / records[$0] },
        mean(.compile, digits: 2) { $1 / 1e6 }, "",
      ])
  }

  private func printReportCost(_ index: Int, _ workload: Workload) {
    guard let report = results[index][.report], let verdict = results[index][.verdict] else {
      return
    }
    let perReport = report.best / Double(workload.rejectedCount)
    let perRecord = verdict.best / Double(workload.recordCount)
    Swift.print(
      """
      \(workload.name): a full report takes \(perReport.text(digits: 0)) ns for each of \
      \(workload.rejectedCount) rejected records, \((perReport / perRecord).text(digits: 1)) times \
      a verdict
      """)
  }

  private func cell(
    _ index: Int, _ phase: Workload.Phase, digits: Int = 0, _ unit: (Double) -> Double
  ) -> String {
    guard let timing = results[index][phase] else { return "–" }
    return unit(timing.best).text(digits: digits) + " · "
      + unit(timing.median).text(digits: digits)
  }

  private func row(_ name: String, _ cells: [String]) {
    let columns = cells.map { String(repeating: " ", count: max(0, 16 - $0.count)) + $0 }
    Swift.print(name.padded(to: 18) + columns.joined())
  }
}
