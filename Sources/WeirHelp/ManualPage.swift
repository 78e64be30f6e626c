/// A page in the man(7) macro language, for a command or for one of its commands.
struct ManualPage {
  private let entry: HelpEntry

  /// The command that has the entry's as one of its own; nil for the page of that command itself.
  private let root: HelpEntry?
  private let version: String

  init(_ entry: HelpEntry, of root: HelpEntry? = nil, version: String) {
    self.entry = entry
    self.root = root
    self.version = version
  }

  /// `weir filter`: as it is typed.
  private var command: String { root.map { "\($0.name) \(entry.name)" } ?? entry.name }

  /// `weir-filter`: as the page is named.
  private func pageName(of entry: HelpEntry) -> String {
    (root?.name ?? self.entry.name) + "-" + entry.name
  }

  var text: String {
    let title = root == nil ? entry.name : pageName(of: entry)
    let sections = sections
    return ".TH \(title.uppercased()) 1 \"\" \"weir \(version)\" \"weir\"\n"
      + section("NAME") + "\(title.escaped) \\- \(entry.abstract.escaped)\n"
      + section("SYNOPSIS") + synopsis
      + prose(sections[0]) + options + commands + sections.dropFirst().map(prose).joined()
      + section("SEE ALSO") + seeAlso
  }

  private func section(_ name: String) -> String { ".SH \(name)\n" }

  private var synopsis: String {
    let arguments = entry.displayedArguments
    var parts = ["\\fB\(command.escaped)\\fR"]
    if !entry.displayedCommands.isEmpty { parts.append("\\fIcommand\\fR") }
    if arguments.contains(where: { $0.kind != .positional }) { parts.append("[\\fIoptions\\fR]") }
    parts += arguments.filter { $0.kind == .positional }.map { argument in
      let name = "\\fI\(argument.valueName.escaped)\\fR" + (argument.isRepeating ? " ..." : "")
      return argument.isOptional ? "[\(name)]" : name
    }
    return parts.joined(separator: " ") + "\n"
  }

  /// The discussion, cut where a line says `Examples:` or `Exit status:`; what stands before the first
  /// of these describes.
  private var sections: [(title: String, lines: ArraySlice<Substring>)] {
    let lines = entry.discussion.split(separator: "\n", omittingEmptySubsequences: false)
    let starts = lines.indices.filter { ["Examples:", "Exit status:"].contains(lines[$0]) }
    let first = starts.first ?? lines.count
    return [("DESCRIPTION", lines[..<first])]
      + zip(starts, starts.dropFirst() + [lines.count]).map { start, end in
        (lines[start].dropLast().uppercased(), lines[(start + 1)..<end])
      }
  }

  /// Indented lines stay as they are.
  private func prose(_ part: (title: String, lines: ArraySlice<Substring>)) -> String {
    guard part.lines.contains(where: { !$0.isEmpty }) else { return "" }
    var text = section(part.title)
    var isVerbatim = false
    for line in part.lines {
      let isIndented = line.hasPrefix("  ")
      if isIndented != isVerbatim { text += isIndented ? ".nf\n" : ".fi\n" }
      isVerbatim = isIndented
      text += line.isEmpty ? ".PP\n" : String(line).escapedLine + "\n"
    }
    return text + (isVerbatim ? ".fi\n" : "")
  }

  private var options: String {
    let arguments = entry.displayedArguments
    guard !arguments.isEmpty else { return "" }
    return section("OPTIONS") + arguments.map(paragraph).joined()
  }

  private func paragraph(for argument: HelpEntry.Argument) -> String {
    let value = "\\fI\(argument.valueName.escaped)\\fR"
    let names = argument.names.map { "\\fB\($0.escaped)\\fR" }.joined(separator: ", ")
    var text = ".TP\n"
    switch argument.kind {
    case .positional: text += value
    case .option: text += "\(names) \(value)"
    case .flag: text += names
    }
    text += "\n" + argument.abstract.escapedLine
    if !argument.allValues.isEmpty {
      text += "\nOne of " + argument.allValues.map(\.escaped).joined(separator: ", ") + "."
    }
    if !argument.defaultValue.isEmpty, argument.kind != .flag {
      text += "\nBy default " + argument.defaultValue.escaped + "."
    }
    return text + "\n"
  }

  private var commands: String {
    guard !entry.displayedCommands.isEmpty else { return "" }
    return section("COMMANDS")
      + entry.displayedCommands.map { command in
        ".TP\n\\fB\(pageName(of: command).escaped)\\fR(1)\n\(command.abstract.escapedLine)\n"
      }.joined()
  }

  private var seeAlso: String {
    guard let root else {
      return entry.displayedCommands.map { "\\fB\(pageName(of: $0).escaped)\\fR(1)" }
        .joined(separator: ",\n") + "\n"
    }
    return "\\fB\(root.name)\\fR(1)\n"
  }
}

extension String {
  /// Text within a line: a backslash and a hyphen have meanings of their own (groff_char(7)).
  fileprivate var escaped: String {
    var text = ""
    for character in self {
      switch character {
      case "\\": text += "\\e"
      case "-": text += "\\-"
      default: text.append(character)
      }
    }
    return text
  }

  /// A whole line, which must not begin like a request.
  fileprivate var escapedLine: String {
    let text = escaped
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
  }
}
