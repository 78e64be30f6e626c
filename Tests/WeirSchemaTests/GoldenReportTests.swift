import Foundation
import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

/// What is said about instances, for the reviewer of a change: `Golden/<case>/schema.json` and
/// `instance.json` become `report.json`. `UPDATE_GOLDEN=1` rewrites the reports, and the diff is the
/// review.
struct GoldenReportTests {
  static let cases = ["branches", "dynamic", "members", "negations", "nested-branches", "tracking"]

  @Test("an instance gets the agreed report, with the causes inside branches", arguments: cases)
  func report(name: String) throws {
    let place = GoldenProgramTests.folder + "/" + name
    let source = try SchemaSource(
      uri: "https://weir.example/schema", name: "schema.json",
      json: TestData.bytes(ofFile: place + "/schema.json"))
    let schema = try Schema(source: source, options: SchemaOptions(assertsFormat: true))
    let instance = try TestData.bytes(ofFile: place + "/instance.json")
    let text = try Self.text(of: schema.report(on: instance))
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try text.write(toFile: place + "/report.json", atomically: true, encoding: .utf8)
    }
    let agreed = try TestData.bytes(ofFile: place + "/report.json")
    #expect(text == String(decoding: agreed, as: UTF8.self))
  }

  @Test("without their causes errors say the same", arguments: cases)
  func messages(name: String) throws {
    let place = GoldenProgramTests.folder + "/" + name
    let schema = try Schema(json: TestData.bytes(ofFile: place + "/schema.json"))
    let instance = try TestData.bytes(ofFile: place + "/instance.json")
    var validator = Validator(schema)
    // Twice, since the second finds what the first has kept.
    for _ in 0..<2 {
      let full = validator.report(on: instance)
      let short = (instance + Array(repeating: 0, count: Document.padding)).withByteSlice {
        validator.report(borrowing: $0[0..<instance.count], .messages())
      }
      #expect(short.errors.map(\.message) == full.errors.map(\.message))
      #expect(short.errors.map(\.evaluationPath) == full.errors.map(\.evaluationPath))
      #expect(short.errors.allSatisfy { $0.causes.isEmpty })
    }
  }

  private static func text(of report: Report) throws -> String {
    var writer = JSONWriter()
    write(report.errors, into: &writer)
    let value = try JSONSerialization.jsonObject(with: Data(writer.bytes))
    let pretty = try JSONSerialization.data(
      withJSONObject: value, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return String(decoding: pretty, as: UTF8.self) + "\n"
  }

  private static func write(_ errors: [ValidationError], into writer: inout JSONWriter) {
    writer.beginArray()
    for error in errors {
      writer.beginObject()
      error.writeMembers(into: &writer)
      if !error.causes.isEmpty {
        writer.key("causes")
        write(error.causes, into: &writer)
      }
      writer.endObject()
    }
    writer.endArray()
  }
}
