import Testing
import WeirJSON

@testable import WeirSchema

/// Reports on one of many documents of a text.
struct ReportStartTests {
  @Test("a report walks through nothing before its document to find its lines")
  func start() throws {
    let text = Array("\n\n[1]".utf8)
    var document = Document()
    try document.parse(text)
    var validator = Validator(try Schema(json: Array("false".utf8)))
    // A mark that no walk through this text would make.
    var detail = ReportDetail()
    detail.start = Array("ab".utf8).withByteSlice { slice in
      var cursor = PositionCursor(slice)
      return cursor.mark(at: 2)
    }
    let report = text.withByteSlice { validator.report(on: document, originalText: $0, detail) }
    #expect(report.errors.map(\.position) == [TextPosition(line: 1, column: 3)])
  }
}
