import ArgumentParser

/// SIGKILL at random moments, while client, service and the network between fail as they please.
struct KillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kill",
    abstract: "Kills the gateway under load, over and over, with a service that fails at random.",
    discussion: """
      Some of the kills come while it starts, and at times it is asked to end instead. The seed also says \
      what is set otherwise than by default: compressed files, durability, a small spool.
      """)

  @OptionGroup var options: RunOptions

  @Option(help: "How long it is killed for.")
  var seconds = 15

  @Option(help: "Records a second.")
  var rate = 400

  @Option(help: "How records go to the service: single or cloudevents; by default the seed says.")
  var format: String?

  func run() async throws {
    try await options.run("kill") { run in
      let format = format ?? (run.seed.isMultiple(of: 2) ? "cloudevents" : "single")
      return try await KillScenario(run: run, format: format, rate: rate)
        .play(for: .seconds(seconds))
    }
  }
}
