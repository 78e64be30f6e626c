import Testing
import WeirJSON
import WeirSchema

@testable import WeirStream

/// What is to stay out of quarantine records does.
struct RedactionTests {
  private func redacted(_ text: String, _ pointers: String...) -> (text: String, found: [String])? {
    var redaction = Redaction(pointers)
    return Array(text.utf8).withByteSlice { redaction.payload(of: $0) }
      .map { (String(decoding: $0.content, as: UTF8.self), $0.redacted) }
  }

  @Test("a value of any kind gives way to the placeholder, and the rest stays as it is")
  func values() throws {
    let scalar = try #require(redacted(#"{ "card" : 4111, "id":1 }"#, "/card"))
    #expect(scalar.text == #"{ "card" : "[redacted]", "id":1 }"#)
    #expect(scalar.found == ["/card"])
    let object = try #require(redacted(#"{"a":{"b":[1,{"c":2}]},"d":3}"#, "/a"))
    #expect(object.text == #"{"a":"[redacted]","d":3}"#)
    let element = try #require(redacted(#"{"a":[10,20,30]}"#, "/a/1"))
    #expect(element.text == #"{"a":[10,"[redacted]",30]}"#)
    let whole = try #require(redacted("[1]", ""))
    #expect(whole.text == #""[redacted]""#)
  }

  @Test(
    "of a text with duplicate keys, however they are spelt, nothing is shown",
    arguments: [#"{"card":1,"card":2}"#, #"{"card":1,"\u0063ard":2}"#, #"{"x":{"a":1,"a":2}}"#])
  func duplicates(text: String) throws {
    let run = try #require(redacted(text, "/card"))
    #expect(run.text.isEmpty)
    #expect(run.found == [""])
  }

  @Test("pointers are unescaped, and one inside another changes nothing")
  func pointers() throws {
    let run = try #require(redacted(##"{"a/b":{"~":1,"x":2}}"##, "/a~1b/~0"))
    #expect(run.text == ##"{"a/b":{"~":"[redacted]","x":2}}"##)
    let nested = try #require(redacted(#"{"a":{"b":1},"c":2}"#, "/a/b", "/a"))
    #expect(nested.text == #"{"a":"[redacted]","c":2}"#)
    #expect(nested.found == ["/a/b", "/a"])
  }

  @Test("where the pointer leads nowhere nothing is redacted")
  func absent() {
    #expect(redacted(#"{"a":[1]}"#, "/b", "/a/7", "/a/01", "/a/0/x") == nil)
    #expect(redacted(#"{"a":1}"#) == nil)
  }

  @Test("of a text that is no JSON nothing is shown")
  func malformed() throws {
    let run = try #require(redacted(#"{"card":"4111", oops"#, "/card"))
    #expect(run.text.isEmpty)
    #expect(run.found == [""])
  }

  @Test("a message that could quote a redacted value is withheld; one that names keys is not")
  func messages() {
    let redaction = Redaction(["/card/number"])
    func said(_ keyword: String, at location: String) -> String? {
      let error = ValidationError(
        code: "schema.x", keyword: keyword, instanceLocation: location, byteRange: 0..<0,
        position: TextPosition(line: 1, column: 1), message: MessageParts("says 4111"))
      return redaction.message(for: error)
    }
    #expect(said("const", at: "/card/number") != nil)
    #expect(said("pattern", at: "/card/number/deeper") != nil)
    #expect(said("enum", at: "/card") != nil)
    #expect(said("const", at: "") != nil)
    #expect(said("required", at: "/card") == nil)
    #expect(said("const", at: "/card/numbers") == nil)
    #expect(said("const", at: "/other") == nil)
  }
}
