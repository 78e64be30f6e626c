import TestSupport
import Testing

/// What `weir compile` and `weir check` say of members of schemas that check nothing.
struct KeywordWarningTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("what is nearly a keyword is warned of when a schema is compiled or used")
  func misspeltKeyword() throws {
    try folder.write(#"{"minLenght": 3}"#, to: "s.json")
    try folder.write(#""a""#, to: "a.json")
    let warning = """
      warning[schema.unknown_keyword]: "minLenght" is no keyword, so it checks nothing
        ┌─ s.json:1:2
       1│ {"minLenght": 3}
        │  ^^^^^^^^^^^
        = help: did you mean "minLength"?

      """
    let compiled = try WeirBinary.run(["compile", "s.json"], in: folder.path)
    #expect(compiled.status == 0)
    #expect(compiled.stderr == warning)
    let checked = try WeirBinary.run(["check", "--schema", "s.json", "a.json"], in: folder.path)
    #expect(checked.stderr.hasPrefix(warning))
    #expect(
      try WeirBinary.run(["compile", "--quiet", "s.json"], in: folder.path).stderr.isEmpty)
  }
}
