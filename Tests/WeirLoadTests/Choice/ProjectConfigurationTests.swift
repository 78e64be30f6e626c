import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirLoad

@Suite("weir.yaml")
struct ProjectConfigurationTests {
  @Test("the schema that the command carries is the one in schemas/")
  func carriedSchema() throws {
    let file = try TestData.bytes(
      ofFile: TestData.packageRoot + "/schemas/weir-config.schema.json")
    #expect(Array(ProjectConfiguration.schemaText.utf8) == file)
  }

  @Test("the first entry that is for a file counts; ! takes out, and braces stand for both")
  func entries() throws {
    let folder = try TemporaryFolder([
      "weir.yaml": """
      schemas:
        - files: [a/*.json, "!a/x*"]
          schema: one
        - {files: "*.{json,yaml}", schema: two}
        - {files: a/**, schema: three}
      """
    ])
    let configuration = try ProjectConfiguration(folder / "weir.yaml")
    let tape = configuration.file.tape
    let expected = [
      "a/b.json": "one", "a/xb.json": "two", "b.yaml": "two", "c/d/e.json": "two",
      "a/b.txt": "three", "b.txt": nil,
    ]
    for (path, schema) in expected {
      let names = path.split(separator: "/").map { Array($0.unicodeScalars) }
      let node = configuration.schemaNode(for: names[...])
      #expect(node.map(tape.string(at:)) == schema, "\(path)")
    }
  }

  @Test(
    "what is wrong with it is told with its place",
    arguments: [
      ("schema: []\n", 1, 1), ("schemas: []\n", 1, 10), ("schemas:\n  - files: x\n", 2, 5),
      ("schemas:\n  - {files: x, schema: 7}\n", 2, 24),
      ("schemas:\n  - {files: [x, 7], schema: s}\n", 2, 17), ("schemas: [\n", 2, 1),
      ("schemas:\n  - {files: '\(String(repeating: "{a,b}", count: 10))', schema: s}\n", 2, 13),
    ])
  func faults(text: String, line: Int, column: Int) throws {
    let folder = try TemporaryFolder(["weir.yaml": text])
    let error = #expect(throws: LoadError.self) {
      try ProjectConfiguration(folder / "weir.yaml")
    }
    guard case .schema(let fault, _)? = error else {
      Issue.record("not a fault of the file: \(String(describing: error))")
      return
    }
    #expect(fault.code == .configuration)
    #expect(fault.place?.position.line == line)
    #expect(fault.place?.position.column == column)
  }
}
