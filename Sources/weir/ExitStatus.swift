/// What a run came to, as its exit status. When several apply, the greatest counts.
///
/// Commands throw it from `run` instead of ArgumentParser's `ExitCode`.
enum ExitStatus: Int32, Error, Hashable, Comparable {
  /// Done, and everything checked is valid.
  case success = 0

  /// Invalid data, malformed JSON or YAML included.
  case invalid = 1

  /// Wrong usage; also when nothing was checked.
  case usage = 2

  /// The schema is broken.
  case brokenSchema = 3

  /// Input cannot be read or output cannot be written.
  case inputOutput = 4

  static func < (first: ExitStatus, second: ExitStatus) -> Bool {
    first.rawValue < second.rawValue
  }

  /// Keeps the greater of the two.
  mutating func raise(to other: ExitStatus) {
    self = max(self, other)
  }

  /// Throws what is not success, which ends the command with that status.
  func end() throws(ExitStatus) {
    if self != .success { throw self }
  }

  /// A reader that closes the pipe has seen enough: no error.
  init(_ error: OutputError) {
    self = error == .closedByReader ? .success : .inputOutput
  }
}
