import WeirSchema

/// Tests of the official suite that fail, each with its reason. A test that is named here and
/// passes makes the run fail, so the list can only shrink.
struct KnownFailure: Sendable {
  let dialects: [Dialect]
  /// Nil: every file of the dialect.
  let path: String?
  /// Empty: every case of the file.
  let cases: [String]
  /// Empty: every test of the cases.
  let tests: [String]
  let reason: String

  func covers(_ file: SuiteFile, _ outcome: SuiteRun.Outcome) -> Bool {
    dialects.contains(file.dialect) && (path ?? file.path) == file.path
      && (cases.isEmpty || cases.contains(outcome.caseDescription))
      && (tests.isEmpty || tests.contains(outcome.testDescription))
  }

  static let all = [draft3, zeroTerminatedFloats, content] + dependencies + v1

  private static let draft3 = KnownFailure(
    .draft3, because: "draft 3 is refused as a dialect that is not supported yet")

  private static let zeroTerminatedFloats = KnownFailure(
    .draft4, path: "optional/zeroTerminatedFloats",
    tests: ["a float is not an integer even without fractional part"],
    because: "1.0 is an integer in every dialect: the optional test of draft 4 asks otherwise")

  private static let content = KnownFailure(
    .draft7, path: "optional/content",
    tests: [
      "an invalid JSON document", "an invalid base64 string (% is not a valid character)",
      "a validly-encoded invalid JSON document", "an invalid base64 string that is valid JSON",
    ],
    because: "contentEncoding and contentMediaType are annotations; asserting them comes by option")

  private static let dependencies = [
    ("single dependency", ["missing dependency"]),
    (
      "multiple dependents required",
      ["missing dependency", "missing other dependency", "missing both dependencies"]
    ),
    (
      "dependencies with escaped characters",
      ["CRLF missing dependent", "quoted quotes missing dependent"]
    ),
    ("single schema dependency", ["wrong type", "wrong type other", "wrong type both"]),
    (
      "boolean subschemas",
      [
        "object with property having schema false is invalid",
        "object with both properties is invalid",
      ]
    ),
    (
      "schema dependencies with escaped characters",
      [
        "quoted quote", "quoted tab invalid under dependent schema",
        "quoted quote invalid under dependent schema",
      ]
    ),
  ].map { name, tests in
    KnownFailure(
      .draft2019_09, .draft2020_12, .v1, path: "optional/dependencies-compatibility",
      cases: [name], tests: tests,
      because: "`dependencies` is no keyword from 2019-09 on; heeding it comes by option")
  }

  private static let v1 =
    [
      (
        "dynamicRef",
        [
          "A $dynamicRef resolves to the first $dynamicAnchor still in scope that is encountered"
            + " when the schema is evaluated",
          "A $dynamicRef with intermediate scopes that don't include a matching $dynamicAnchor"
            + " does not affect dynamic scope resolution",
        ]
      ),
      ("unevaluatedItems", ["unevaluatedItems with $dynamicRef"]),
      ("unevaluatedProperties", ["unevaluatedProperties with $dynamicRef"]),
    ].map { path, cases in
      KnownFailure(
        .v1, path: path, cases: cases,
        because: "v1 lets a $dynamicRef have no target of its own; ours must, as in 2020-12")
    }
    + propertyDependencies

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
      .v1, path: "proposals/propertyDependencies/\(name)", tests: tests,
      because: "`propertyDependencies` is a proposal")
  }

  private init(
    _ dialects: Dialect..., path: String? = nil, cases: [String] = [], tests: [String] = [],
    because reason: String
  ) {
    self.dialects = dialects
    self.path = path
    self.cases = cases
    self.tests = tests
    self.reason = reason
  }
}
