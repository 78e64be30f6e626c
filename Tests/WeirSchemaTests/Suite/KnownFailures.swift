import WeirSchema

/// Tests of the official suite that fail, each with its reason. A test that is named here and
/// passes makes the run fail, so the list can only shrink.
struct KnownFailure: Sendable {
  let dialects: [Dialect]
  let path: String
  /// Nil: every case of the file.
  let caseDescription: String?
  /// Empty: every test of the case.
  let testDescriptions: [String]
  let reason: String

  func covers(_ file: SuiteFile, _ outcome: SuiteRun.Outcome) -> Bool {
    dialects.contains(file.dialect) && path == file.path
      && (caseDescription ?? outcome.caseDescription) == outcome.caseDescription
      && (testDescriptions.isEmpty || testDescriptions.contains(outcome.testDescription))
  }

  static let all: [KnownFailure] = []

  private init(
    _ dialects: Dialect..., path: String, case caseDescription: String? = nil,
    tests testDescriptions: [String] = [], because reason: String
  ) {
    self.dialects = dialects
    self.path = path
    self.caseDescription = caseDescription
    self.testDescriptions = testDescriptions
    self.reason = reason
  }
}
