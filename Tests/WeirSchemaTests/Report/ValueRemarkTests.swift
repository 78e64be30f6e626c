import Testing
import WeirJSON

@testable import WeirSchema

/// What is said of values that are spelt like what is wanted, and are of another type.
@Suite("Value remarks")
struct ValueRemarkTests {
  private func remark(_ schema: String, _ instance: String, redacted: [String] = []) throws
    -> String
  {
    let schema = try Schema(json: Array(schema.utf8))
    var validator = Validator(schema)
    var detail = ReportDetail()
    detail.redacted = try redacted.map { try JSONPointer($0) }
    let report = Array(instance.utf8).withByteSlice { validator.report(borrowing: $0, detail) }
    #expect(report.errors.count == 1)
    return try #require(report.errors.first).messageParts.suggestion
  }

  static let quoted: [(String, String)] = [
    (#"{"type": "integer"}"#, #""80""#),
    (#"{"type": "number"}"#, #""-1.5e3""#),
    (#"{"type": ["null", "integer"]}"#, #""null""#),
    (#"{"type": "boolean"}"#, #""false""#),
    (#"{"enum": [1, 2]}"#, #""2""#),
    (#"{"const": true}"#, #""true""#),
    (#"{"anyOf": [{"type": "integer"}, {"const": "auto"}]}"#, #""80""#),
  ]

  @Test("a string whose text is what is wanted has quotes too many", arguments: quoted)
  func quotesTooMany(schema: String, instance: String) throws {
    #expect(try remark(schema, instance) == "remove the quotes")
  }

  static let unquoted: [(String, String)] = [
    (#"{"type": "string"}"#, "1.10"),
    (#"{"type": ["string", "null"]}"#, "true"),
    (#"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#, "8"),
  ]

  @Test("a number or a boolean where a string is wanted lacks quotes", arguments: unquoted)
  func quotesMissing(schema: String, instance: String) throws {
    #expect(try remark(schema, instance) == "put it in quotes")
  }

  static let formats: [(String, String, String)] = [
    (#"{"type": "string", "format": "date-time"}"#, "1764000000", "2026-11-23T19:00:00Z"),
    (#"{"type": ["string", "null"], "format": "date"}"#, "20261123", "2026-11-23"),
    (#"{"type": "string", "format": "uuid"}"#, "true", "123e4567-e89b-12d3-a456-426614174000"),
  ]

  @Test("where quotes would not make a string of the format, one is shown", arguments: formats)
  func format(schema: String, instance: String, example: String) throws {
    #expect(try remark(schema, instance).hasSuffix(", such as \"\(example)\""))
    #expect(try remark(schema, instance, redacted: [""]).hasSuffix(", such as \"\(example)\""))
  }

  @Test("where they would, or nobody knows the format, the quotes are missing")
  func formatOfNumbers() throws {
    #expect(try remark(#"{"type": "string", "format": "regex"}"#, "12") == "put it in quotes")
    #expect(try remark(#"{"type": "string", "format": "house"}"#, "12") == "put it in quotes")
  }

  @Test("a decimal comma is told as a point")
  func decimalComma() throws {
    #expect(try remark(#"{"type": "number"}"#, #""1,00""#) == "write 1.00")
    #expect(try remark(#"{"type": "integer"}"#, #""1,00""#).isEmpty)
    #expect(try remark(#"{"type": "number"}"#, #""1,000,000""#).isEmpty)
  }

  static let brackets: [(String, String, String)] = [
    (#"{"type": "array"}"#, #""a, b""#, "for an array of one, put it in [ and ]"),
    (#"{"type": ["array", "null"]}"#, "7", "for an array of one, put it in [ and ]"),
    (#"{"type": "array"}"#, #"{"a": 1}"#, "for an array of one, put it in [ and ]"),
    (#"{"type": ["string", "array"]}"#, "7", "put it in quotes"),
    (#"{"type": "string"}"#, #"["a"]"#, "remove the [ and ] around its one element"),
    (#"{"type": "integer"}"#, "[1]", "remove the [ and ] around its one element"),
    (#"{"type": "object"}"#, "[{}]", "remove the [ and ] around its one element"),
  ]

  @Test("what lacks brackets, or has brackets too many, is told so", arguments: brackets)
  func bracketsMissing(schema: String, instance: String, help: String) throws {
    #expect(try remark(schema, instance) == help)
  }

  static let encoded: [(String, String, String)] = [
    (#"{"type": "array"}"#, #""[1, \"a\"]""#, "an array"),
    (#"{"type": "object"}"#, #""{\"a\": 1}""#, "an object"),
  ]

  @Test("JSON in a string where what it says is wanted is told as that", arguments: encoded)
  func encodedTwice(schema: String, instance: String, what: String) throws {
    let help = "this is \(what) as text: write it without quotes and backslashes"
    #expect(try remark(schema, instance) == help)
  }

  static let others: [(String, String)] = [
    (#"{"type": "integer"}"#, #"["a"]"#),
    (#"{"type": "integer"}"#, "[1, 2]"),
    (#"{"type": "integer"}"#, "[]"),
    (#"{"type": "object"}"#, #""[1]""#),
    (#"{"type": "object"}"#, #""{1}""#),
    (#"{"type": "integer"}"#, #""1.5""#),
    (#"{"type": "integer"}"#, #"" 1""#),
    (#"{"type": "integer"}"#, #""01""#),
    (#"{"type": "integer"}"#, #""[1]""#),
    (#"{"type": "integer"}"#, "true"),
    (#"{"type": "string"}"#, "null"),
    (#"{"type": "string"}"#, "[1]"),
    (#"{"enum": [1]}"#, #""2""#),
  ]

  @Test("values that no quotes would make right are told no remedy", arguments: others)
  func nothing(schema: String, instance: String) throws {
    #expect(try remark(schema, instance).isEmpty)
  }

  @Test("a text that is no JSON is told with what is wrong in it")
  func syntax() throws {
    let schema = try Schema(json: Array("true".utf8))
    let report = schema.report(on: Array(#"{"a": [1, 2}"#.utf8))
    #expect(
      report.errors.map(\.message) == [
        #""}" cannot close the "[" at column 7; close it by "]""#
      ])
  }

  @Test("of a string that must not be read nothing is said")
  func redacted() throws {
    #expect(try remark(#"{"type": "integer"}"#, #""80""#, redacted: [""]).isEmpty)
  }
}
