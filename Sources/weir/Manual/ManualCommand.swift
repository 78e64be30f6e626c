import ArgumentParser

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
    let root = try HelpEntry.ofWeir()
    if list {
      try printResult(root.displayedCommands.map(\.name).joined(separator: "\n"))
      return
    }
    guard let command else {
      try printResult(ManualPage(root, version: Weir.version).text)
      return
    }
    guard let entry = root.displayedCommands.first(where: { $0.name == command }) else {
      throw ValidationError("there is no command \(command); --list lists them")
    }
    try printResult(ManualPage(entry, of: root, version: Weir.version).text)
  }
}
