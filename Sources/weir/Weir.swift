import ArgumentParser
import Glibc

/// The root command: arguments in, one call, exit status out.
@main
struct Weir: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "weir",
    abstract: "Checks JSON and YAML against JSON Schema, and filters event streams by it.",
    usage: "weir <command> [options]",
    discussion: """
      Examples:
        weir check --schema app.schema.json config/app.yaml
        weir check --schema event.yaml#/$defs/Order orders.ndjson
        zcat events.gz | weir filter --schema event.yaml --quarantine bad.ndjson > good.ndjson
        weir compile event.yaml

      Exit status:
        0  done; everything checked is valid
        1  invalid data, malformed JSON or YAML included
        2  wrong usage, or nothing was checked
        3  the schema is broken
        4  input cannot be read or output cannot be written
        When several apply, the greatest counts.
      """,
    version: version,
    subcommands: [CheckCommand.self, CompileCommand.self]
  )

  static func main() {
    ignoreClosedPipes()
    Glibc.exit(run(CommandLine.arguments.dropFirst()).rawValue)
  }

  /// Parses and runs; says on standard error what is wrong with the arguments.
  private static func run(_ arguments: ArraySlice<String>) -> ExitStatus {
    do {
      var command = try parseAsRoot(Array(arguments))
      if command is Weir { return explainUsage() }
      try command.run()
      return .success
    } catch let status as ExitStatus {
      return status
    } catch {
      return explain(error)
    }
  }

  /// `--help` and `--version` are asked for and go to standard output; the rest is wrong usage.
  private static func explain(_ error: any Error) -> ExitStatus {
    let isAskedFor = exitCode(for: error).isSuccess
    var output = OutputFile(isAskedFor ? .standardOutput : .standardError)
    do {
      try output.write(fullMessage(for: error) + "\n")
      try output.flush()
      return isAskedFor ? .success : .usage
    } catch {
      return ExitStatus(error)
    }
  }

  /// `weir` alone did nothing, which must not look like success.
  private static func explainUsage() -> ExitStatus {
    var output = OutputFile(.standardError)
    try? output.write(helpMessage(columns: nil) + "\n")
    try? output.flush()
    return .usage
  }
}
