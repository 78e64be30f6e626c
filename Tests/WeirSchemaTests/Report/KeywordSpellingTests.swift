import Testing

@testable import WeirSchema

/// Members of schemas that were meant to be keywords.
@Suite("Spelling of keywords")
struct KeywordSpellingTests {
  private func warnings(_ schema: String) throws -> [String] {
    try Schema(json: Array(schema.utf8)).warnings.filter { $0.code == .unknownKeyword }
      .compactMap(\.help)
  }

  static let slips: [(String, String)] = [
    (#"{"requird": ["a"]}"#, "required"), (##"{"ref": "#"}"##, "$ref"),
    (#"{"tpye": "string"}"#, "type"), (#"{"OneOf": [true]}"#, "oneOf"),
    (#"{"propertys": {}}"#, "properties"),
  ]

  @Test("a slip of the fingers is told with the keyword", arguments: slips)
  func slip(schema: String, keyword: String) throws {
    #expect(try warnings(schema) == ["did you mean \"\(keyword)\"?"])
  }

  static let others = [
    // Known elsewhere, too far off, or with a value that the keyword cannot have.
    #"{"example": 1}"#, #"{"x-typ": 1}"#, #"{"min": 5}"#, #"{"item": "a word"}"#,
    #"{"tipe": 5}"#, #"{"defaultSnippets": []}"#, #"{"nor": {}}"#,
  ]

  @Test("what is no slip is not told", arguments: others)
  func noSlip(schema: String) throws {
    #expect(try warnings(schema).isEmpty)
  }
}
