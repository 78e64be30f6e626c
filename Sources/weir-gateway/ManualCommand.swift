import ArgumentParser
import WeirHelp

/// `weir-gateway manual`: the manual pages, from the same source as `--help`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Prints a manual page, as man reads it.",
    discussion: """
      `make install-gateway` and the Debian package install one for weir-gateway and one for each of
      its commands.

      Examples:
        weir-gateway manual run > weir-gateway-run.1
      """,
    // For packagers; `man weir-gateway` is for people.
    shouldDisplay: false)

  @Argument(
    help: ArgumentHelp("A command; without one, the page of weir-gateway.", valueName: "command"))
  var command: String?

  @Flag(help: "List the commands that have a page.")
  var list = false

  func run() throws {
    Output.answer(
      try Manual(of: WeirGatewayCommand.self, version: WeirGatewayCommand.version)
        .text(of: command, list: list))
  }
}
