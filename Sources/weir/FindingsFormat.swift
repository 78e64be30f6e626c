import ArgumentParser
import WeirReport

/// How `lint` and `test` print what they found.
enum FindingsFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people.
  case human

  /// For machines, one object a line.
  case json

  // The formats of CI systems.
  case sarif, junit, github, gitlab, tap

  var findingFormat: FindingFormat? { FindingFormat(rawValue: rawValue) }
}
