import ArgumentParser

/// Which findings a run leaves aside, or keeps for later runs to do so.
struct BaselineArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Findings that this file knows do not fail the run; new ones do.", valueName: "FILE"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "Write all findings to this file, as known from now on, and report none.", valueName: "FILE"))
  var writeBaseline: String?

  mutating func validate() throws {
    guard baseline == nil || writeBaseline == nil else {
      throw ArgumentParser.ValidationError(
        "--write-baseline writes a baseline anew; leave out --baseline")
    }
  }
}
