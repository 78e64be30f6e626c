import Testing
import WeirJSON

@testable import WeirSchema

/// Names that were meant to be others.
@Suite("Names")
struct NameSuggestionTests {
  private func messages(_ schema: String, _ instance: String) throws -> [String] {
    try Schema(json: Array(schema.utf8)).report(on: Array(instance.utf8)).errors.map(\.message)
  }

  @Test(
    "a misspelt property and the missing one are one error, at the wrong name",
    arguments: ["additionalProperties", "unevaluatedProperties"])
  func pair(keyword: String) throws {
    let schema = """
      {"properties": {"timeout_seconds": {}, "retries": {}},
       "required": ["timeout_seconds", "retries"], "\(keyword)": false}
      """
    let report = try Schema(json: Array(schema.utf8))
      .report(on: Array(#"{"timeout_secnds": 2}"#.utf8))
    #expect(
      report.errors.map(\.message) == [
        #"missing property "retries""#,
        #"unexpected property "timeout_secnds" while "timeout_seconds" is missing; "#
          + #"did you mean "timeout_seconds"?"#,
      ])
    #expect(report.errors.last?.instanceLocation == "/timeout_secnds")
    #expect(report.errors.last?.byteRange == 1..<17)
  }

  @Test("names are paired within one object only, and each once")
  func pairsWithinObject() throws {
    let schema = """
      {"items": {"properties": {"name": {}}, "required": ["name"], "additionalProperties": false}}
      """
    #expect(
      try messages(schema, #"[{"nane": 1, "namee": 2}, {}]"#) == [
        #"unexpected property "nane" while "name" is missing; did you mean "name"?"#,
        #"unexpected property "namee"; did you mean "name"?"#,
        #"missing property "name""#,
      ])
  }

  @Test("inside the branch that was meant names are paired too")
  func pairsWithinBranch() throws {
    let schema = """
      {"anyOf": [{"type": "null"},
        {"type": "object", "properties": {"name": {}}, "required": ["name"],
         "additionalProperties": false}]}
      """
    #expect(try messages(schema, #"{"nmae": 1}"#).count == 1)
  }

  @Test("where others are allowed, a name that no one knows may be the missing one")
  func unknownName() throws {
    let schema = #"{"properties": {"timeout": {}, "time": {}}, "required": ["timeout"]}"#
    #expect(
      try messages(schema, #"{"time": 1, "timeuot": 2}"#) == [
        #"missing property "timeout"; did you mean "timeout" by "timeuot"?"#
      ])
    #expect(try messages(schema, #"{"time": 1}"#) == [#"missing property "timeout""#])
  }

  @Test("a missing property that stands there misspelt is told at the key that is there")
  func misspeltKey() throws {
    let schema = #"{"properties": {"cron": {}, "name": {}}, "required": ["cron", "name"]}"#
    let errors = try Schema(json: Array(schema.utf8)).report(on: Array(#"{"a": 1, "crn": 2}"#.utf8))
      .errors
    #expect(
      errors.map(\.message) == [
        #"missing property "name""#, #"missing property "cron"; did you mean "cron" by "crn"?"#,
      ])
    #expect(errors.map(\.byteRange) == [0..<1, 9..<14])
    #expect(errors.map(\.instanceLocation) == ["", ""])
  }

  @Test("a key is taken for one missing property only")
  func oneKeyForOneName() throws {
    let schema = #"{"required": ["names", "namer"]}"#
    #expect(
      try messages(schema, #"{"namee": 1}"#) == [
        #"missing property "namer""#,
        #"missing property "names"; did you mean "names" by "namee"?"#,
      ])
  }
}
