import Testing
import WeirJSON

@testable import WeirSchema

/// The schema author's own words: `x-error-message`, and `errorMessage` as ajv-errors has it.
@Suite("Author's texts")
struct AuthorTextTests {
  private func messages(_ schema: String, _ instance: String) throws -> [String] {
    try Schema(json: Array(schema.utf8)).report(on: Array(instance.utf8)).errors.map(\.message)
  }

  @Test(
    "a text leads what is said of the keywords beside it",
    arguments: ["x-error-message", "errorMessage"])
  func text(member: String) throws {
    let schema =
      #"{"properties": {"sku": {"pattern": "^[A-Z]+$", "\#(member)": "a SKU is letters"}}}"#
    #expect(
      try messages(schema, #"{"sku": "a1"}"#) == [
        #"a SKU is letters; "a1" does not match the pattern ^[A-Z]+$"#
      ])
  }

  @Test("texts by keyword, with one for the others")
  func byKeyword() throws {
    let schema = """
      {"minimum": 1, "multipleOf": 2, "type": "integer",
       "errorMessage": {"minimum": "at least one", "_": "an even number"}}
      """
    #expect(
      try messages(schema, "-3").map { $0.prefix { $0 != ";" } } == [
        "at least one", "an even number",
      ])
    #expect(
      try messages(schema, "0.5").contains { $0.hasPrefix("an even number; expected integer") })
  }

  @Test("texts by the name that is missing, where every one has a text")
  func byName() throws {
    let schema = """
      {"required": ["a", "b", "c"],
       "errorMessage": {"required": {"a": "say which a", "b": "and b"}}}
      """
    #expect(
      try messages(schema, #"{"c": 1}"#).first?.hasPrefix("say which a; and b; missing") == true)
    #expect(try messages(schema, "{}").first?.hasPrefix("missing properties") == true)
  }

  @Test("a text beside a union stands for the whole of it")
  func union() throws {
    let schema = """
      {"anyOf": [{"type": "object", "properties": {"port": {"maximum": 9}}}, {"type": "null"}],
       "x-error-message": "a port, or nothing"}
      """
    let report = try Schema(json: Array(schema.utf8)).report(on: Array(#"{"port": 10}"#.utf8))
    let error = try #require(report.errors.first)
    #expect(error.code == "schema.any_of")
    #expect(
      error.message == "a port, or nothing; 10 is greater than the maximum 9 (at /port)")
  }

  @Test("what is no text is no text")
  func otherTypes() throws {
    #expect(
      try messages(#"{"minimum": 1, "errorMessage": {"minimum": 7}}"#, "0")
        == ["0 is less than the minimum 1"])
    #expect(try messages(#"{"minimum": 1, "errorMessage": 7}"#, "0").count == 1)
  }
}
