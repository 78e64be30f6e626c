import ArgumentParser
import AsyncHTTPClient
import Foundation

/// Runs a real gateway through what must not harm it, and holds what came out against what was sent.
@main
struct ChaosCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weir-chaos",
    abstract: "Runs weir-gateway through kills, faults, outages and load, and counts every record.",
    discussion: """
      Each run ends by itself, and ends what it started. It prints a table, and what was not as it \
      must be, with the seed that repeats it.

      Exit status: 0 all is as promised, 1 it is not, 2 the run could not be made.
      """,
    subcommands: [
      KillCommand.self, OutageCommand.self, ReplicasCommand.self, SoakCommand.self,
      EndpointCommand.self,
    ])
}

/// What all runs can be told.
struct RunOptions: ParsableArguments {
  @Option(help: "What chance is drawn from; without it, another one each time.")
  var seed: UInt64?

  @Option(help: "The gateway; without it, the one beside this program.")
  var gateway: String?

  @Flag(help: "Leave the folder of the run, with the gateways' states and logs.")
  var keep = false

  private var gatewayPath: String {
    if let gateway { return URL(fileURLWithPath: gateway).path }
    let own = Bundle.main.executableURL?.deletingLastPathComponent().path ?? "."
    return own + "/weir-gateway"
  }

  /// Makes a run and reports it.
  func run(
    _ name: String, hasFaults: Bool = true, _ body: (ChaosRun) async throws -> [ReportRow]
  ) async throws {
    let path = gatewayPath
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw ValidationError("there is no weir-gateway at \(path): build it, or say where it is")
    }
    let seed = seed ?? UInt64.random(in: 0..<1_000_000)
    let folder =
      NSTemporaryDirectory() + "/weir-chaos-\(name)-\(seed)-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let run = try ChaosRun(seed: seed, hasFaults: hasFaults, gateway: path, folder: folder)
    let beganAt = ContinuousClock.now
    let result: Result<[ReportRow], any Error>
    do { result = .success(try await body(run)) } catch { result = .failure(error) }
    try? await run.client.shutdown()
    let seconds = (ContinuousClock.now - beganAt).text
    print("\(name), seed \(seed), \(seconds), \(path)")
    switch result {
    case .success(let rows): for row in rows { print(row.text) }
    case .failure(let error): run.findings.add(.wrong, "the run broke off: \(error)")
    }
    for line in run.findings.lines { print("\(line) (seed \(seed))") }
    guard run.findings.isEmpty, !keep else {
      print("folder: \(folder)")
      if run.findings.isEmpty { return }
      throw ExitCode(1)
    }
    try? FileManager.default.removeItem(atPath: folder)
  }
}

/// A line of a run's table.
struct ReportRow {
  let name: String
  let value: String

  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  var text: String { name + String(repeating: " ", count: max(1, 22 - name.count)) + value }
}

extension Duration {
  /// Such as `1.25 s`.
  var text: String { "\(((self / .milliseconds(10)).rounded() / 100)) s" }
}

extension Int {
  /// Bytes, such as `12.5 MiB`.
  var mebibytes: String { "\((Double(self) / 1_048_576 * 10).rounded() / 10) MiB" }
}
