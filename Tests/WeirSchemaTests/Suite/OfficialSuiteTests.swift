import TestSupport
import Testing
import WeirSchema

/// The official test suite, every dialect, by group.
///
/// `make test` prints the table at its end; `swift test --filter OfficialSuiteTests` runs it alone.
@Suite("official suite", .needs(.jsonSchemaTestSuite))
struct OfficialSuiteTests {
  @Test("required tests", arguments: SuiteFile.all(.required))
  func required(file: SuiteFile) throws { try check(file) }

  @Test("optional tests", arguments: SuiteFile.all(.optional))
  func optional(file: SuiteFile) throws { try check(file) }

  @Test("format tests, asserted", arguments: SuiteFile.all(.format))
  func format(file: SuiteFile) throws { try check(file) }

  @Test("tests of proposals", arguments: SuiteFile.all(.proposal))
  func proposal(file: SuiteFile) throws { try check(file) }

  @Test(
    "draft 7 and 2020-12 pass every required test",
    arguments: [.draft7, .draft2020_12] as [Dialect])
  func complete(dialect: Dialect) {
    let runs = SuiteRun.all.values.filter {
      $0.file.dialect == dialect && $0.file.group == .required
    }
    #expect(!runs.isEmpty)
    #expect(runs.allSatisfy { $0.outcomes.allSatisfy(\.isPass) })
  }

  @Test("the table of what passes")
  func table() {
    print(SuiteTable(SuiteRun.all.values))
  }

  /// Names every test of the file that fails, and every known failure that does not.
  private func check(_ file: SuiteFile) throws {
    let run = try #require(SuiteRun.all[file])
    for (reason, outcomes) in Dictionary(
      grouping: run.outcomes,
      by: { outcome in KnownFailure.all.first { $0.covers(file, outcome) }?.reason })
    {
      let failed = outcomes.filter { !$0.isPass }
      if let reason {
        if !failed.isEmpty {
          withKnownIssue("\(reason)") {
            Issue.record("\(file): \(failed.count) tests fail")
          }
        }
        for outcome in outcomes where outcome.isPass {
          Issue.record("passes, so it is no known failure any more: \(file) \(outcome)")
        }
      } else {
        for outcome in failed { Issue.record("\(file) \(outcome)") }
      }
    }
  }
}

/// Passed and total tests by dialect and group, as Markdown.
struct SuiteTable: CustomStringConvertible {
  private var counts: [Dialect: [SuiteFile.Group: (passed: Int, total: Int)]] = [:]

  init(_ runs: some Sequence<SuiteRun>) {
    for run in runs {
      var count = counts[run.file.dialect]?[run.file.group] ?? (0, 0)
      count.passed += run.outcomes.count { $0.isPass }
      count.total += run.outcomes.count
      counts[run.file.dialect, default: [:]][run.file.group] = count
    }
  }

  var description: String {
    let groups = SuiteFile.Group.allCases
    let head = ["dialect"] + groups.map(\.rawValue)
    let rows = Dialect.allCases.map { dialect in
      [dialect.suiteFolder]
        + groups.map { group in
          counts[dialect]?[group].map { "\($0.passed)/\($0.total)" } ?? ""
        }
    }
    let lines = [head, head.map { _ in "---" }] + rows
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }
}
