import WeirJSON

// What the arguments of a filter say about how records are judged, beside the schemas' texts: a run
// with a state goes on with the same only.

extension SchemaReference {
  /// Name and value; empty where there is none.
  var resultSettings: [(name: String, value: String)] {
    [("schema pointer", schema?.split(separator: "#").dropFirst().last.map(String.init) ?? "")]
  }
}

extension SchemaArguments {
  /// Name and value; empty where nobody asked for it.
  var resultSettings: [(name: String, value: String)] {
    [
      ("--base-uri", baseURI.map { "\($0)" } ?? ""),
      ("--default-dialect", defaultDialect.dialect.name),
      ("--assert-format", assertFormat.map { $0 ? "yes" : "no" } ?? ""),
      ("--assert-content", assertContent ? "set" : ""),
      ("--legacy-dependencies", legacyDependencies ? "set" : ""),
      ("--integers-by-notation", integersByNotation ? "set" : ""),
      ("--max-depth", String(maxDepth)), ("--strict or --lenient", profile?.rawValue ?? "strict"),
    ]
  }
}

extension RouteArguments {
  /// Name and value.
  var resultSettings: [(name: String, value: String)] {
    [
      ("--route", "\(route?.description ?? "")"),
      ("--route-version", "\(routeVersion?.description ?? "")"),
    ]
  }
}
