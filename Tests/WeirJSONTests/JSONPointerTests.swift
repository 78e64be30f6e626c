import Testing

@testable import WeirJSON

@Suite("JSON Pointer")
struct JSONPointerTests {
  /// RFC 6901 §5.
  static let examples: [(String, [String])] = [
    ("", []), ("/foo", ["foo"]), ("/foo/0", ["foo", "0"]), ("/", [""]), ("/a~1b", ["a/b"]),
    ("/c%d", ["c%d"]), ("/e^f", ["e^f"]), ("/g|h", ["g|h"]), ("/i\\j", ["i\\j"]),
    ("/k\"l", ["k\"l"]), ("/ ", [" "]), ("/m~0n", ["m~n"]),
    ("/~01", ["~1"]), ("/~00~11", ["~0/1"]), ("//", ["", ""]), ("/é", ["é"]),
  ]

  @Test("the examples of RFC 6901 are parsed and written back", arguments: examples)
  func roundTrip(text: String, tokens: [String]) throws {
    let pointer = try JSONPointer(text)
    #expect(pointer.tokens == tokens.map { Array($0.utf8) })
    #expect(pointer.bytes == Array(text.utf8))
  }

  @Test("a faulty pointer is rejected with the place of the fault")
  func faults() {
    #expect(throws: JSONPointerError(.missingSlash, at: 0)) { try JSONPointer("a") }
    #expect(throws: JSONPointerError(.missingSlash, at: 0)) { try JSONPointer("#/a") }
    #expect(throws: JSONPointerError(.escape, at: 1)) { try JSONPointer("/~2") }
    #expect(throws: JSONPointerError(.escape, at: 3)) { try JSONPointer("/ab~") }
    #expect(throws: JSONPointerError(.escape, at: 2)) { try JSONPointer("/a~/b") }
  }

  /// RFC 6901 §6, and what only a fragment can say.
  static let fragments: [(String, [String])] = [
    ("#", []), ("#/foo/0", ["foo", "0"]), ("#/", [""]), ("#/a~1b", ["a/b"]), ("#/c%25d", ["c%d"]),
    ("#/e%5Ef", ["e^f"]), ("#/g%7ch", ["g|h"]), ("#/i%5Cj", ["i\\j"]), ("#/%20", [" "]),
    ("#/m~0n", ["m~n"]), ("#/b%2Cc", ["b,c"]), ("#/%C3%A9", ["é"]), ("/b%2Cc", ["b%2Cc"]),
    ("#%2Fa", ["a"]), ("#/%7E1", ["/"]),
  ]

  @Test("a fragment is decoded before it is read as a pointer", arguments: fragments)
  func fragment(text: String, tokens: [String]) throws {
    #expect(try JSONPointer(textOrFragment: text).tokens == tokens.map { Array($0.utf8) })
  }

  @Test(
    "a faulty percent-encoding is rejected with its place", arguments: ["#/a%", "#/a%2", "#/a%2G"])
  func fragmentFaults(text: String) {
    #expect(throws: JSONPointerError(.percentEncoding, at: 3)) {
      try JSONPointer(textOrFragment: text)
    }
  }

  @Test("canonically equivalent keys are different tokens")
  func normalisation() {
    let composed = JSONPointer().appending("\u{E9}".utf8)
    let decomposed = JSONPointer().appending("e\u{301}".utf8)
    #expect(composed != decomposed)
  }

  @Test("an array index has decimal digits and no leading zero")
  func indices() {
    #expect(JSONPointer.arrayIndex("0".utf8) == 0)
    #expect(JSONPointer.arrayIndex("120".utf8) == 120)
    for text in ["", "-", "00", "01", "+1", "-1", "1e0", "1.0", " 1", "٣", "9999999999999999999"] {
      #expect(JSONPointer.arrayIndex(text.utf8) == nil, "\(text)")
    }
    #expect(JSONPointer().appending(7).description == "/7")
  }
}

@Suite("JSON Pointer in a document")
struct JSONPointerResolutionTests {
  static let text = #"""
    {"": 0, "a/b": [10, {"m~n": 20}, []], "\u0065\u0301": 30, "é": 40, "01": 50, "x": {"0": 60}}
    """#

  static let found: [(String, String)] = [
    ("/", "0"), ("/a~1b/0", "10"), ("/a~1b/1/m~0n", "20"), ("/e\u{301}", "30"), ("/\u{E9}", "40"),
    ("/01", "50"), ("/x/0", "60"),
  ]

  @Test("a pointer leads to its value", arguments: found)
  func find(pointer: String, value: String) throws {
    var document = Document()
    try document.parse(Array(Self.text.utf8))
    let index = try #require(document.tape.index(at: JSONPointer(pointer)))
    #expect(document.tape.rawContent(of: index).decodedString() == value)
    #expect(Array(document.tape.pointer(to: index).utf8) == Array(pointer.utf8))
  }

  @Test(
    "a pointer to nothing finds nothing",
    arguments: ["/b", "/a~1b/3", "/a~1b/-", "/a~1b/00", "/a~1b/0/0", "/x/00", "/a"])
  func missing(pointer: String) throws {
    var document = Document()
    try document.parse(Array(Self.text.utf8))
    #expect(try document.tape.index(at: JSONPointer(pointer)) == nil)
  }
}
