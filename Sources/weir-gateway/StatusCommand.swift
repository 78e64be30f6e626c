import ArgumentParser
import Foundation
import WeirGateway

/// Tells how a running gateway is.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Says how a running gateway is: records, sinks, spool, alerts.",
    discussion: """
      Asks the admin listener that the configuration names. `--json` prints all that it says.

      Examples:
        weir-gateway status gateway.yaml
        weir-gateway status --json gateway.yaml

      Exit status: 0 it is ready, 1 it is not, 2 the configuration is wrong, 4 nobody answers.
      """)

  @OptionGroup var arguments: ConfigurationArguments

  @Flag(help: "Print the answer as it is, one object of JSON.")
  var json = false

  func run() async throws {
    let answer = try await AdminClient(arguments.load().configuration).ask("/v1/status")
    if json {
      Output.answer(String(decoding: answer, as: UTF8.self) + "\n")
      return
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let status = try? decoder.decode(Status.self, from: answer) else {
      Output.say("the answer is not that of a gateway\n")
      throw ExitStatus.inputOutput
    }
    Output.answer(status.text)
    if status.readiness.status != "pass" { throw ExitStatus.failed }
  }
}

/// What `GatewayStatus` says, as far as it is told here.
private struct Status: Decodable {
  struct Readiness: Decodable {
    struct Check: Decodable {
      var name: String
      var reason: String?
    }

    var status: String
    var checks: [Check]
  }

  struct Sink: Decodable {
    struct Endpoint: Decodable {
      var endpoint: String
      var state: String
    }

    var sink: String
    var delivered: Int
    var parked: Int
    var outcomeUnknown: Int
    var paused: String?
    var endpoints: [Endpoint]
  }

  struct Spool: Decodable {
    var bytes: Int
    var records: Int
  }

  struct Alert: Decodable {
    var alert: String
    var schema: String
  }

  var version: String
  var readiness: Readiness
  var records: [String: Int]
  var sinks: [Sink]
  var spool: Spool
  var alerts: [Alert]

  var text: String {
    var lines = ["weir-gateway \(version), \(readiness.status == "pass" ? "ready" : "not ready")"]
    lines += readiness.checks.compactMap { check in check.reason.map { "\(check.name): \($0)" } }
    let counts = ["received", "accepted", "quarantined", "duplicate", "shed", "inflight"]
      .map { "\(records[$0] ?? 0) \($0)" }
    lines.append(counts.joined(separator: ", "))
    lines.append("spool: \(spool.records) records, \(spool.bytes) bytes")
    for sink in sinks {
      let pause = sink.paused.map { ", paused: \($0)" } ?? ""
      let unknown = sink.outcomeUnknown > 0 ? " (\(sink.outcomeUnknown) of unknown outcome)" : ""
      lines.append(
        "sink \(sink.sink): \(sink.delivered) delivered, \(sink.parked) parked\(unknown)\(pause)")
      lines += sink.endpoints.map { "  \($0.endpoint): breaker \($0.state)" }
    }
    lines += alerts.map { "alert \($0.alert): \($0.schema)" }
    return lines.joined(separator: "\n") + "\n"
  }
}
