import TestSupport
import Testing

@testable import WeirJSON

/// Cursors that go from place to place say what is said by starting anew.
struct CursorTests {
  @Test("a pointer is the same whichever node was asked for before")
  func pointers() throws {
    var texts = JSONTexts(seed: 0x5EED_0021)
    var generator = SeededGenerator(seed: 0x5EED_0022)
    var document = Document()
    for _ in 0..<200 {
      guard (try? document.parse(texts.next(size: 40))) != nil else { continue }
      let tape = document.tape
      var cursor = PointerCursor(tape)
      for _ in 0..<60 {
        let node = Int.random(in: 0..<tape.count, using: &generator)
        let expected = tape.pointer(to: node)
        #expect(cursor.pointer(to: node) == expected)
        #expect(cursor.depth(of: node) == expected.utf8.count { $0 == UInt8(ascii: "/") })
      }
    }
  }

  @Test("positions are counted from a known one on, and what lies before it is not walked through")
  func positionsFromMark() {
    let text = Array("ab\ncd\nef\ngh".utf8)
    // Of another text with more lines: who walked through this one's beginning would not know them.
    let other = Array("\n\n\n\n\nxx".utf8)
    let mark = other.withByteSlice { slice in
      var cursor = PositionCursor(slice)
      return cursor.mark(at: 6)
    }
    text.withByteSlice { slice in
      var cursor = PositionCursor(slice, from: mark)
      #expect(cursor.position(of: 7) == TextPosition(line: 6, column: 3))
      #expect(cursor.position(of: 10) == TextPosition(line: 7, column: 2))
      #expect(cursor.position(of: 6) == TextPosition(line: 6, column: 2))
      #expect(cursor.position(of: 4) == TextPosition(line: 2, column: 2))
    }
  }

  @Test("a node stands in the container that holds it")
  func containers() throws {
    var document = Document()
    try document.parse(Array(#"[1, {"a": [2, 3], "b": 4}, 5]"#.utf8))
    var cursor = PointerCursor(document.tape)
    // Nodes: 0 [, 1 1, 2 {, 3 a, 4 [, 5 2, 6 3, 7 b, 8 4, 9 5.
    let expected: [Int?] = [nil, 0, 0, 2, 2, 4, 4, 2, 2, 0]
    for node in [0, 9, 5, 3, 8, 1, 2, 6, 4, 7] {
      #expect(cursor.container(of: node) == expected[node])
    }
  }

  @Test("a position is the same whichever was asked for before")
  func positions() {
    var generator = SeededGenerator(seed: 0x5EED_0023)
    let alphabet = Array("ab\n\r\"é€\u{1F600}".utf8) + [0x80, 0xFF]
    for _ in 0..<100 {
      let text = (0..<Int.random(in: 0...70, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      text.withByteSlice { slice in
        var cursor = PositionCursor(slice)
        for _ in 0..<40 {
          let offset = Int.random(in: -1...text.count + 1, using: &generator)
          #expect(cursor.position(of: offset) == Self.position(of: offset, in: text))
        }
      }
    }
  }

  /// Byte by byte.
  private static func position(of offset: Int, in text: [UInt8]) -> TextPosition {
    let before = text.prefix(max(offset, 0))
    let lines = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let column = (lines.last ?? []).count { $0 & 0xC0 != 0x80 }
    return TextPosition(line: max(lines.count, 1), column: column + 1)
  }
}
