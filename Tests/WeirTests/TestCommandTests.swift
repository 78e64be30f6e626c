import TestSupport
import Testing

/// `weir test` as a user runs it: exit status, and what stands on which output.
struct TestCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      #"{"properties": {"id": {"type": "integer", "maximum": 9}}}"#, to: "s.json")
  }

  /// Runs a suite of one test of `s.json`, or of another schema.
  private func test(
    data: String, valid: Bool, schema: String = #"{"$ref": "s.json"}"#, _ options: String...
  ) throws -> WeirBinary.Outcome {
    try folder.write(
      #"[{"description": "an id", "schema": \#(schema), "tests": [{"description": "one","#
        + #" "data": \#(data), "valid": \#(valid)}]}]"#, to: "a.test.json")
    return try WeirBinary.run(["test", "a.test.json"] + options, in: folder.path)
  }

  @Test("what keeps a file from being a suite is told where it stands, and nothing is covered")
  func form() throws {
    for (member, text) in [
      ("valid: no", "is true or false, and this is neither"),
      ("vaild: true", "did you mean \"valid\" by \"vaild\"?"),
    ] {
      try folder.write(
        """
        - description: a
          schema: {$ref: s.json}
          tests:
            - description: b
              data: 1
              \(member)

        """, to: "a.test.yaml")
      let run = try WeirBinary.run(["test", "--coverage", "a.test.yaml"], in: folder.path)
      #expect(run.status == 2)
      #expect(run.stdout.contains(text), "\(run.stdout)")
      #expect(run.stdout.contains("a.test.yaml:6:"), "\(run.stdout)")
      #expect(!run.stderr.contains("100 %"), "\(run.stderr)")
    }
  }

  @Test("tests that pass are exit 0 and a line for each file")
  func passing() throws {
    let run = try test(data: #"{"id": "x"}"#, valid: false)
    #expect(run.status == 0)
    #expect(run.stdout == "ok    a.test.json  1 test\n")
    #expect(run.stderr == "1 test in 1 file: 1 passed\n")
  }

  @Test("one that fails is exit 1 with the errors, and their places in suite and schema")
  func failing() throws {
    let run = try test(data: #"{"id": 10}"#, valid: true)
    #expect(run.status == 1)
    #expect(run.stdout.contains("✗ an id: one\nerror[schema.maximum]: "))
    #expect(run.stdout.contains("┌─ s.json:1:54"))
    #expect(run.stderr == "1 test in 1 file: 0 passed, 1 failed\n")
    let json = try test(data: #"{"id": 10}"#, valid: true, "--format", "json")
    #expect(json.stdout.contains(#""outcome":"invalid","passed":false,"errors":[{"code":"#))
  }

  @Test("results are written in the formats of CI systems, each test a subject")
  func formats() throws {
    let passing = try test(data: #"{"id": 1}"#, valid: true, "--format", "tap")
    #expect(passing.stdout.contains("ok 1 - a.test.json: an id: one\n"))
    let failing = try test(data: #"{"id": 10}"#, valid: true, "--format", "tap")
    #expect(failing.stdout.contains("not ok 1 - a.test.json: an id: one\n"))
    let junit = try test(data: #"{"id": 10}"#, valid: true, "--format", "junit")
    #expect(junit.stdout.contains("<failure"))
    #expect(junit.status == 1)
  }

  @Test("coverage below the gate is exit 1, at the gate exit 0")
  func coverage() throws {
    // Of properties, type and maximum, the last is not about strings.
    let short = try test(data: #"{"id": "x"}"#, valid: false, "--min-coverage", "67%")
    #expect(short.status == 1)
    #expect(short.stderr.contains("coverage of 66.6 % is less than 67 %"))
    #expect(short.stdout.contains("  never reached:\n    s.json:1:43  #/properties/id/maximum\n"))
    #expect(try test(data: #"{"id": "x"}"#, valid: false, "--min-coverage", "66.6").status == 0)
    #expect(try test(data: "1", valid: true, "--min-coverage", "101").status == 2)
  }

  @Test("nothing to run is exit 2, a broken schema exit 3, a file that cannot be read exit 4")
  func failures() throws {
    try folder.write("[]", to: "empty.json")
    #expect(try WeirBinary.run(["test", "empty.json"], in: folder.path).status == 2)
    #expect(try WeirBinary.run(["test", "none.json"], in: folder.path).status == 4)
    try folder.write("{}", to: "sub/s.json")
    #expect(try WeirBinary.run(["test", "sub"], in: folder.path).status == 2)
    let broken = try test(data: "1", valid: true, schema: #"{"type": "strin"}"#)
    #expect(broken.status == 3)
    #expect(broken.stderr == "1 test in 1 file: 0 passed, 1 not run\n")
  }
}
