import ArgumentParser
import WeirLoad

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

  /// Refuses to write over what is no baseline: a schema or a document that is checked, for one.
  func refuseToReplace(on console: inout Console) throws(ExitStatus) {
    guard let path = writeBaseline, !Baseline.mayReplace(path) else { return }
    console.complain(
      "\(path) is there and is no baseline, which --write-baseline would replace",
      help: ["name another file, or remove it first if it may go"])
    throw .usage
  }
}
