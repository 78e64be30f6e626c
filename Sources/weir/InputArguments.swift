import ArgumentParser
import WeirLoad

/// Which files a command looks at.
struct InputArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Files, folders, or quoted globs with **; - is standard input.", valueName: "path"))
  var paths: [String]

  @OptionGroup var searchArguments: SearchArguments

  mutating func validate() throws { try paths.refuseRepeatedStandardInput() }

  /// What there is to look at, in the order of the paths.
  var findings: [InputSearch.Finding] { searchArguments.findings(for: paths) }
}

/// How files are looked for.
struct SearchArguments: ParsableArguments {
  @Flag(help: "Find hidden files and look into hidden folders.")
  var hidden = false

  @Flag(help: "Find what .weirignore files leave out.")
  var noIgnore = false

  @Flag(name: [.customShort("L"), .long], help: "Follow links that are found in folders.")
  var follow = false

  /// What there is to look at, in the order of the paths.
  func findings(for paths: [String]) -> [InputSearch.Finding] {
    var search = InputSearch()
    search.findsHidden = hidden
    search.obeysIgnoreFiles = !noIgnore
    search.followsLinks = follow
    return paths.flatMap(search.findings(for:))
  }
}

/// What standard input is taken for, by commands that go by the names of files.
struct StandardInputArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What standard input would be called as a file: for its format, its schema and messages.",
      valueName: "path"))
  var stdinFilename: String?

  /// Refuses a name for what is not read.
  func check(_ paths: [String]) throws {
    if stdinFilename != nil, !paths.contains("-") {
      throw ArgumentParser.ValidationError(
        "--stdin-filename is for standard input, and no path is -")
    }
  }
}

extension [String] {
  /// Of paths: standard input is over once it was read.
  func refuseRepeatedStandardInput() throws {
    guard count(where: { $0 == "-" }) <= 1 else {
      throw ArgumentParser.ValidationError("standard input can be read once only")
    }
  }
}
