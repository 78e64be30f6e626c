import TestSupport
import Testing

@testable import WeirJSON

struct StringEscapesTests {
  @Test("two ways to write a string are equal exactly if what they mean is")
  func equality() throws {
    var generator = SeededGenerator(seed: 0xE5CA_9E5)
    let pieces = [
      "a", "b", "\\u0061", "\\n", "\\u000a", "\\\\", "\\u005C", "/", "\\/", "é", "\\u00e9",
      "\\u00E9",
      "\u{2028}", "\\u2028", "😀", "\\ud83d\\ude00", "\\uD83D", "\\uDE00", "\u{FFFD}", "\\u0000",
    ]
    var equalCount = 0
    for _ in 0..<20_000 {
      let texts = (0..<2).map { _ in
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in
          pieces[Int.random(in: 0..<pieces.count, using: &generator)]
        }.joined()
      }
      var document = Document()
      try document.parse(Array(#"["\#(texts[0])","\#(texts[1])"]"#.utf8))
      let tape = document.tape
      let expected = tape.bytes(at: 1) == tape.bytes(at: 2)
      let isEqual = contentsAreEqual(tape.rawContent(of: 1), tape.rawContent(of: 2))
      #expect(isEqual == expected, "\(texts)")
      equalCount += isEqual ? 1 : 0
    }
    #expect(equalCount > 500)
  }
}
