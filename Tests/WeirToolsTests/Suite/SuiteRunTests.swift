import TestSupport
import Testing
import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// Suites run, and what is told of them.
struct SuiteRunTests {
  private static func run(
    _ paths: String..., options: SchemaOptions = SchemaOptions(),
    resolutions: [(uri: String, path: String)] = [], measuresCoverage: Bool = true
  ) -> SuiteResult {
    var run = SuiteRun(
      SchemaLoader(resolutions: resolutions, options: options), instances: .lenient, maxErrors: 3,
      measuresCoverage: measuresCoverage)
    return run.run(paths.flatMap { InputSearch().findings(for: $0) })
  }

  static let goldenSuites = [
    ("failing", GoldenFile.folder + "/suite/failing.yaml"),
    ("order", TestData.packageRoot + "/samples/suites/order.test.yaml"),
  ]

  @Test("a result reads as it was agreed to", arguments: goldenSuites)
  func golden(name: String, path: String) throws {
    let result = Self.run(path)
    let style = RenderStyle(width: 80)
    let coverage = try CoverageText(style: style).text(#require(result.coverage))
    let text = SuiteText(style: style).text(result) + coverage + SuiteText.summary(result) + "\n"
    try GoldenFile.compare(text, with: "suite/\(name).txt")
    try GoldenFile.compare(SuiteJSON().lines(result), with: "suite/\(name).ndjson")
  }

  /// Draft and dialect of the official suite's required tests.
  static let drafts: [(folder: String, dialect: Dialect)] = [
    ("draft3", .draft3), ("draft4", .draft4), ("draft6", .draft6), ("draft7", .draft7),
    ("draft2019-09", .draft2019_09), ("draft2020-12", .draft2020_12),
  ]

  @Test(
    "the official suite passes as it is, its remote documents answered by a folder",
    .needs(.jsonSchemaTestSuite), arguments: drafts)
  func officialSuite(folder: String, dialect: Dialect) throws {
    let root = TestData.path(of: .jsonSchemaTestSuite, "")
    let files = TestData.files(in: .jsonSchemaTestSuite, under: "tests/\(folder)", suffix: ".json")
      .filter { !$0.contains("/optional/") }.map { root + $0 }
    var run = SuiteRun(
      SchemaLoader(
        resolutions: [("http://localhost:1234/", root + "remotes")],
        options: SchemaOptions(defaultDialect: dialect)),
      instances: .lenient, maxErrors: 3, measuresCoverage: false)
    let result = run.run(files.flatMap { InputSearch().findings(for: $0) })
    #expect(
      SuiteText(style: RenderStyle()).text(result).split(separator: "\n").allSatisfy {
        $0.hasPrefix("ok ")
      })
    #expect(result.unrunCount == 0)
    #expect(result.testCount > 400)
  }

  private func suite(_ text: String) throws -> SuiteResult {
    let folder = try TemporaryFolder()
    return Self.run(try folder.write(text, to: "a.test.json"))
  }

  @Test("a word for a boolean in a YAML suite's data is told with what to write")
  func booleanLookalikes() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      - description: a
        schema: {properties: {b: {type: boolean}}}
        tests:
          - {description: c, data: {b: 1}, valid: false}
          - {description: d, data: {b: yes}, valid: true}

