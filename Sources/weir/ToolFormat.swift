import ArgumentParser

/// How the tools for schemas print what they found.
enum ToolFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people.
  case human

  /// For machines.
  case json
}
