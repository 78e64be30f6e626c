import ArgumentParser
import Foundation
import WeirGateway

/// Has a running gateway judge quarantined records anew.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Has quarantined records judged anew, by what the schemas are now.",
    discussion: """
      Accepted ones are delivered under the id that they had; rejected ones are quarantined again.

      Examples:
        weir-gateway replay --where code=schema.required gateway.yaml
        weir-gateway replay --where stream=orders --where tenant=shop gateway.yaml
        weir-gateway replay --id 9f2c… gateway.yaml

      Exit status: 0 all were accepted, 1 some were not, 2 the configuration or a condition is wrong, 4 \
      nobody answers.
      """)

  @OptionGroup var arguments: ConfigurationArguments

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Which records: code, stage, subject, pointer, keyword, schema, stream or tenant.",
      valueName: "word=value"))
  var conditions: [String] = []

  @Option(name: .customLong("id"), help: ArgumentHelp("A record by its id.", valueName: "id"))
  var ids: [String] = []

  func validate() throws {
    guard conditions.isEmpty != ids.isEmpty else {
      throw ValidationError("name records by --where, or by --id")
    }
  }

  func run() async throws {
    let client = try AdminClient(arguments.load().configuration)
    let wanted = ids.isEmpty ? ["where": conditions] : ["ids": ids]
    let body = try JSONEncoder().encode(wanted)
    let answer = try await client.ask("/v1/quarantine/replay", body: body)
    guard let tally = try? JSONDecoder().decode(Tally.self, from: answer) else {
      Output.say("the answer is not that of a gateway\n")
      throw ExitStatus.inputOutput
    }
    Output.answer(
      "\(tally.accepted) accepted, \(tally.rejected) rejected, \(tally.kept) kept as they are\n")
    if tally.rejected + tally.kept > 0 { throw ExitStatus.failed }
  }

  private struct Tally: Decodable {
    var accepted: Int
    var rejected: Int
    var kept: Int
  }
}
