import ArgumentParser
import WeirStream

/// The options for an input that is read on beyond its end.
struct FollowArguments: ParsableArguments {
  @Flag(help: "Read on when the last input grows, is rotated or cut, as tail -F does.")
  var follow = false

  @Flag(help: "Wait for the file to follow if it is not there yet.")
  var retry = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How long a file that was rotated away must be quiet before it is left; 1s by default.",
      valueName: "duration"),
    transform: spanValue)
  var rotateWait: Span?

  mutating func validate() throws {
    guard follow || !(retry || rotateWait != nil) else {
      throw ArgumentParser.ValidationError("--retry and --rotate-wait belong to --follow")
    }
  }

  /// nil where nothing is to be followed.
  var options: FollowOptions? {
    guard follow else { return nil }
    var options = FollowOptions()
    options.awaitsFile = retry
    if let rotateWait { options.rotateWait = rotateWait }
    return options
  }
}
