package import ArgumentParser

/// The manual pages of a program: one for itself, one for each of its commands.
package struct Manual {
  private let program: HelpEntry
  private let version: String

  /// - Throws: What the parser says if ArgumentParser no longer tells its help as JSON.
  package init(of command: any ParsableCommand.Type, version: String) throws {
    program = try HelpEntry(command)
    self.version = version
  }

  /// The commands that have a page.
  package var commands: [String] { program.displayedCommands.map(\.name) }

  /// The program's own page.
  package var page: String { ManualPage(program, version: version).text }

  /// The page of one of its commands; nil if there is none of that name.
  package func page(of command: String) -> String? {
    program.displayedCommands.first { $0.name == command }
      .map { ManualPage($0, of: program, version: version).text }
  }

  /// What `manual` prints.
  ///
  /// - Parameters:
  ///   - command: nil for the program itself.
  ///   - list: Asks for the names of the pages instead, a line each.
  /// - Throws: `ValidationError` for a command that there is none of.
  package func text(of command: String?, list: Bool) throws -> String {
    if list { return commands.joined(separator: "\n") }
    guard let command else { return page }
    guard let page = page(of: command) else {
      throw ValidationError("there is no command \(command); --list lists them")
    }
    return page
  }
}
