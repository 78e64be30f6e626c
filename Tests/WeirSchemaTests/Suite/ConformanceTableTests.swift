import Foundation
import SchemaTestSupport
import TestSupport
import Testing
import WeirSchema

/// The README's table of what the official suites say. `make conformance` prints it.
@Suite("conformance table", .needs(.jsonSchemaTestSuite), .needs(.referencingSuite))
struct ConformanceTableTests {
  /// The README speaks of the pinned commits; another version has other counts.
  private static let isPinned = SuiteOrigin.isPinned

  @Test(
    "the README's table is what a run gives",
    .enabled(if: isPinned, "the suite on this machine is not the commit that the README names"))
  func readme() throws {
    let table = ConformanceTable().lines
    print(table.joined(separator: "\n"))
    let path = TestData.packageRoot + "/README.md"
    let lines = try String(decoding: TestData.bytes(ofFile: path), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let start = try #require(lines.firstIndex(of: table[0]), "the README has no such table")
    let shown = lines[start...].prefix { $0.hasPrefix("|") }
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      let rest = lines[shown.endIndex...]
      try (lines[..<start] + table + rest).joined(separator: "\n")
        .write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      #expect(Array(shown) == table, "UPDATE_GOLDEN=1 writes the table anew")
    }
  }
}

/// Passed and total tests by dialect and group, as Markdown.
struct ConformanceTable {
  private static let groups: [SuiteFile.Group] = [.required, .optional, .format]

  var lines: [String] {
    var rows = [["dialect"] + Self.groups.map(\.rawValue), Self.groups.map { _ in "---:" }]
    rows[1].insert("---", at: 0)
    rows += Dialect.allCases.map { dialect in
      [dialect.suiteFolder] + Self.groups.map { count(dialect, $0) }
    }
    let files = ReferencingFile.all
    rows.append(["references", "\(files.count { $0.faults.isEmpty })/\(files.count)", "", ""])
    return rows.map { "| " + $0.joined(separator: " | ") + " |" }
  }

  private func count(_ dialect: Dialect, _ group: SuiteFile.Group) -> String {
    let outcomes = SuiteRun.all.values
      .filter { $0.file.dialect == dialect && $0.file.group == group }.flatMap(\.outcomes)
    return "\(outcomes.count(where: \.isPass))/\(outcomes.count)"
  }
}

/// Where the suite on this machine is from.
enum SuiteOrigin {
  /// `scripts/fetch-testdata` notes what it took: the pinned commit, or, where that is out of reach,
  /// the copy inside a package. Data from elsewhere is taken at its word.
  static var isPinned: Bool {
    guard let note = try? TestData.bytes(of: .jsonSchemaTestSuite, ".complete") else { return true }
    return !String(decoding: note, as: UTF8.self).contains("PyPI")
  }
}
