import Testing

@testable import WeirSchema

/// What to write instead of what the regular expressions of other languages have.
@Suite("Remedies for patterns")
struct PatternRemedyTests {
  static let known: [(pattern: String, remedy: String)] = [
    ("(?P<x>a)", "(?<name>…)"), ("(?<x>a)(?P=x)", #"\k<name>"#), (#"\Aa"#, "is written ^"),
    (#"a\Z"#, "is written $"), (#"a\z"#, "is written $"), ("(?i)a", "(?i:…)"),
    ("a(?s)b", "(?s:…)"), ("(?x) a", "leave them out"), ("(?>a)", "write (?:…)"),
    ("(?#a)", "use \"$comment\""), ("a++", "remove the +"), ("*.js", "is written .*"),
    (#"\h"#, #"[ \t]"#), (#"\pL"#, #"\p{L}"#), (#"[\é]"#, "remove the backslash"),
  ]

  @Test("a habit from another language brings what ECMA-262 has", arguments: known)
  func remedy(pattern: String, remedy: String) throws {
    let error = try #require(throws: PatternError.self) { try Pattern(Array(pattern.utf8)) }
    #expect(PatternRemedy.text(for: error, in: Array(pattern.utf8))?.contains(remedy) == true)
  }

  @Test("where nothing is known, nothing is said", arguments: ["(", "[a", #"\u12"#, "a**", "(?)"])
  func nothing(pattern: String) throws {
    let error = try #require(throws: PatternError.self) { try Pattern(Array(pattern.utf8)) }
    #expect(PatternRemedy.text(for: error, in: Array(pattern.utf8)) == nil)
  }

  @Test("a schema's error has it for its help")
  func schema() throws {
    let error = try #require(throws: SchemaError.self) {
      try Schema(json: Array(#"{"pattern": "\\A"}"#.utf8))
    }
    #expect(error.help == "the beginning of the text is written ^")
  }
}
