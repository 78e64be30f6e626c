import ArgumentParser

/// Makes the streams that the benchmarks and samples use, and measures what one core does.
@main
struct WeirBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weir-bench",
    abstract: "Measure weir, and make the streams it is measured with.",
    subcommands: [GenerateEvents.self, Measure.self, Serve.self, Race.self])
}
