import TestSupport
import Testing
import WeirJSON

@Suite("JSON with comments")
struct CommentedJSONTests {
  @Test("what is JSON stays as it is", .needs(.jsonParsingSuite))
  func plain() throws {
    let names = TestData.files(in: .jsonParsingSuite, under: "test_parsing", suffix: ".json")
      .filter { $0.contains("/y_") }
    #expect(names.count > 90)
    for name in names {
      let text = try TestData.bytes(of: .jsonParsingSuite, name)
      #expect(try CommentedJSON.blanked(text) == text, "\(name)")
    }
  }

  @Test(
    "of what is no JSON only comments and commas at the end become acceptable",
    .needs(.jsonParsingSuite))
  func faults() throws {
    let names = TestData.files(in: .jsonParsingSuite, under: "test_parsing", suffix: ".json")
      .filter { $0.contains("/n_") }
    let accepted = try names.filter { name in
      accepts(try TestData.bytes(of: .jsonParsingSuite, name))
    }
    #expect(
      accepted.map { $0.dropFirst("test_parsing/".count).dropLast(".json".count) } == [
        "n_array_extra_comma", "n_array_number_and_comma", "n_object_trailing_comma",
        "n_object_trailing_comment", "n_object_trailing_comment_slash_open",
        "n_structure_object_with_comment",
      ])
  }

  @Test(
    "comments and last commas become blanks of the same length",
    arguments: [
      ("[1, // é\n 2]", "[1,      \n 2]"), ("[1,/* ] \r\n */2]", "[1,     \r\n   2]"),
      ("[1,]", "[1 ]"), ("{\"a\": [1 , /* x */ ] , }", "{\"a\": [1           ]   }"),
      ("\"// no, ]\"", "\"// no, ]\""), ("\"\\\"//\", //", "\"\\\"//\",   "),
      ("[,]", "[,]"), ("[1,,]", "[1,,]"), ("{\"a\":,}", "{\"a\":,}"), (",]", ",]"),
      ("/**/1//", "    1  "), ("/***/1", "     1"), ("[1/ 2]", "[1/ 2]"), ("/", "/"),
      ("\"open, ]", "\"open, ]"), ("\"\\", "\"\\"),
    ])
  func blanks(text: String, expected: String) throws {
    #expect(
      String(decoding: try CommentedJSON.blanked(Array(text.utf8)), as: UTF8.self) == expected)
  }

  @Test("a comment that is never closed is an error where it begins", arguments: ["1 /*", "1 /*/"])
  func unclosed(text: String) {
    let error = #expect(throws: SyntaxError.self) { try CommentedJSON.blanked(Array(text.utf8)) }
    #expect(error == SyntaxError(.unclosedComment, at: 2))
  }

  private func accepts(_ text: [UInt8]) -> Bool {
    var document = Document(options: .lenient)
    do {
      try document.parse(CommentedJSON.blanked(text))
      return true
    } catch {
      return false
    }
  }
}
