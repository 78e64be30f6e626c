package import ArgumentParser
import WeirJSON

/// What ArgumentParser knows of a command: the source of `--help`, read from its JSON form.
package struct HelpEntry {
  package internal(set) var name = ""
  var abstract = ""
  var discussion = ""
  package internal(set) var arguments: [Argument] = []
  package internal(set) var commands: [HelpEntry] = []
  private var isDisplayed = true

  package struct Argument {
    enum Kind: String { case positional, option, flag }

    var kind = Kind.positional
    /// With their hyphens, the short ones first.
    package internal(set) var names: [String] = []
    var valueName = ""
    var abstract = ""
    var defaultValue = ""
    var isOptional = false
    var isRepeating = false
    package internal(set) var allValues: [String] = []
    fileprivate(set) var isDisplayed = true
  }

  /// `help` is ArgumentParser's own and needs no page.
  var displayedCommands: [HelpEntry] { commands.filter { $0.isDisplayed && $0.name != "help" } }

  var displayedArguments: [Argument] { arguments.filter(\.isDisplayed) }

}

extension HelpEntry {
  /// The whole of a command. Throws what the parser does if ArgumentParser no longer tells.
  package init(_ command: any ParsableCommand.Type) throws {
    var document = Document()
    try document.parse(Array(HelpEntry.dump(command).utf8))
    self =
      document.withRoot { root in root.withMember("command") { HelpEntry($0) } ?? nil }
      .flatMap { $0 } ?? HelpEntry()
  }

  /// ArgumentParser answers this option as it answers `--help`: by an error that holds the text.
  private static func dump<Command: ParsableCommand>(_ command: Command.Type) -> String {
    do {
      _ = try command.parseAsRoot(["--experimental-dump-help"])
      return ""
    } catch {
      return command.message(for: error)
    }
  }
}

extension HelpEntry {
  fileprivate init(_ json: borrowing JSONView) {
    name = json.text("commandName")
    abstract = json.text("abstract")
    discussion = json.text("discussion")
    isDisplayed = json.flag("shouldDisplay")
    json.forEach("arguments") { arguments.append(Argument($0)) }
    json.forEach("subcommands") { commands.append(HelpEntry($0)) }
  }
}

extension HelpEntry.Argument {
  fileprivate init(_ json: borrowing JSONView) {
    kind = Kind(rawValue: json.text("kind")) ?? .positional
    valueName = json.text("valueName")
    abstract = json.text("abstract")
    defaultValue = json.text("defaultValue")
    isOptional = json.flag("isOptional")
    isRepeating = json.flag("isRepeating")
    isDisplayed = json.flag("shouldDisplay")
    json.forEach("names") { name in
      names.append((name.text("kind") == "short" ? "-" : "--") + name.text("name"))
    }
    json.forEach("allValues") { value in
      if let text = value.string { allValues.append(text) }
    }
  }
}

extension JSONView {
  fileprivate borrowing func text(_ name: String) -> String {
    (withMember(name) { $0.string } ?? nil) ?? ""
  }

  fileprivate borrowing func flag(_ name: String) -> Bool {
    (withMember(name) { $0.boolean } ?? nil) ?? false
  }

  fileprivate borrowing func forEach(_ name: String, _ body: (borrowing JSONView) -> Void) {
    _ = withMember(name) { $0.forEachElement(body) }
  }
}
