import ArgumentParser
import WeirGateway
import WeirReport

/// Looks at a configuration as `run` would, and touches nothing.
struct CheckConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-config",
    abstract: "Says what is wrong with a configuration and its schemas, or what would run.",
    discussion: """
      Every fault is told at once, with its place. Variables and secrets are looked up, files and \
      folders looked at; nothing is written, and no service is asked.

      Examples:
        weir-gateway check-config gateway.yaml
        weir-gateway check-config --print gateway.yaml

      Exit status: 0 it is right, 2 it is wrong, 3 a schema is broken, 4 it cannot be read.
      """)

  @OptionGroup var arguments: ConfigurationArguments

  @Flag(help: "Print the configuration in effect: defaults filled in, secrets masked.")
  var print = false

  func run() throws {
    let loaded = try arguments.load()
    Output.answer(print ? loaded.configuration.printed : loaded.summary)
  }
}

/// The configuration that a command works with.
struct ConfigurationArguments: ParsableArguments {
  @Argument(help: ArgumentHelp("The configuration, YAML or JSON.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("When to use colours.", valueName: "when"))
  var color: RenderStyle.ColorChoice = .auto

  /// The configuration; says what is wrong with it, or only noteworthy.
  func load() throws(ExitStatus) -> LoadedConfiguration {
    let style = Output.style(color)
    do throws(ConfigurationError) {
      let loaded = try ConfigurationLoader().load(file)
      Output.say(loaded.warnings, style)
      return loaded
    } catch {
      Output.say(error.diagnostics, style)
      throw ExitStatus(error.kind)
    }
  }
}

extension ExitStatus {
  init(_ kind: ConfigurationError.Kind) {
    self =
      switch kind {
      case .invalid: .usage
      case .brokenSchema: .brokenSchema
      case .unreadable: .inputOutput
      }
  }
}
