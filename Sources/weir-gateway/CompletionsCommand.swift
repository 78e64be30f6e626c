import ArgumentParser
import WeirHelp

/// `weir-gateway completions`: what makes a shell complete its commands, options and values.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Prints the completion script for a shell.",
    discussion: """
      `make install-gateway` and the Debian package put them where the shells look for them.
      By hand, and for one user:

      Examples:
        weir-gateway completions bash > ~/.local/share/bash-completion/completions/weir-gateway
      """)

  @Argument(help: ArgumentHelp("The shell.", valueName: "shell"))
  var shell: CompletedShell

  func run() throws {
    Output.answer(shell.script(for: WeirGatewayCommand.self))
  }
}
