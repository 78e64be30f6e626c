/// The output formats that JSON Schema defines.
///
/// `flag`, `basic`, `detailed` and `verbose` are those of 2019-09 and 2020-12 (Core Specification
/// §12.4), with a unit for every keyword; `list` and `hierarchical` those of the release after, with
/// a unit for every schema. All of them work for every dialect.
public enum OutputFormat: String, Hashable, Sendable, CaseIterable {
  /// The verdict alone.
  case flag
  /// A flat list of the errors, or of the annotations.
  case basic
  /// The errors or annotations as a tree as small as the rules allow.
  case detailed
  /// Every keyword of every schema that was applied.
  case verbose
  /// A flat list of the schemas that say something, with what their keywords say.
  case list
  /// Every schema that was applied, each within the one that applied it.
  case hierarchical
}
