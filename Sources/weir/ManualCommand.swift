import ArgumentParser
import WeirHelp

/// `weir manual`: the manual pages, from the same source as `--help`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Prints a manual page, as man reads it.",
    discussion: """
      `make install` and the Debian package install one for weir and one for each of its
      commands.

      Examples:
        weir manual filter > weir-filter.1
      """,
    // For packagers; `man weir` is for people.
    shouldDisplay: false)

  @Argument(help: ArgumentHelp("A command; without one, the page of weir.", valueName: "command"))
  var command: String?

  @Flag(help: "List the commands that have a page.")
  var list = false

  func run() throws {
    try printResult(
      Manual(of: Weir.self, version: Weir.version).text(of: command, list: list))
  }
}