      """, to: "a.test.yaml")
    let result = withExtendedLifetime(folder) { Self.run(path) }
    let text = SuiteText(style: RenderStyle()).text(result)
    #expect(text.contains("write true"), "\(text)")
  }

  @Test(
    "what has not the form of a suite is told with its place",
    arguments: [
      ("{}", 1, 1), ("[1]", 1, 2), (#"[{"description": "a", "schema": true}]"#, 1, 2),
      (#"[{"description": "a", "tests": []}]"#, 1, 2),
      (
        #"[{"description": "a", "schema": true, "tests": [{"description": "b", "valid": true}]}]"#,
        1, 49
      ),
      (
        #"[{"description": "a", "schema": true, "tests": [{"description": "b", "data": 1, "valid": 1}]}]"#,
        1, 90
      ),
      (
        #"[{"description": "a", "schema": true, "tests": [{"description": "b", "data": 1, "vaild": true}]}]"#,
        1, 81
      ),
    ])
  func form(text: String, line: Int, column: Int) throws {
    let result = try suite(text)
    guard case .form(let faults, _)? = result.files.first?.fault else {
      Issue.record("\(result.files)")
      return
    }
    #expect(faults.map(\.place.position) == [TextPosition(line: line, column: column)])
    #expect(result.hasMalformedFiles)
  }

  @Test("all that a file lacks to be a suite is told in one run")
  func forms() throws {
    let result = try suite(
      """
      [1,
       {"description": "a",
        "tests": [
          {"description": "b", "data": 1, "valid": 1},
          {"description": "c", "data": 1, "valid": true},
          {"vaild": true}]}]
      """)
    let lines = String(decoding: SuiteJSON().lines(result), as: UTF8.self).split(separator: "\n")
    #expect(
      lines.map { $0.drop { $0 != "," } } == [
        #","line":1,"code":"test.form","error":"here an object has to stand"}"#,
        #","line":2,"code":"test.form","error":"this group has no \"schema\""}"#,
        #","line":4,"code":"test.form","error":"\"valid\" is true or false, and this is neither"}"#,
        #","line":6,"code":"test.form","error":"this object has no \"description\" that is a text"}"#,
        #","line":6,"code":"test.form","error":"this test has no \"data\", which is the instance"}"#,
        #","line":6,"code":"test.form","error":"this test has no \"valid\", which is true or false; "#
          + #"did you mean \"valid\" by \"vaild\"?"}"#,
      ])
    #expect(
      SuiteText(style: RenderStyle()).text(result).split(separator: "\n")
        .count { $0.hasPrefix("error[test.form]") } == 6)
    #expect(result.subjects.map(\.findings.count) == [6])
  }

  @Test("findings of different tests differ, also where they say the same")
  func fingerprints() throws {
    let test = { (name: String) in #"{"description": "\#(name)", "data": 1, "valid": false}"# }
    let before = try suite(
      #"[{"description": "a", "schema": true, "tests": [\#(test("b")), \#(test("c"))]}]"#)
    let findings = before.subjects.flatMap(\.findings)
    #expect(findings.map(\.instanceLocation) == ["", ""])
    #expect(Set(findings.map(\.fingerprint)).count == 2)
    // Two tests of one name have one place in GitLab's report each, too.
    let twins = try suite(
      #"[{"description": "a", "schema": true, "tests": [\#(test("b")), \#(test("b"))]}]"#)
    var writer = FindingFormat.gitlab.writer(tool: "weir test", version: "1")
    var text = writer.begin()
    for subject in twins.subjects {
      text += writer.begin(subject: subject.name, in: subject.file)
      for finding in subject.findings { text += writer.write(finding) }
      text += writer.endSubject(unwritten: 0)
    }
    let prints = text.split(separator: "\"fingerprint\":\"").dropFirst().map { $0.prefix(64) }
    #expect(prints.count == 2)
    #expect(Set(prints).count == 2)
  }

  @Test("in a folder, what holds no array is passed over; a file that is named must be a suite")
  func folder() throws {
    let folder = try TemporaryFolder()
    let schema = try folder.write(#"{"type": "integer"}"#, to: "s.json")
    try folder.write("- 1\n- [", to: "broken.yaml")
    try folder.write(
      #"[{"description": "a", "schema": {"$ref": "../s.json"}, "tests": ["#
        + #"{"description": "b", "data": "x", "valid": false}]}]"#, to: "tests/a.json")
    let result = Self.run(folder.path)
    #expect(result.files.count == 1)
    #expect(result.testCount == 1)
    #expect(result.failureCount == 0)
    #expect(Self.run(schema).hasMalformedFiles)
    #expect(Self.run(folder.path + "/broken.yaml").hasMalformedFiles)
    #expect(Self.run(folder.path + "/none.yaml").hasUnreadableFiles)
  }

  @Test("keywords of a reference's target are counted once, however many groups test it")
  func coverageOfSharedSchema() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      #"{"minimum": 1, "maxLength": 3, "if": {"const": 7}, "then": {"multipleOf": 2}, "$defs": {"x": {"type": "null"}}}"#,
      to: "s.json")
    let group = { (data: String, valid: Bool) in
      #"{"description": "a", "schema": {"$ref": "s.json"}, "tests": [{"description": "b", "data": \#(data), "valid": \#(valid)}]}"#
    }
    let path = try folder.write("[\(group("0", false)), \(group("3", true))]", to: "t.json")
    let coverage = try #require(Self.run(path).coverage)
    let keywords = coverage.documents.filter { $0.name.hasSuffix("s.json") }.flatMap(\.entries)
    #expect(
      keywords.map(\.keyword.name) == ["minimum", "maxLength", "if", "const", "then", "multipleOf"])
    #expect(keywords.filter(\.isReached).map(\.keyword.name) == ["minimum", "if", "const"])
    // Both sides of minimum have been seen; of the condition only one.
    #expect(keywords.filter(\.neverPassed).map(\.keyword.name) == ["if", "const"])
    #expect(keywords.filter(\.neverFailed).isEmpty)
  }
}
