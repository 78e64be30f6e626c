import Testing
import WeirJSON

@testable import WeirStream

/// Pointers that are followed again and again lead where pointers lead.
struct PointerTableTests {
  @Test("each pointer of a table finds what it finds by itself, on any tape")
  func agreesWithPointers() throws {
    let pointers = try [
      "", "/", "/a~1b", "/a~1b/0", "/a~1b/1/m~0n", "/a~1b/3", "/a~1b/-", "/a~1b/00", "/e\u{301}",
      "/\u{E9}", "/01", "/x/0", "/x", "/x/0/y", "/none", "/twice",
    ].map { try JSONPointer($0) }
    let table = PointerTable(pointers)
    let texts = [
      #"{"": 0, "a/b": [10, {"m~n": 20}, []], "\u0065\u0301": 30, "é": 40, "01": 50}"#,
      #"{"x": {"1": 1, "\u0030": {"y": [60]}}, "a\/b": {"0": 1, "-": 2}}"#,
      #"{"twice": 1, "twice": 2, "none": null}"#, "[[0], 1]", "7", #""x""#, "{}",
    ]
    var document = Document()
    for text in texts {
      try document.parse(Array(text.utf8))
      for (number, pointer) in pointers.enumerated() {
        #expect(
          table.index(of: number, on: document.tape) == document.tape.index(at: pointer),
          "\(pointer) in \(text)")
      }
    }
  }
}
