import Testing
import WeirJSON
import WeirLoad
import WeirSchema

@Suite("Where references are looked up")
struct ReferenceSearchTests {
  @Test("a missing file is an error at the reference that names the file")
  func missingFile() throws {
    let folder = try TemporaryFolder(["s.json": "{\n  \"$ref\": \"gone.json#/a\"\n}"])
    let error = try schemaError { try SchemaLoader().load(folder / "s.json") }
    #expect(error.code == .unresolvedReference)
    #expect(error.message.contains(folder / "gone.json: there is no such file"))
    #expect(error.place?.position.line == 2)
    #expect(error.missing == ["file://" + folder / "gone.json"])
  }

  @Test("the schema's own file missing is a file error")
  func missingSchema() throws {
    let folder = try TemporaryFolder()
    for path in [folder / "gone.json", folder.path] {
      guard
        case .file(let error)? = #expect(
          throws: LoadError.self, performing: { try SchemaLoader().load(path) })
      else { continue }
      #expect(error.path == path)
    }
  }

  @Test("a broken file behind a reference is an error with its own place")
  func brokenFile() throws {
    let folder = try TemporaryFolder(["s.json": #"{"$ref":"b.yaml"}"#, "b.yaml": "a: 1\na: 2\n"])
    let error = try schemaError { try SchemaLoader().load(folder / "s.json") }
    #expect(error.code == .syntax)
    #expect(error.place?.sourceName == folder / "b.yaml")
    #expect(error.place?.position == TextPosition(line: 2, column: 1))
  }

  @Test("nothing is fetched, and the message says what to do", arguments: ["http", "https"])
  func noNetwork(scheme: String) throws {
    let folder = try TemporaryFolder(["s.json": "{\"$ref\":\"\(scheme)://example.com/a.json\"}"])
    let error = try schemaError { try SchemaLoader().load(folder / "s.json") }
    #expect(error.message.contains("nothing is fetched"))
    #expect(error.message.contains("--resolve"))
    #expect(error.missing == ["\(scheme)://example.com/a.json"])
    let direct = try schemaError { try SchemaLoader().load("\(scheme)://example.com/a.json") }
    #expect(direct.message.contains("--resolve"))
  }

  @Test("a folder stands for all URIs below one that ends in a slash, and nothing leads out of it")
  func folderResolutions() throws {
    let folder = try TemporaryFolder([
      "s.json": #"{"$ref": "http://example.com/a/b%20c.json"}"#,
      "out.json": #"{"$ref": "http://example.com/a/%2E%2E/s.json"}"#,
      "remotes/b c.json": #"{"$ref": "d.json"}"#, "remotes/d.json": #"{"type": "null"}"#,
    ])
    let loader = SchemaLoader(resolutions: [("http://example.com/a/", folder / "remotes")])
    #expect(try loader.load(folder / "s.json").schema.validate(Array("null".utf8)) == .valid)
    let error = try schemaError { try loader.load(folder / "out.json") }
    #expect(error.code == .unresolvedReference)
  }

  @Test("a resolution stands for a URI, whose relative references then are relative to the URI")
  func resolutions() throws {
    let folder = try TemporaryFolder([
      "s.json": #"{"$ref":"https://example.com/v1/a.json#/$defs/x"}"#,
      "a.json": #"{"$defs":{"x":{"$ref":"b"}}}"#, "b.yaml": "type: integer",
    ])
    let loader = SchemaLoader(resolutions: [
      ("https://example.com/v1/a.json#", folder / "a.json"),
      ("https://example.com/v1/b", folder / "b.yaml"),
    ])
    let schema = try loader.load(folder / "s.json").schema
    #expect(schema.validate("1") == .valid)
    #expect(schema.validate("\"x\"") == .invalid)
    #expect(try loader.load("https://example.com/v1/b").schema.validate("1") == .valid)
    let broken = SchemaLoader(resolutions: [("https://example.com/v1/a.json", folder / "gone")])
    guard
      case .file(let error)? = #expect(
        throws: LoadError.self, performing: { try broken.load(folder / "s.json") })
    else { return }
    #expect(error.path == folder / "gone")
  }

  @Test("a directory answers by the identifiers in its files, roots and parts")
  func identifiers() throws {
    let folder = try TemporaryFolder([
      "s.json": #"{"anyOf":[{"$ref":"https://e.com/root"},{"$ref":"urn:example:part"}]}"#,
      "lib/deep/root.yaml": "$id: https://e.com/root\ntype: integer\n",
      "lib/whole.json": #"{"$defs":{"p":{"$id":"urn:example:part","type":"null"}}}"#,
      "lib/broken.json": "{",
    ])
    let loader = SchemaLoader(directories: [folder / "lib"])
    let schema = try loader.load(folder / "s.json").schema
    #expect(schema.validate("1") == .valid)
    #expect(schema.validate("null") == .valid)
    #expect(schema.validate("\"x\"") == .invalid)
    try folder.write(Array(#"{"$ref":"https://e.com/none"}"#.utf8), to: "t.json")
    let error = try schemaError { try loader.load(folder / "t.json") }
    #expect(error.message.contains("broken.json was passed over"))
  }

  @Test("a directory answers by paths relative to the schema's base or to its identifier")
  func relativePaths() throws {
    let folder = try TemporaryFolder([
      "main/s.json": #"{"$ref":"types/t.json"}"#,
      "main/i.json": #"{"$id":"https://e.com/schemas/i.json","$ref":"types/t.json"}"#,
      "main/other.json": #"{"$ref":"https://e.com/elsewhere/types/t.json"}"#,
      "lib/types/t.json": #"{"type":"integer"}"#,
    ])
    let loader = SchemaLoader(directories: [folder / "lib"])
    #expect(try loader.load(folder / "main/s.json").schema.validate("[]") == .invalid)
    #expect(try loader.load(folder / "main/i.json").schema.validate("[]") == .invalid)
    #expect(throws: LoadError.self) { try loader.load(folder / "main/other.json") }
  }

  @Test("a directory that is not there is a file error, once it is needed")
  func noDirectory() throws {
    let folder = try TemporaryFolder(["s.json": #"{"$ref":"urn:x:y"}"#, "t.json": "true"])
    let loader = SchemaLoader(directories: [folder / "gone"])
    #expect(try loader.load(folder / "t.json").schema.validate("1") == .valid)
    guard
      case .file(let error)? = #expect(
        throws: LoadError.self, performing: { try loader.load(folder / "s.json") })
    else { return }
    #expect(error.path == folder / "gone")
  }

  @Test("a base URI takes the place of the file's own")
  func baseURI() throws {
    let folder = try TemporaryFolder([
      "s.json": #"{"$ref":"b.json"}"#, "b.json": #"{"type":"integer"}"#,
    ])
    let loader = SchemaLoader(
      resolutions: [("https://e.com/x/b.json", folder / "b.json")],
      baseURI: "https://e.com/x/s.json")
    #expect(try loader.load(folder / "s.json").schema.validate("[]") == .invalid)
    #expect(
      try SchemaLoader(directories: [folder.path], baseURI: "https://e.com/x/s.json")
        .load(folder / "s.json").schema.validate("[]") == .invalid)
    let error = try schemaError {
      try SchemaLoader(baseURI: "https://e.com/x/s.json").load(folder / "s.json")
    }
    #expect(error.missing == ["https://e.com/x/b.json"])
  }

  @Test("files that refer to each other and to themselves are read once")
  func cycles() throws {
    let folder = try TemporaryFolder([
      "a.json":
        ##"{"properties":{"b":{"$ref":"b.json"},"a":{"$ref":"#"},"a2":{"$ref":"a.json"}}}"##,
      "b.json": #"{"properties":{"a":{"$ref":"a.json"}},"type":"object"}"#,
    ])
    let loaded = try SchemaLoader().load(folder / "a.json")
    #expect(loaded.sources.count == 2)
    #expect(loaded.schema.validate(#"{"b":{"a":{"b":1}}}"#) == .invalid)
  }

  @Test("a long chain of files is followed to its end")
  func chain() throws {
    let length = 100
    let folder = try TemporaryFolder()
    for index in 0..<length {
      try folder.write(Array("{\"$ref\":\"\(index + 1).json\"}".utf8), to: "\(index).json")
    }
    try folder.write(Array(#"{"type":"integer"}"#.utf8), to: "\(length).json")
    let loaded = try SchemaLoader().load(folder / "0.json")
    #expect(loaded.sources.count == length + 1)
    #expect(loaded.schema.validate("[]") == .invalid)
  }

  @Test("a custom metaschema is found like any other document")
  func customMetaschema() throws {
    let folder = try TemporaryFolder([
      "s.json": #"{"$schema":"https://e.com/meta","type":"integer"}"#,
      "meta.json":
        #"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://e.com/meta"}"#,
    ])
    let loader = SchemaLoader(resolutions: [("https://e.com/meta", folder / "meta.json")])
    #expect(try loader.load(folder / "s.json").schema.validate("1") == .valid)
  }
}
