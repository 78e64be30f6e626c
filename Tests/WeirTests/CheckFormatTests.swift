import Foundation
import TestSupport
import Testing
import WeirSchema

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `weir check --format`, as the CI systems would read it.
struct CheckFormatTests {
  private static let services = ["--schema", "schemas/service.schema.yaml", "samples/services"]

  private func check(_ format: String, _ arguments: [String] = services) throws
    -> WeirBinary.Outcome
  {
    try WeirBinary.run(["check", "--quiet", "--format", format] + arguments)
  }

  @Test(
    "every format tells all findings, and the status stays that of the run",
    arguments: [
      "github", "gitlab", "sarif", "junit", "tap",
    ])
  func complete(format: String) throws {
    let run = try check(format)
    #expect(run.status == 1)
    #expect(run.stderr.isEmpty)
    let messages = try check("json").stdout.matches(of: /"code":"([a-z_.]+)"/).map { $0.1 }
    #expect(messages.count == 6)
    for code in messages { #expect(run.stdout.contains(code), "\(code)") }
  }

  @Test("SARIF is valid, also where nothing is wrong and where nothing is found", .needs(.sarif))
  func sarif() throws {
    let schema = try Schema(json: TestData.bytes(of: .sarif, "sarif-2.1.0.json"))
    for (paths, status) in [
      (["samples/services"], 1), (["samples/services/checkout.yaml"], 0),
      (["samples/*.nothing"], 2), (["samples/absent.yaml", "samples/services"], 4),
    ] as [([String], Int32)] {
      let run = try check("sarif", ["--schema", "schemas/service.schema.yaml"] + paths)
      #expect(run.status == status)
      #expect(schema.report(on: run.stdoutBytes).errors.map(\.message) == [])
    }
  }

  @Test("JUnit has a test case for each file, in their order")
  func junit() throws {
    let run = try check("junit", Self.services + ["samples/absent.yaml"])
    #expect(run.status == 4)
    let document = try XMLDocument(data: Data(run.stdoutBytes))
    let cases = try document.nodes(forXPath: "//testcase/@name").compactMap(\.stringValue)
    #expect(
      cases == [
        "samples/services/broken.yaml", "samples/services/checkout.yaml", "samples/absent.yaml",
      ])
    #expect(try document.nodes(forXPath: "//testcase[failure]").count == 2)
  }

  @Test("what nobody wants to read a thousand times is counted")
  func cut() throws {
    let lines = String(repeating: "7\n", count: 1_500)
    let folder = try TemporaryFolder()
    try folder.write(#"{"type": "string"}"#, to: "s.json")
    try folder.write(lines, to: "many.ndjson")
    let run = try WeirBinary.run(
      ["check", "--quiet", "--format", "github", "--schema", "s.json", "many.ndjson"],
      in: folder.path)
    #expect(run.status == 1)
    #expect(run.stdout.split(separator: "\n").count == 1_001)
    #expect(run.stdout.hasSuffix("::notice file=many.ndjson::… and 500 more\n"))
  }

  @Test("GitLab's fingerprints are the same wherever the project lies")
  func fingerprints() throws {
    var outputs: Set<String> = []
    for _ in 0..<2 {
      let folder = try TemporaryFolder()
      try folder.write(#"{"type": "string"}"#, to: "s.json")
      try folder.write("7", to: "a.json")
      let run = try WeirBinary.run(
        ["check", "--quiet", "--format", "gitlab", "--schema", "s.json", "a.json"], in: folder.path)
      outputs.insert(run.stdout)
    }
    #expect(outputs.count == 1)
  }

  @Test("the snippets for CI systems are YAML, and name formats that there are")
  func snippets() throws {
    let snippets = try ReadmeTests.blocks("yaml", of: "docs/ci.md")
    #expect(snippets.count == 4)
    for snippet in snippets {
      let folder = try TemporaryFolder()
      try folder.write(snippet.commands, to: "a.yaml")
      try folder.write("true", to: "s.json")
      let run = try WeirBinary.run(
        ["check", "--quiet", "--schema", "s.json", "a.yaml"], in: folder.path)
      #expect(run.status == 0, "\(run.stdout)")
      for format in snippet.commands.matches(of: /--format ([a-z]+)/) {
        #expect(try check(String(format.1)).status == 1)
      }
    }
  }
}
