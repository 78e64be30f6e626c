import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

/// The official suite's `optional/format` folders, each format asked directly.
@Suite("Formats, official suite")
struct FormatSuiteTests {
  static let folders: [(Dialect, String)] = [
    (.draft3, "tests/draft3/optional/format"), (.draft4, "tests/draft4/optional/format"),
    (.draft6, "tests/draft6/optional/format"), (.draft7, "tests/draft7/optional/format"),
    (.draft2019_09, "tests/draft2019-09/optional/format"),
    (.draft2020_12, "tests/draft2020-12/optional/format"), (.v1, "tests/v1/format"),
  ]

  @Test("every case of the suite is decided as it says", .needs(.jsonSchemaTestSuite))
  func suite() throws {
    for (dialect, folder) in Self.folders {
      let paths = TestData.files(in: .jsonSchemaTestSuite, under: folder)
      #expect(paths.count >= 7, "\(folder)")
      for path in paths { try check(path, dialect) }
    }
  }

  private func check(_ path: String, _ dialect: Dialect) throws {
    var document = Document()
    try document.parse(TestData.bytes(of: .jsonSchemaTestSuite, path))
    try check(document.tape, dialect, path)
  }

  private func check(_ tape: Tape, _ dialect: Dialect, _ path: String) throws {
    for group in tape.elements(of: 0) {
      let schema = try #require(tape.member("schema", of: group))
      let format = try tape.string(at: #require(tape.member("format", of: schema)))
      let meaning = Format.named(format, dialect: dialect)
      for test in try tape.elements(of: #require(tape.member("tests", of: group))) {
        let data = try #require(tape.member("data", of: test))
        let isValid = try tape.kind(of: #require(tape.member("valid", of: test))) == .true
        guard let meaning, tape.kind(of: data) == .string else {
          #expect(isValid, "\(path) \(format)")
          continue
        }
        let isAccepted = tape.bytes(at: data).withByteSlice { meaning.accepts($0) }
        #expect(isAccepted == isValid, "\(path) \(format) \(tape.string(at: data))")
      }
    }
  }
}
