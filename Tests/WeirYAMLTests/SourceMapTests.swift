import Testing
import WeirJSON
import WeirYAML

@Suite("Where YAML nodes stand in their text")
struct SourceMapTests {
  @Test("block collections reach from their first key to the end of their last value")
  func blocks() throws {
    let text = """
      # head
      name: weir  # a comment
      tags:
        - a
        - b c

      # tail
      last:
        x: 'q'

      """
    #expect(
      try YAMLSample.spans(text) == [
        String(text.dropFirst(7).dropLast(1)),
        "name", "weir",
        "tags", "- a\n  - b c", "a", "b c",
        "last", "x: 'q'", "x", "'q'",
      ])
  }

  @Test("flow collections include their brackets")
  func flows() throws {
    #expect(
      try YAMLSample.spans("a: [1, {b: c}, d: e] # x\n") == [
        "a: [1, {b: c}, d: e]", "a", "[1, {b: c}, d: e]", "1", "{b: c}", "b", "c", "d: e", "d", "e",
      ])
    #expect(try YAMLSample.spans("[ { } , [ ] ]\n") == ["[ { } , [ ] ]", "{ }", "[ ]"])
  }

  @Test("anchors, tags and comments behind them do not belong to a node")
  func properties() throws {
    #expect(
      try YAMLSample.spans("a: &x !!str 12\nb: !!map # why\n  &y\n  c: 1\n&k d: ! 5\n") == [
        "a: &x !!str 12\nb: !!map # why\n  &y\n  c: 1\n&k d: ! 5",
        "a", "12", "b", "c: 1", "c", "1", "d", "5",
      ])
  }

  @Test("block scalars end with their last line's text")
  func blockScalars() throws {
    #expect(
      try YAMLSample.spans("a: |\n  one\n  two\n\n\nb: >-\n  three\n\n# end\nc: |+\n\n") == [
        "a: |\n  one\n  two\n\n\nb: >-\n  three\n\n# end\nc: |+",
        "a", "|\n  one\n  two", "b", ">-\n  three", "c", "|+",
      ])
  }

  @Test("a value that is not there has the place where it is missed")
  func emptyValues() throws {
    let text = "a:\nb: !!str\nc: 1\n"
    #expect(try YAMLSample.spans(text) == ["a:\nb: !!str\nc: 1", "a", "", "b", "", "c", "1"])
    let ranges = try YAMLDocument.documents(in: Array(text.utf8))[0].sourceMap.ranges
    #expect(ranges[2] == 2..<2)
    #expect(ranges[4] == 11..<11)
  }

  @Test("multi-line scalars cover their lines")
  func multiLine() throws {
    #expect(
      try YAMLSample.spans("- one\n  two \n- \"a\n\n  b\" \n") == [
        "- one\n  two \n- \"a\n\n  b\"", "one\n  two", "\"a\n\n  b\"",
      ])
  }

  @Test("an aliased value has the alias's place, what is in it the place where it was written")
  func aliases() throws {
    #expect(
      try YAMLSample.spans("a: &x {k: [1]}\nb: *x\nc: {<<: *x, m: 2}\n").suffix(11)
        == [
          "b", "*x", "k", "[1]", "1",
          "c", "{<<: *x, m: 2}", "m", "2", "k", "[1]", "1",
        ].suffix(11))
  }

  @Test(
    "characters of any width, line ends of any kind and a byte order mark keep places right",
    arguments: ["\n", "\r\n", "\r"], ["", "\u{feff}"])
  func characters(lineEnd: String, mark: String) throws {
    let lines = ["\"é\": 'ü€😀'", "😀: [ñ, 'x', \"\u{2028}\"]", "z: end"]
    let text = lines.joined(separator: lineEnd) + lineEnd
    #expect(
      try YAMLSample.spans(mark + text) == [
        lines.joined(separator: lineEnd), "\"é\"", "'ü€😀'", "😀", "[ñ, 'x', \"\u{2028}\"]", "ñ",
        "'x'",
        "\"\u{2028}\"", "z", "end",
      ])
  }

  @Test("each document of a stream maps into the whole stream's text")
  func streams() throws {
    let text = "a: 1\n---\nb: 2\n"
    let documents = try YAMLDocument.documents(in: Array(text.utf8))
    #expect(documents[1].sourceMap.ranges == [9..<13, 9..<10, 12..<13])
  }

  @Test("a parsed document answers with places of the YAML text")
  func document() throws {
    let yaml = try YAMLDocument.documents(in: Array("list:\n  - 0x10\n".utf8))[0]
    var document = Document()
    try yaml.parse(into: &document)
    #expect(document.tape.count == 4)
    #expect(document.byteRange(of: 3) == 10..<14)
    #expect(document.tape.pointer(to: 3) == "/list/0")
  }
}
