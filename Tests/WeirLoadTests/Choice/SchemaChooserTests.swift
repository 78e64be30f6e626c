import Testing
import WeirJSON
import WeirSchema

@testable import WeirLoad

@Suite("Choosing schemas")
struct SchemaChooserTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder([
      "one.json": #"{"title": "one"}"#, "sub/two.json": #"{"title": "two"}"#,
      "weir.yaml": "schemas: [{files: 'in/*.json', schema: one.json}]\n",
      "sub/weir.yaml": "schemas: [{files: '*.json', schema: two.json}]\n",
      "store/catalog.json": """
      {"schemas": [
        {"name": "n", "description": "d", "url": "https://x/three.json",
          "fileMatch": ["*.three.yaml", ".ci/*.yml", "!no.three.yaml"]},
        {"name": "local", "url": "four.json", "fileMatch": ["four.*"]}]}
      """,
      "store/three.json": #"{"title": "three"}"#, "store/four.json": #"{"title": "four"}"#,
    ])
  }

  /// The name of the schema's file, or the code of the fault.
  private func choice(
    _ path: String, _ json: String = "{}", modeline: String? = nil,
    _ chooser: SchemaChooser? = nil
  ) throws -> String? {
    let chooser = try chooser ?? SchemaChooser(loader: SchemaLoader())
    var document = Document(options: .lenient)
    try document.parse(Array(json.utf8))
    do throws(UnusableSchema) {
      let schema = try chooser.file(at: folder / path).schema(
        for: document, modeline: modeline.map { Modelines.Modeline(reference: $0, byteOffset: 0) })
      return schema?.loaded.sources.first?.name.split(separator: "/").last.map(String.init)
    } catch {
      guard case .schema(let fault, _) = error.error else { return "\(error.error)" }
      return fault.code.rawValue
    }
  }

  @Test("the nearest weir.yaml decides, whatever the document says, with paths seen from it")
  func configuration() throws {
    #expect(try choice("in/a.json", #"{"$schema": "../sub/two.json"}"#) == "one.json")
    #expect(try choice("sub/deep/a.json") == "two.json")
    #expect(try choice("sub/in/a.json") == "two.json")
    #expect(try choice("in/a.yaml") == nil)
    #expect(try choice("other/a.json") == nil)
  }

  @Test("then the document's own $schema, then its modeline, both seen from the file")
  func named() throws {
    let declared = #"{"$schema": "../one.json"}"#
    #expect(try choice("out/a.json", declared, modeline: "../sub/two.json") == "one.json")
    #expect(try choice("out/a.json", modeline: "../sub/two.json") == "two.json")
    #expect(try choice("out/a.json", #"{"$schema": 7}"#) == nil)
  }

  @Test("then a catalog by the file's name; its URLs may stand for files beside it")
  func catalog() throws {
    let chooser = try SchemaChooser(
      loader: SchemaLoader(), catalog: folder / "store/catalog.json")
    #expect(try choice("out/a.three.yaml", chooser) == "three.json")
    #expect(try choice("out/.ci/build.yml", chooser) == "three.json")
    #expect(try choice("out/no.three.yaml", chooser) == nil)
    #expect(try choice("four.yaml", chooser) == "four.json")
    #expect(try choice("x.yaml", #"{"$schema": "https://x/three.json"}"#, chooser) == "three.json")
    #expect(
      try choice("x.yaml", #"{"$schema": "https://x/none.json"}"#, chooser)
        == "schema.unresolved_reference")
    let resolving = SchemaLoader(resolutions: [("https://x/three.json", folder / "one.json")])
    let registered = try SchemaChooser(loader: resolving, catalog: folder / "store/catalog.json")
    #expect(try choice("out/a.three.yaml", registered) == "one.json")
  }

  private func choice(_ path: String, _ chooser: SchemaChooser) throws -> String? {
    try choice(path, "{}", modeline: nil, chooser)
  }

  private func choice(_ path: String, _ json: String, _ chooser: SchemaChooser) throws -> String? {
    try choice(path, json, modeline: nil, chooser)
  }

  @Test("a broken weir.yaml is a fault of every file below it, and the same one")
  func brokenConfiguration() throws {
    try folder.write(Array("schemas: 7\n".utf8), to: "sub/weir.yaml")
    let chooser = try SchemaChooser(loader: SchemaLoader())
    #expect(try choice("sub/a.json", chooser) == "schema.configuration")
    var numbers: [Int] = []
    for path in ["sub/a.json", "sub/deep/b.yaml"] {
      do throws(UnusableSchema) {
        _ = try chooser.file(at: folder / path).schema(for: Document(options: .lenient))
      } catch {
        numbers.append(error.number)
      }
    }
    #expect(numbers.count == 2 && numbers[0] == numbers[1])
  }

  @Test("a schema is loaded once, however it is named")
  func once() throws {
    let chooser = try SchemaChooser(loader: SchemaLoader())
    var document = Document(options: .lenient)
    try document.parse(Array(#"{"$schema": "../one.json"}"#.utf8))
    let numbers = try ["in/a.json", "out/b.json", "out/../out/c.json", "x/y.json"].map { path in
      try chooser.file(at: folder / path).schema(for: document)?.number
    }
    #expect(Set(numbers).count == 1)
  }

  @Test(
    "a path without dot segments",
    arguments: [
      ("a/../b", "b"), ("./a", "a"), ("../a", "../a"), ("a/../../b", "../b"), ("/a/../../b", "/b"),
      ("a//b/", "a/b"), (".", "."), ("a/..", "."), ("../../x/..", "../.."),
    ])
  func shortPaths(path: String, expected: String) {
    #expect(shortened(path) == expected)
  }
}
