import ArgumentParser
import WeirLoad

/// Which files a command looks at.
struct InputArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Files, folders, or quoted globs with ** to check; - is standard input.", valueName: "path"))
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "What standard input would be called as a file: for its format, its schema and messages.",
      valueName: "path"))
  var stdinFilename: String?

  @Flag(help: "Find hidden files and look into hidden folders.")
  var hidden = false

  @Flag(help: "Find what .weirignore files leave out.")
  var noIgnore = false

  @Flag(name: [.customShort("L"), .long], help: "Follow links that are found in folders.")
  var follow = false

  mutating func validate() throws {
    guard paths.count(where: { $0 == "-" }) <= 1 else {
      throw ArgumentParser.ValidationError("standard input can be read once only")
    }
    if stdinFilename != nil, !paths.contains("-") {
      throw ArgumentParser.ValidationError(
        "--stdin-filename is for standard input, and no path is -")
    }
  }

  var search: InputSearch {
    var search = InputSearch()
    search.findsHidden = hidden
    search.obeysIgnoreFiles = !noIgnore
    search.followsLinks = follow
    return search
  }
}
