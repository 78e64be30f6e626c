import ArgumentParser
import WeirHelp

/// `weir completions`: what makes a shell complete weir's commands, options and values.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Prints the completion script for a shell.",
    discussion: """
      `make install` and the Debian package put them where the shells look for them.
      By hand, and for one user:

      Examples:
        weir completions bash > ~/.local/share/bash-completion/completions/weir
        weir completions zsh > ~/.zfunc/_weir
        weir completions fish > ~/.config/fish/completions/weir.fish
      """)

  @Argument(help: ArgumentHelp("The shell.", valueName: "shell"))
  var shell: CompletedShell

  func run() throws {
    try printResult(shell.script(for: Weir.self))
  }
}

/// Prints all that a command has to say.
func printResult(_ text: String) throws(ExitStatus) {
  var console = Console()
  do throws(OutputError) {
    try console.write(text.hasSuffix("\n") ? text : text + "\n")
    try console.flush()
  } catch {
    try console.outcome(of: error).end()
  }
}
