import Testing
import WeirJSON
import WeirReport
import WeirSchema

struct HumanRendererTests {
  private var logging: Fixture {
    Fixture(
      instance: "logging:\n  level: warn\n",
      schema: "{\n  \"$defs\": {},\n    \"enum\": [\"debug\", \"info\",\n      \"warning\"]\n}\n")
  }

  private func levelError(_ fixture: Fixture) -> ValidationError {
    fixture.error(
      "enum", at: "warn", "\"warn\" is not an allowed level", instanceLocation: "/logging/level",
      evaluationPath: "/properties/logging/$ref/properties/level/enum",
      schemaLocation: "https://example.com/app#/$defs/Logging/properties/level/enum",
      rule: "[\"debug\"",
      expectation: "expected \"debug\", \"info\" or \"warning\"",
      suggestion: "did you mean \"warning\"?")
  }

  @Test("both places are drawn, the value's with carets, the rule's with how it was reached")
  func twoSources() throws {
    let text = try logging.rendered(levelError(logging))
    #expect(
      text == """
        error[schema.enum]: "warn" is not an allowed level
          ┌─ config/app.yaml:2:10
         2│   level: warn
          │          ^^^^ expected "debug", "info" or "warning"
          = help: did you mean "warning"?
          ┌─ schemas/app.json:3:13   (via #/$defs/Logging)
         3│     "enum": ["debug", "info",
          = at /logging/level

        """)
  }

  @Test("an ASCII frame is drawn where the locale has no UTF-8")
  func asciiFrame() throws {
    let text = try logging.rendered(levelError(logging), style: RenderStyle(frame: .ascii))
    #expect(
      text == """
        error[schema.enum]: "warn" is not an allowed level
          --> config/app.yaml:2:10
         2|   level: warn
          |          ^^^^ expected "debug", "info" or "warning"
          = help: did you mean "warning"?
          --> schemas/app.json:3:13   (via #/$defs/Logging)
         3|     "enum": ["debug", "info",
          = at /logging/level

        """)
  }

  @Test("colours surround the parts and change nothing else")
  func colors() throws {
    let plain = try logging.rendered(levelError(logging))
    let colored = try logging.rendered(levelError(logging), style: RenderStyle(usesColor: true))
    #expect(colored.contains("\u{1B}[1;31merror[schema.enum]\u{1B}[0m"))
    #expect(colored.contains("\u{1B}[1;31m^^^^ expected"))
    #expect(withoutEscapes(colored) == plain)
  }

  @Test("the gutter is as wide as the largest line number")
  func wideGutter() throws {
    let fixture = Fixture(
      instance: "{\"id\":\"x7\"}", named: "events.ndjson", firstLine: 18231)
    let text = try fixture.rendered(
      fixture.error("type", at: "\"x7\"", "expected an integer", instanceLocation: "/id"))
    #expect(
      text == """
        error[schema.type]: expected an integer
             ┌─ events.ndjson:18231:7
        18231│ {"id":"x7"}
             │       ^^^^
             = at /id

        """)
  }

  @Test("what is said of branches takes three lines at most, and one less beside help")
  func branches() throws {
    let fixture = Fixture(instance: "{\"kind\": 7}", named: "job.json")
    func text(others: Int, suggestion: String = "") throws -> String {
      let error = fixture.error(
        "minimum", at: "7", "7 is wrong", instanceLocation: "/kind", suggestion: suggestion,
        branches: ["branch 1 of \(others + 1), chosen because it was"],
        otherBranches: (0..<others).map { "branch \($0 + 2): expected variant \($0)" })
      return try fixture.rendered(error)
    }
    #expect(
      try text(others: 2) == """
        error[schema.minimum]: 7 is wrong
          ┌─ job.json:1:10
         1│ {"kind": 7}
          │          ^
          = branch 1 of 3, chosen because it was
          = branch 2: expected variant 0
          = branch 3: expected variant 1
          = at /kind

        """)
    #expect(
      try text(others: 3).contains("  = branch 2: expected variant 0\n  = 2 more branches\n"))
    #expect(
      try text(others: 2, suggestion: "did you mean 8?")
        .contains("was\n  = 2 other branches\n  = help: did you mean 8?\n"))
  }

  @Test("a schema whose text is not at hand is named by its place alone")
  func schemaWithoutText() throws {
    let fixture = Fixture(instance: "7", named: "a.json", schema: "{\"type\":\"string\"}")
    let error = fixture.error("type", at: "7", "expected a string", rule: "\"string\"")
    let text = HumanRenderer(style: RenderStyle())
      .render(Diagnostic(error, in: fixture.instance, schemas: SchemaTexts()))
    #expect(text.hasSuffix("  ┌─ schemas/app.json:1:9\n  = at the root\n"))
  }

  @Test("what a stranger wrote cannot command the terminal")
  func escapesAreDefused() throws {
    let fixture = Fixture(instance: "{\"a\":\"\u{1B}[2J\u{202E}x\"}", named: "a\u{7}.json")
    let text = try fixture.rendered(
      fixture.error(
        "type", at: "\"\u{1B}", "\"\u{1B}[2J\" is no number", instanceLocation: "/\u{9B}"))
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
    #expect(!text.unicodeScalars.contains("\u{202E}"))
    #expect(text.contains("\"\\u{1b}[2J\" is no number"))
    #expect(text.contains("a\\u{7}.json:1:6"))
    #expect(text.contains("at /\\u{9b}"))
  }

  private func withoutEscapes(_ text: String) -> String {
    text.split(separator: "\u{1B}", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset == 0 ? $0.element : $0.element.drop { $0 != "m" }.dropFirst() }
      .joined()
  }
}
