import WeirJSON

/// Writes the findings of a run in the format of a CI system, as they come.
///
/// A run is a sequence of subjects: the files of `check`, the tests of `test`. Each begins, has
/// findings or none, and ends; what they hold together is begun and ended too. Every call returns the
/// next part of the output, so that memory does not grow with the run. A subject with more than
/// `FindingFormat.maxFindings` has the rest counted: no reader looks at more.
public protocol FindingWriter: Sendable {
  /// What stands before everything.
  mutating func begin() -> String

  /// The next subject; called once the one before has ended.
  ///
  /// - Parameter file: The file that it is, or stands in.
  mutating func begin(subject name: String, in file: String) -> String

  /// A finding about the subject in hand.
  mutating func write(_ finding: Finding) -> String

  /// The end of the subject in hand.
  ///
  /// - Parameter unwritten: How many findings there were beyond those that were written.
  mutating func endSubject(unwritten: Int) -> String

  /// What stands behind everything.
  mutating func end() -> String
}

extension FindingWriter {
  public mutating func begin() -> String { "" }
  public mutating func begin(subject name: String, in file: String) -> String { "" }
  public mutating func endSubject(unwritten: Int) -> String { "" }
  public mutating func end() -> String { "" }
}

/// The formats of CI systems.
public enum FindingFormat: String, Hashable, Sendable, CaseIterable {
  /// SARIF 2.1.0, which code scanning services read.
  case sarif
  /// JUnit's XML: a test case for each subject.
  case junit
  /// Workflow commands, which GitHub shows beside the lines.
  case github
  /// GitLab's code quality report.
  case gitlab
  /// TAP 13: a test point for each subject.
  case tap

  /// How many findings of one subject are worth writing.
  public static let maxFindings = 1_000

  /// - Parameters:
  ///   - tool: The command as reports name it, such as `weir check`.
  ///   - version: Its version.
  public func writer(tool: String, version: String) -> any FindingWriter {
    switch self {
    case .sarif: SARIFWriter(version: version)
    case .junit: JUnitWriter(tool: tool)
    case .github: GitHubWriter()
    case .gitlab: GitLabWriter()
    case .tap: TAPWriter()
    }
  }
}

extension Finding {
  /// The message led by its place: `12:10: …`, or the message alone.
  var placedMessage: String {
    region.map { "\($0.start.line):\($0.start.column): \(message)" } ?? message
  }
}

func moreLine(_ count: Int) -> String { "… and \(count) more" }
