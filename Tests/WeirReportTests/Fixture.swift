import WeirJSON
import WeirReport
import WeirSchema

/// An instance and a schema written into a test, and errors that point at words in them.
struct Fixture {
  var instance: SourceText
  var schema: SourceText

  init(
    instance: String, named name: String = "config/app.yaml", firstLine: Int = 1,
    schema: String = "", named schemaName: String = "schemas/app.json"
  ) {
    self.instance = SourceText(name: name, bytes: Array(instance.utf8), firstLine: firstLine)
    self.schema = SourceText(name: schemaName, bytes: Array(schema.utf8))
  }

  /// An error at the first place where `value` stands in the instance, said by `rule` in the schema.
  func error(
    _ keyword: String, at value: String, _ message: String, instanceLocation: String = "",
    evaluationPath: String = "", schemaLocation: String = "", rule: String? = nil,
    expectation: String = "",
    suggestion: String = "", branches: [String] = [], otherBranches: [String] = []
  ) -> ValidationError {
    let range = Fixture.range(of: value, in: instance.bytes)
    var parts = MessageParts(message)
    parts.expectation = expectation
    parts.suggestion = suggestion
    parts.branches = branches
    parts.otherBranches = otherBranches
    parts.otherBranchCount = otherBranches.count
    return ValidationError(
      code: "schema.\(keyword)", keyword: keyword, instanceLocation: instanceLocation,
      evaluationPath: evaluationPath, schemaLocation: schemaLocation, byteRange: range,
      position: Fixture.position(of: range, in: instance.bytes),
      schemaPlace: rule.map { rule in
        let range = Fixture.range(of: rule, in: schema.bytes)
        return SchemaPlace(
          sourceName: schema.name, byteRange: range,
          position: Fixture.position(of: range, in: schema.bytes))
      },
      message: parts)
  }

  /// The schema's text, unless it is empty, is there to be quoted.
  func rendered(_ error: ValidationError, style: RenderStyle = RenderStyle()) throws -> String {
    var schemas = SchemaTexts()
    if !schema.bytes.isEmpty {
      schemas.add(try SchemaSource(name: schema.name, json: schema.bytes))
    }
    return HumanRenderer(style: style).render(Diagnostic(error, in: instance, schemas: schemas))
  }

  private static func range(of needle: String, in bytes: [UInt8]) -> Range<Int> {
    let wanted = Array(needle.utf8)
    let start = bytes.indices.first { bytes[$0...].starts(with: wanted) } ?? bytes.count
    return start..<min(start + wanted.count, bytes.count)
  }

  private static func position(of range: Range<Int>, in bytes: [UInt8]) -> TextPosition {
    bytes.withByteSlice { TextPosition(of: range.lowerBound, in: $0) }
  }
}
