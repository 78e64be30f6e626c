import ArgumentParser
import WeirJSON

/// What ArgumentParser knows of a command: the source of `--help`, read from its JSON form.
struct HelpEntry {
  var name = ""
  var abstract = ""
  var discussion = ""
  var arguments: [Argument] = []
  var commands: [HelpEntry] = []
  private var isDisplayed = true

  struct Argument {
    enum Kind: String { case positional, option, flag }

    var kind = Kind.positional
    /// With their hyphens, the short ones first.
    var names: [String] = []
    var valueName = ""
    var abstract = ""
    var defaultValue = ""
    var isOptional = false
    var isRepeating = false
    var allValues: [String] = []
    fileprivate(set) var isDisplayed = true
  }

  /// `help` is ArgumentParser's own and needs no page.
  var displayedCommands: [HelpEntry] { commands.filter { $0.isDisplayed && $0.name != "help" } }

  var displayedArguments: [Argument] { arguments.filter(\.isDisplayed) }

  /// The whole command. Throws what ArgumentParser does if it no longer tells.
  static func ofWeir() throws -> HelpEntry {
    let text = dump()
    var document = Document()
    try document.parse(Array(text.utf8))
    return document.withRoot { root in root.withMember("command") { HelpEntry($0) } ?? nil }
      .flatMap { $0 } ?? HelpEntry()
  }

  /// ArgumentParser answers this option as it answers `--help`: by an error that holds the text.
  private static func dump() -> String {
    do {
      _ = try Weir.parseAsRoot(["--experimental-dump-help"])
      return ""
    } catch {
      return Weir.message(for: error)
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
