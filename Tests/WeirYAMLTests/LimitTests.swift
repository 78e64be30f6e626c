import Testing
import WeirJSON
import WeirYAML

@Suite("Hostile and broken YAML")
struct LimitTests {
  @Test(
    "100,000 levels end quickly at the depth limit",
    arguments: [
      String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
      String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
      String(repeating: "[{a: ", count: 50_000),
    ])
  func depth(text: String) throws {
    let start = ContinuousClock.now
    let error = try #require(YAMLSample.error(text))
    #expect(error.code == .depth)
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test("the depth limit is the document's own")
  func smallDepth() throws {
    var options = YAMLOptions()
    options.document.maxDepth = 2
    #expect(try YAMLSample.json("a: [1]", options: options) == [#"{"a":[1]}"#])
    let error = YAMLSample.error("a: [[1]]", options: options)
    #expect(error?.code == .depth)
    #expect(error?.byteOffset == 4)
    // Through an alias: two levels as written, three as meant.
    #expect(YAMLSample.error("- &a [1]\n- [*a]\n", options: options)?.code == .depth)
  }

  @Test("a billion laughs are refused")
  func billionLaughs() {
    var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    for level in 1..<10 {
      let aliases = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(YAMLSample.error(text)?.code == .aliasExpansion)
  }

  @Test("a long scalar named often is refused, and so is merging without an end")
  func otherExpansions() {
    var options = YAMLOptions()
    options.maxAliasExpansion = 1 << 20
    let long = "- &a \(String(repeating: "x", count: 10_000))\n"
    let wide = "- &a {" + (0..<1_000).map { "k\($0): 1" }.joined(separator: ", ") + "}\n"
    var chain = "- &a0 {k: 1}\n"
    for index in 1..<2_000 { chain += "- &a\(index) {<<: *a\(index - 1)}\n" }
    var doubling = "- &a0 {}\n"
    for index in 1..<100 { doubling += "- &a\(index) {<<: [*a\(index - 1), *a\(index - 1)]}\n" }
    for text in [
      long + String(repeating: "- *a\n", count: 1_000),
      wide + "- <<: [\(String(repeating: "*a, ", count: 1_000))]\n",
      chain, doubling,
    ] {
      #expect(YAMLSample.error(text, options: options)?.code == .aliasExpansion)
    }
  }

  @Test("directives without an end are refused")
  func directives() {
    func text(_ count: Int) -> String {
      (0..<count).map { "%TAG !e\($0)! tag:e,2000:\n# comment\n\n" }.joined() + "--- x\n"
    }
    #expect(YAMLSample.error(text(100)) == nil)
    #expect(YAMLSample.error(text(10_001))?.code == .syntax)
  }

  @Test("honest aliases are far below the limit")
  func honestAliases() {
    let text = "- &a {k: [1, 2, 3]}\n" + String(repeating: "- *a\n", count: 10_000)
    #expect(YAMLSample.error(text) == nil)
  }

  @Test("a number with too many digits is refused, hexadecimal ones by their decimal digits")
  func numberLength() {
    #expect(YAMLSample.error(String(repeating: "1", count: 10_001))?.code == .numberLength)
    #expect(YAMLSample.error("0x" + String(repeating: "F", count: 9_000))?.code == .numberLength)
    #expect(YAMLSample.error("0x" + String(repeating: "F", count: 8_000)) == nil)
    #expect(YAMLSample.error("'" + String(repeating: "1", count: 10_001) + "'") == nil)
  }

  @Test(
    "text that is not UTF-8 is named as what it is",
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00], "this is UTF-16"), ([0xFE, 0xFF, 0x00, 0x61], "this is UTF-16"),
      ([0x61, 0x00, 0x3A, 0x00], "this looks like UTF-16"),
      ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "this is UTF-32"),
    ] as [([UInt8], String)])
  func encodings(text: [UInt8], subject: String) {
    let error = YAMLSample.error(text)
    #expect(error?.code == .encoding)
    #expect(error?.description.hasPrefix(subject) == true)
  }

  @Test("invalid UTF-8 and control characters are errors at their byte")
  func badBytes() {
    let invalid = YAMLSample.error(Array("é: a\nb: ".utf8) + [0xC3, 0x28])
    #expect(invalid?.code == .utf8)
    #expect(invalid?.byteOffset == 9)
    #expect(invalid?.position == TextPosition(line: 2, column: 4))
    let control = YAMLSample.error("\u{feff}é: \u{1}")
    #expect(control?.code == .syntax)
    #expect(control?.byteOffset == 7)
    #expect(YAMLSample.error("a: b\0c")?.byteOffset == 4)
  }

  @Test("a syntax error says what was expected, where, and where that began")
  func syntax() throws {
    let error = try #require(YAMLSample.error("é: [1,\n  2\nb: 3\n"))
    #expect(error.code == .syntax)
    #expect(error.position == TextPosition(line: 3, column: 2))
    #expect(error.relatedPosition == TextPosition(line: 1, column: 4))
    #expect(
      error.description
        == #"expected "," or "]" in the list in brackets (it began at line 1, column 4)"#)
  }

  @Test("a large flat text is read in linear time")
  func linear() throws {
    let line = "  - {id: 12, name: 'größe', tags: [a, b], note: some plain text}\n"
    let start = ContinuousClock.now
    let text = "list:\n" + String(repeating: line, count: 20_000)
    let documents = try YAMLDocument.documents(in: Array(text.utf8))
    #expect(documents[0].sourceMap.ranges.count == 20_000 * 11 + 3)
    #expect(ContinuousClock.now - start < .seconds(30))
  }
}
