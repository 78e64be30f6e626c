import SchemaTestSupport
import TestSupport
import Testing
import WeirSchema

/// The official test suite, every dialect, by group.
///
/// `make conformance` prints the table.
@Suite("official suite", .needs(.jsonSchemaTestSuite))
struct OfficialSuiteTests {
  @Test("required tests", arguments: SuiteFile.all(.required))
  func required(file: SuiteFile) throws { try check(file) }

  @Test("optional tests", arguments: SuiteFile.all(.optional))
  func optional(file: SuiteFile) throws { try check(file) }

  @Test("format tests, asserted by option up to 2020-12", arguments: SuiteFile.all(.format))
  func format(file: SuiteFile) throws { try check(file) }

  @Test("tests of proposals", arguments: SuiteFile.all(.proposal))
  func proposal(file: SuiteFile) throws { try check(file) }

  @Test("every dialect passes every required test", arguments: Dialect.allCases)
  func complete(dialect: Dialect) {
    let runs = SuiteRun.all.values.filter {
      $0.file.dialect == dialect && $0.file.group == .required
    }
    #expect(!runs.isEmpty)
    #expect(runs.allSatisfy { $0.outcomes.allSatisfy(\.isPass) })
  }

  /// Names every test of the file that fails.
  private func check(_ file: SuiteFile) throws {
    let run = try #require(SuiteRun.all[file])
    for outcome in run.outcomes where !outcome.isPass { Issue.record("\(file) \(outcome)") }
  }
}
