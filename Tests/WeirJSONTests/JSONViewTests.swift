import Testing
import WeirJSON

/// Documents as people outside read them.
struct JSONViewTests {
  private func withRoot<Result>(
    _ text: String, _ body: (borrowing JSONView) throws -> Result
  ) throws -> Result {
    var document = Document()
    try document.parse(Array(text.utf8))
    return try #require(try document.withRoot(body))
  }

  @Test("a value knows its kind and its content, and nothing of other kinds")
  func scalars() throws {
    try withRoot(#""a\u00e9\ud800""#) {
      #expect($0.kind == .string)
      #expect($0.string?.hasPrefix("aé\u{FFFD}") == true)
      #expect($0.integer == nil && $0.boolean == nil && $0.count == nil)
    }
    try withRoot("20e-1") {
      #expect($0.kind == .number)
      #expect($0.integer == 2 && $0.double == 2)
      #expect($0.text == Array("20e-1".utf8))
    }
    try withRoot("9223372036854775808") {
      #expect($0.integer == nil && $0.double == 9_223_372_036_854_775_808)
    }
    try withRoot(" true ") { #expect($0.boolean == true && $0.kind == .boolean) }
    try withRoot("null") { #expect($0.kind == .null && $0.string == nil) }
  }

  @Test("elements and members come in the order of the text")
  func containers() throws {
    try withRoot(#"{"b": [1, [2, 3], 4], "a": {}}"#) { root in
      #expect(root.kind == .object && root.count == 2)
      var names: [String] = []
      root.forEachMember { name, value in names.append("\(name) \(value.kind)") }
      #expect(names == ["b array", "a object"])
      var counts: [Int?] = []
      _ = root.withMember("b") { $0.forEachElement { counts.append($0.count) } }
      #expect(counts == [nil, 2, nil])
      #expect(root.withMember("c") { $0.kind } == nil)
    }
  }

  @Test("errors of the caller pass through")
  func errors() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try withRoot("[1]") { root in try root.forEachElement { _ in throw Stop() } }
    }
  }

  @Test("a document that holds nothing has no root")
  func nothing() {
    let document = Document()
    #expect(document.withRoot { $0.kind } == nil)
  }
}
