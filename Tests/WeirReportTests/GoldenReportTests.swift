import Foundation
import TestSupport
import Testing
import WeirJSON
import WeirReport
import WeirSchema

/// Whole reports, from a schema and an instance to the text: `Golden/<case>/`.
///
/// `UPDATE_GOLDEN=1` rewrites `report.txt` and `errors.ndjson`; the diff is the review.
struct GoldenReportTests {
  private static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"

  static let cases = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

  @Test("a report reads as it was agreed to", arguments: cases)
  func report(name: String) throws {
    let errors = try GoldenReportTests.errors(of: name)
    let drawn = errors.errors
      .map { Diagnostic($0, in: errors.instance, schemas: errors.schemas) }
      .map { HumanRenderer(style: RenderStyle(width: 80)).render($0) }
    try compare(drawn.joined(separator: "\n"), with: "\(name)/report.txt")
  }

  @Test("an error object has the members that were agreed to", arguments: cases)
  func errorObjects(name: String) throws {
    let errors = try GoldenReportTests.errors(of: name)
    let lines = errors.errors.flatMap { JSONRenderer().render($0, in: errors.instance) }
    try compare(String(decoding: lines, as: UTF8.self), with: "\(name)/errors.ndjson")
  }

  @Test("no error takes more than ten lines", arguments: cases)
  func length(name: String) throws {
    let errors = try GoldenReportTests.errors(of: name)
    for error in errors.errors {
      let text = HumanRenderer(style: RenderStyle(width: 80))
        .render(Diagnostic(error, in: errors.instance, schemas: errors.schemas))
      #expect(text.split(separator: "\n").count <= 10)
    }
  }

  private struct Errors {
    let errors: [ValidationError]
    let instance: SourceText
    let schemas: SchemaTexts
  }

  private static func errors(of name: String) throws -> Errors {
    let schemaText = try TestData.bytes(ofFile: "\(folder)/\(name)/schema.json")
    let instanceText = try TestData.bytes(ofFile: "\(folder)/\(name)/instance.json")
    let source = try SchemaSource(uri: "file:///schema.json", name: "schema.json", json: schemaText)
    let schema = try Schema(source: source)
    var validator = Validator(schema)
    return Errors(
      errors: validator.report(on: instanceText, limit: 10).errors,
      instance: SourceText(name: "instance.json", bytes: instanceText),
      schemas: SchemaTexts([source]))
  }

  private func compare(_ text: String, with name: String) throws {
    let path = GoldenReportTests.folder + "/" + name
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    } else {
      let expected = String(decoding: try TestData.bytes(ofFile: path), as: UTF8.self)
      #expect(text == expected, "UPDATE_GOLDEN=1 swift test --filter GoldenReportTests rewrites it")
    }
  }
}
