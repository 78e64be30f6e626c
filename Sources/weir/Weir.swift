import ArgumentParser
import Glibc
import WeirHelp
import WeirLoad
import WeirSchema

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
        zcat events.gz | weir filter --schema event.yaml > good.ndjson 2> bad.ndjson
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
    subcommands: [
      BundleCommand.self,
      CheckCommand.self,
      CompileCommand.self,
      DiffCommand.self,
      ExplainCommand.self,
      FilterCommand.self,
      GatewayCommand.self,
      InferCommand.self,
      LintCommand.self,
      ReplayCommand.self,
      TestCommand.self,
      BowtieCommand.self,
      CompletionsCommand.self,
      ManualCommand.self,
    ]
  )

  static func main() {
    keepStandardDescriptors()
    ignoreClosedPipes()
    Glibc.exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Parses and runs; says on standard error what is wrong with the arguments.
  private static func run(_ arguments: [String]) -> ExitStatus {
    if let word = arguments.first, let complaint = unknownCommand(word) {
      return complain(complaint)
    }
    // Before anything is parsed: `--help` behind it is the gateway's.
    if arguments.first == GatewayCommand.configuration.commandName {
      return runGateway(Array(arguments.dropFirst()))
    }
    do {
      var command = try parseAsRoot(arguments)
      // `weir` alone did nothing, which must not look like success.
      if command is Weir { return complain(helpMessage(columns: nil)) }
      try command.run()
      return .success
    } catch let status as ExitStatus {
      return status
    } catch  where exitCode(for: error).isSuccess {
      return answer(fullMessage(for: error))
    } catch {
      return complain(inOurWords(withChoices(fullMessage(for: error), of: arguments)))
    }
  }

  private static func runGateway(_ arguments: [String]) -> ExitStatus {
    GatewayProgram.replaceProcess(arguments)
    var console = Console()
    console.complain(
      "weir-gateway is neither beside weir nor on PATH",
      help: ["build it: swift build -c release --product weir-gateway"])
    return .usage
  }

  /// What to say about a first word that is no command; ArgumentParser calls it an unexpected
  /// argument.
  private static func unknownCommand(_ word: String) -> String? {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !word.hasPrefix("-"), word != "help", !names.contains(word) else { return nil }
    let isFile = DocumentFormat(fileName: word) != nil
    let guess =
      isFile ? "check \(word)" : synonyms[word] ?? closest(to: word, among: names)
    return "error: there is no command \"\(word)\"."
      + (guess.map { " Did you mean \"weir \($0)\"?" } ?? "")
      + "\nCommands: \(names.joined(separator: ", ")). See \"weir --help\"."
  }

  /// What other validators call their commands.
  private static let synonyms = ["validate": "check", "verify": "check"]

  /// Prints what was asked for (`--help`, `--version`) to standard output.
  private static func answer(_ text: String) -> ExitStatus {
    var console = Console()
    do throws(OutputError) {
      try console.write(text + "\n")
      try console.flush()
      return .success
    } catch {
      return console.outcome(of: error)
    }
  }

  private static func complain(_ text: String) -> ExitStatus {
    var console = Console()
    console.note(text)
    return .usage
  }
}
