import Testing

@testable import WeirReport

struct ExcerptTests {
  private func excerpt(
    _ text: String, _ range: Range<Int>, width: Int = 40, style: RenderStyle = RenderStyle()
  ) -> Excerpt {
    Excerpt(of: range, in: Array(text.utf8), width: width, style: style)
  }

  @Test("a short line is shown whole, without its line end")
  func wholeLine() {
    let line = excerpt("one\r\n  two: 2\r\nthree", 12..<13)
    #expect(line.before == "  two: ")
    #expect(line.span == "2")
    #expect(line.after == "")
  }

  @Test("a span over several lines is shown to the end of its first line")
  func manyLines() {
    let line = excerpt("a: {\n  b: 1\n}", 3..<13)
    #expect(line.span == "{")
    #expect(line.spanWidth == 1)
  }

  @Test("an empty span, and one behind the end of the text, still get a caret")
  func emptySpan() {
    #expect(excerpt("", 0..<0).spanWidth == 1)
    #expect(excerpt("{", 1..<1).indentation == 1)
    #expect(excerpt("{", 7..<9).indentation == 1)
  }

  @Test("a line that is too long is cut around its span", arguments: [0, 5, 30, 100, 500, 990])
  func longLine(start: Int) {
    let text = String(repeating: "abcdefghij", count: 100)
    let line = excerpt(text, start..<(start + 5))
    let shown = line.before + line.span + line.after
    #expect(shown.displayWidth <= 40)
    #expect(line.span == "abcdefghijabcde".dropFirst(start % 10).prefix(5))
    #expect(line.before.hasPrefix("…") == (start >= 100))
    #expect(line.after.hasSuffix("…") == (start < 990))
  }

  @Test("a span longer than the width is cut itself")
  func longSpan() {
    let line = excerpt(String(repeating: "x", count: 300), 10..<290)
    #expect((line.before + line.span + line.after).displayWidth <= 40)
    #expect(line.span.count > 10)
    #expect(line.after == "…")
  }

  @Test("a line of ten megabytes costs no more than its window")
  func hugeLine() {
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000_000)
    let line = Excerpt(of: 5_000_000..<5_000_004, in: bytes, width: 60, style: RenderStyle())
    #expect(line.before.hasPrefix("…"))
    #expect(line.span == "xxxx")
    #expect(line.after.hasSuffix("…"))
  }

  @Test("wide characters take two columns, combining marks none, tabs four")
  func widths() {
    #expect(excerpt("\"日本\": 1", 10..<11).indentation == 8)
    #expect(excerpt("e\u{301}: 1", 5..<6).indentation == 3)
    #expect(excerpt("\t1", 1..<2).indentation == 4)
    #expect(excerpt("日本", 0..<6).spanWidth == 4)
  }

  @Test("control characters and broken UTF-8 are replaced")
  func unprintable() {
    let bytes: [UInt8] = [0x22, 0x1B, 0xFF, 0x22]
    let line = Excerpt(of: 1..<3, in: bytes, width: 40, style: RenderStyle())
    #expect(line.span == "\u{FFFD}\u{FFFD}")
    let ascii = Excerpt(of: 1..<2, in: bytes, width: 40, style: RenderStyle(frame: .ascii))
    #expect(ascii.span == "?")
  }

  @Test("a window never opens or closes inside a character")
  func windowBorders() {
    let text = String(repeating: "é", count: 4000)
    for start in stride(from: 0, to: 8000, by: 998) {
      let line = excerpt(text, start..<(start + 2))
      #expect(!(line.before + line.span + line.after).contains("\u{FFFD}"))
    }
  }
}
