package import WeirLoad
package import WeirReport
package import WeirSchema

/// What became of all tests of a run. Renderers read it, one a file: `SuiteText`, `SuiteJSON`.
package struct SuiteResult: Sendable {
  package var files: [FileResult] = []

  /// What the tests reached in the schemas, where that was asked for.
  package var coverage: SchemaCoverage?

  package struct FileResult: Sendable {
    package let name: String
    package var fault: SuiteFault?
    package var groups: [GroupResult] = []
  }

  package struct GroupResult: Sendable {
    package let description: String
    /// Why there is no schema to test.
    package var fault: LoadError?
    /// Whether an earlier group of the file has the same schema, so that all of it has been said.
    package let repeatsSchema: Bool
    /// Those that could not be run included.
    package let testCount: Int
    package var tests: [TestResult] = []
    package var warnings: [LoadWarning] = []
    /// To quote from.
    package var texts = SchemaTexts()
  }

  package struct TestResult: Sendable {
    package let description: String
    package let expectsValid: Bool
    /// Of the instance.
    package let place: SchemaPlace
    package let outcome: Outcome
    package var passed: Bool {
      switch outcome {
      case .valid: expectsValid
      case .invalid: !expectsValid
      case .limitExceeded: false
      }
    }
  }

  package enum Outcome: Sendable {
    /// Of a test that expects something else: which keywords were satisfied, a line for each schema
    /// that was applied to the whole instance.
    case valid(because: [String])
    case invalid(Report)
    /// No verdict.
    case limitExceeded(Report)
  }
}

extension SuiteResult {
  package var testCount: Int { files.reduce(0) { $0 + $1.testCount } }
  package var failureCount: Int { files.reduce(0) { $0 + $1.failureCount } }

  /// Tests of schemas that could not be used.
  package var unrunCount: Int {
    files.reduce(0) { $0 + $1.groups.reduce(0) { $0 + $1.testCount - $1.tests.count } }
  }

  /// Whether a schema could not be used.
  package var hasBrokenSchemas: Bool { files.contains { $0.groups.contains { $0.isBroken } } }

  /// Whether a file could not be read, of those that are tests or those that schemas need.
  package var hasUnreadableFiles: Bool {
    files.contains { file in
      if case .unreadable = file.fault { return true }
      return file.groups.contains { $0.fault != nil && !$0.isBroken }
    }
  }

  /// Whether a file that was to be a suite is none.
  package var hasMalformedFiles: Bool {
    files.contains { file in
      switch file.fault {
      case .malformed, .form: true
      case .unreadable, .absent, nil: false
      }
    }
  }

  /// Whether an argument led to no file.
  package var hasAbsentFiles: Bool {
    files.contains { file in
      if case .absent = file.fault { return true }
      return false
    }
  }
}

extension SuiteResult.FileResult {
  package var testCount: Int { groups.reduce(0) { $0 + $1.tests.count } }
  package var failureCount: Int {
    groups.reduce(0) { $0 + $1.tests.count { !$0.passed } }
  }
  var isFine: Bool {
    fault == nil && failureCount == 0 && groups.allSatisfy { $0.fault == nil }
  }
}

extension SuiteResult.GroupResult {
  fileprivate var isBroken: Bool {
    if case .schema = fault { return true }
    return false
  }
}
