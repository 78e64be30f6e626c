public import ArgumentParser
import WeirHelp
public import WeirReport

@main
struct WeirGatewayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weir-gateway",
    abstract: "Stands in front of services: validates, keeps and delivers what they are sent.",
    usage: "weir-gateway <command> [options]",
    discussion: """
      Examples:
        weir-gateway run gateway.yaml
        weir-gateway check-config gateway.yaml
        weir-gateway check-config --print gateway.yaml
        weir-gateway test gateway.test.yaml

      Exit status:
        0  done
        1  a test failed
        2  wrong usage, or the configuration is wrong
        3  a schema is broken
        4  a file cannot be read or written
        When several apply, the greatest counts.
      """,
    version: version,
    subcommands: [
      RunCommand.self, CheckConfigCommand.self, TestCommand.self, StatusCommand.self,
      ReplayCommand.self, CompletionsCommand.self, ManualCommand.self,
    ]
  )

  static let version = "0.1.0"

  static func main() async {
    ignoreClosedPipes()
    endProcess(await status(of: Array(CommandLine.arguments.dropFirst())))
  }

  /// Parses and runs; says on standard error what is wrong with the arguments.
  private static func status(of arguments: [String]) async -> ExitStatus {
    do {
      var command = try parseAsRoot(arguments)
      // `weir-gateway` alone did nothing, which must not look like success.
      if command is WeirGatewayCommand {
        Output.say(helpMessage(columns: nil))
        return .usage
      }
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return .success
    } catch let status as ExitStatus {
      return status
    } catch  where exitCode(for: error).isSuccess {
      Output.answer(fullMessage(for: error))
      return .success
    } catch {
      Output.say(inOurWords(fullMessage(for: error)))
      return .usage
    }
  }
}

extension RenderStyle.ColorChoice: ExpressibleByArgument {}
