import AsyncHTTPClient
import Foundation
import NIOCore
import TestSupport

/// What the parts of one run share.
struct ChaosRun: Sendable {
  let seed: UInt64
  let maker: RecordMaker
  let sent = SentRecords()
  let findings = Findings()
  let client: HTTPClient
  let guardian: Guardian

  /// The program.
  let gateway: String

  /// For states, logs and outputs.
  let folder: String

  init(seed: UInt64, hasFaults: Bool, gateway: String, folder: String) throws {
    self.seed = seed
    maker = RecordMaker(seed: seed, hasFaults: hasFaults)
    guardian = try Guardian()
    self.gateway = gateway
    self.folder = folder
    var configuration = HTTPClient.Configuration(
      timeout: .init(connect: .seconds(2)),
      connectionPool: .init(
        idleTimeout: .seconds(5), concurrentHTTP1ConnectionsPerHostSoftLimit: 64))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.httpVersion = .http1Only
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// A gateway that does not run yet, in a folder of its own.
  func makeGateway(
    _ name: String, _ configuration: String, keepsPorts: Bool = false
  ) throws -> GatewayProcess {
    let path = folder + "/" + name
    try FileManager.default.createDirectory(
      atPath: path + "/schemas", withIntermediateDirectories: true)
    try configuration.write(toFile: path + "/gateway.yaml", atomically: false, encoding: .utf8)
    try RecordMaker.schema.write(
      toFile: path + "/schemas/record.schema.json", atomically: false, encoding: .utf8)
    return GatewayProcess(gateway, in: path, keepsPorts: keepsPorts, guardian: guardian)
  }

  /// Senders that begin now and end when `stop` says so.
  func startSenders(
    _ load: Load, to address: @escaping @Sendable () -> String?, _ tally: SenderTally,
    until stop: StopFlag
  ) -> Task<Void, Never> {
    Task {
      await withDiscardingTaskGroup { group in
        for number in 0..<load.senders {
          let sender = Sender(number: number, load: load, run: self, address: address, tally: tally)
          group.addTask { await sender.send(until: stop) }
        }
      }
    }
  }

  /// Waits for a task, which is cancelled after `limit`.
  func finish(_ task: Task<Void, Never>, within limit: Duration) async {
    let timer = Task {
      if (try? await Task.sleep(for: limit)) != nil { task.cancel() }
    }
    await task.value
    timer.cancel()
  }

  /// How long a gateway may go without delivering anything that it has.
  private static let stallLimit: Duration = .seconds(30)

  /// Lets the gateway deliver all it has, and asks it to end.
  ///
  /// - Returns: How long the spool took to be empty; nil when it was not to be.
  func drain(_ gateway: GatewayProcess, _ scraper: Scraper) async -> Duration? {
    let took = await scraper.drained(stallLimit: Self.stallLimit)
    if took == nil {
      let left = await scraper.scrape()?.spooled
      findings.add(
        .wrong,
        "\(left.map { "\($0)" } ?? "?") records are in the spool, and it gets no less: what is lost may be there"
      )
    }
    let status = await gateway.stop()
    if status != 0 {
      findings.add(.wrong, "the gateway ended with \(status.map { "status \($0)" } ?? "SIGKILL")")
    }
    return took
  }
}

extension GatewayConfigurationText {
  /// The whole file, for one stream `records`.
  func text(sinks: String) -> String {
    """
    listen:
      port: ${WEIR_PORT:-0}
    admin:
      port: ${WEIR_ADMIN_PORT:-0}
    state:
      directory: state
      \(state)
    schemas:
      directory: schemas
    streams:
      records: {schema: record, sinks: [\(sinks)]}
    telemetry: {log_level: notice}
    shutdown: {timeout: 20s}
    quarantine:
      rotate: {bytes: 64KiB}
    sinks:

    """ + lines
  }
}

/// The sinks of a configuration, and what is not as by default of the state.
struct GatewayConfigurationText {
  let lines: String
  var state = ""
}

extension ChaosRun {
  /// Chance for one of the purposes of a run.
  func generator(_ purpose: UInt64) -> SeededGenerator {
    SeededGenerator(seed: seed &+ purpose &* 0xD1B5_4A32_D192_ED03)
  }

  func sentRows(_ tally: SenderTally) -> [ReportRow] {
    let entries = sent.all
    let bad = entries.indices.count { !maker.kind(of: $0).isAccepted }
    let keyed = entries.count { $0.isKeyed }
    return [
      ReportRow("records sent", "\(entries.count), \(bad) of them bad, \(keyed) with keys"),
      ReportRow("acknowledged", "\(entries.count { $0.wasAccepted != nil })"),
      ReportRow("not answered", tally.failures),
      ReportRow("sent again", "\(tally.repetitions) requests that were answered"),
    ]
  }

  var verdictRows: [ReportRow] {
    [
      ReportRow("doubled", "\(findings.count(of: .doubled))"),
      ReportRow("lost", "\(findings.count(of: .lost))"),
    ]
  }
}
