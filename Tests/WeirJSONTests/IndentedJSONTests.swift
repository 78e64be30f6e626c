import Testing

@testable import WeirJSON

struct IndentedJSONTests {
  private func indented(_ text: String) throws -> String {
    var document = Document()
    try document.parse(Array(text.utf8))
    return String(decoding: document.tape.indented(), as: UTF8.self)
  }

  @Test("a container of scalars stays on its line, one with others takes lines")
  func lines() throws {
    #expect(
      try indented(#"{ "a" :[1, 2.50,"\u0061"] ,"b":{ } }"#) == """
        {
          "a": [1, 2.50, "\\u0061"],
          "b": {}
        }
        """)
    #expect(try indented("[ ]") == "[]")
    #expect(try indented(" true ") == "true")
  }

  @Test("what has no room on a line is broken at its members")
  func width() throws {
    let names = (0..<30).map { "\"name-\($0)\"" }.joined(separator: ",")
    let lines = try indented("[\(names)]").split(separator: "\n")
    #expect(lines.count == 32)
    #expect(lines[1] == #"  "name-0","#)
  }

  @Test("the value is the same as before", arguments: 0..<200)
  func meaning(seed: Int) throws {
    var texts = JSONTexts(seed: UInt64(seed))
    let text = texts.next()
    var first = Document()
    try first.parse(text)
    var second = Document()
    try second.parse(first.tape.indented())
    #expect(first.tape.count == second.tape.count)
    for index in 0..<first.tape.count {
      #expect(first.tape.kind(of: index) == second.tape.kind(of: index))
      if !first.tape[index].isContainer {
        #expect(first.tape.bytes(at: index) == second.tape.bytes(at: index))
      }
    }
  }
}
