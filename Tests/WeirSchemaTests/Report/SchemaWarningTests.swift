import Testing
import WeirJSON

@testable import WeirSchema

/// Members of schemas that check nothing, and were probably meant to.
@Suite("Warnings of schemas")
struct SchemaWarningTests {
  @Test("what is nearly a keyword is told with the keyword, wherever schemas stand")
  func keywords() throws {
    let schema = """
      {"properties": {"minLenght": {"minLenght": 3}}, "requird": ["a"], "x-requird": 1,
       "defaultSnippets": [], "$defs": {"unused": {"minLenght": 1}}}
      """
    let found = try Schema(json: Array(schema.utf8)).warnings
    #expect(found.map(\.code) == [.unknownKeyword, .unknownKeyword])
    #expect(
      found.map(\.help) == ["did you mean \"minLength\"?", "did you mean \"required\"?"])
    #expect(found.map(\.place.position.column) == [31, 49])
  }

  @Test("a keyword of another dialect is none here")
  func dialects() throws {
    let schema = #"{"$schema": "http://json-schema.org/draft-04/schema#", "$id": "urn:x"}"#
    let warnings = try Schema(json: Array(schema.utf8)).warnings
    #expect(warnings.map(\.help) == ["did you mean \"id\"?"])
  }
}
