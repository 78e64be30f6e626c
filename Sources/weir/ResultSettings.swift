import WeirJSON

// What the arguments of a filter say about how records are judged, beside the schemas' texts: a run
// with a state goes on with the same only.

extension SchemaArguments {
  /// Name and value.
  var resultSettings: [(name: String, value: String)] {
    [
      ("schema pointer", schema?.split(separator: "#").dropFirst().last.map(String.init) ?? ""),
      ("--base-uri", baseURI.map { "\($0)" } ?? ""),
      ("--default-dialect", defaultDialect.dialect.name),
      ("--assert-format", assertFormat.map { $0 ? "yes" : "no" } ?? "as the dialect says"),
      ("--assert-content", assertContent ? "yes" : "no"),
      ("--legacy-dependencies", legacyDependencies ? "yes" : "no"),
      ("--integers-by-notation", integersByNotation ? "yes" : "no"),
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
