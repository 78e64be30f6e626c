import WeirSchema

/// Tests of the official suite that fail, each with its reason. A test that is named here and
/// passes makes the run fail, so the list can only shrink.
struct KnownFailure: Sendable {
  let dialect: Dialect
  let path: String
  let tests: [String]
  let reason: String

  func covers(_ file: SuiteFile, _ outcome: SuiteRun.Outcome) -> Bool {
    file.dialect == dialect && file.path == path && tests.contains(outcome.testDescription)
  }

  static let all = propertyDependencies

  private static let propertyDependencies = [
    (
      "dynamicRef",
      [
        "expected strings - additional property as not string is invalid",
        "expected integers - additional property as not integer is invalid",
        "number list with string values", "string list with number values",
      ]
    ),
    (
      "propertyDependencies",
      [
        "bar with fewer than 2 properties is invalid", "bar with more than 2 properties is invalid",
        "baz with other properties is invalid", "quux is disallowed",
      ]
    ),
    (
      "unevaluatedProperties",
      ["unevaluatedProperties sees buz when foo2 is present", "allows bar if foo = foo1"]
    ),
  ].map { name, tests in
    KnownFailure(
      dialect: .v1, path: "proposals/propertyDependencies/\(name)", tests: tests,
      reason: "`propertyDependencies` is a proposal that may still change: not supported")
  }
}
