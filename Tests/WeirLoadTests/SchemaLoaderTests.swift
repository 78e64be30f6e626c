import Testing
import WeirJSON
import WeirLoad
import WeirSchema

@Suite("Loading schemas and what they refer to")
struct SchemaLoaderTests {
  @Test("a reference to a file beside the schema is followed, JSON to YAML to JSON")
  func siblings() throws {
    let folder = try TemporaryFolder([
      "event.json": #"{"properties":{"order":{"$ref":"parts/order.yaml"}}}"#,
      "parts/order.yaml": "type: object\nproperties:\n  id: {$ref: '../ids.json#/$defs/id'}\n",
      "ids.json": #"{"$defs":{"id":{"type":"integer","minimum":1}}}"#,
    ])
    let loaded = try SchemaLoader().load(folder / "event.json")
    #expect(loaded.schema.validate(#"{"order":{"id":1}}"#) == .valid)
    #expect(loaded.schema.validate(#"{"order":{"id":0}}"#) == .invalid)
    #expect(loaded.schema.validate(#"{"order":1}"#) == .invalid)
    #expect(
      loaded.sources.map(\.name)
        == ["event.json", "parts/order.yaml", "ids.json"].map { folder / $0 })
  }

  @Test("places in a YAML schema are those of the YAML text")
  func yamlPlaces() throws {
    let folder = try TemporaryFolder(["s.yaml": "# head\ntype: object\nrequired:\n  - größe\n"])
    let schema = try Schema(contentsOf: folder / "s.yaml")
    let place = try #require(schema.report(on: Array("{}".utf8)).errors.first?.schemaPlace)
    #expect(place.sourceName == folder / "s.yaml")
    #expect(place.position == TextPosition(line: 4, column: 3) || place.position.line == 3)
  }

  @Test("a pointer selects a schema inside, with ~ and % escapes")
  func pointers() throws {
    let folder = try TemporaryFolder([
      "openapi.yaml": """
      openapi: 3.1.0
      components:
        schemas:
          Order: {type: object, properties: {id: {$ref: '#/components/schemas/Id'}}}
          Id: {type: integer}
          a/b c: {type: string}
      """
    ])
    let order = try Schema(contentsOf: folder / "openapi.yaml#/components/schemas/Order")
    #expect(order.validate(#"{"id":"x"}"#) == .invalid)
    #expect(order.validate(#"{"id":7}"#) == .valid)
    let escaped = try Schema(contentsOf: folder / "openapi.yaml#/components/schemas/a~1b%20c")
    #expect(escaped.validate(#""x""#) == .valid)
    #expect(escaped.validate("1") == .invalid)
    #expect(throws: LoadError.self) {
      try Schema(contentsOf: folder / "openapi.yaml#/components/schemas/Ordre")
    }
  }

  @Test(
    "an OpenAPI description may be spread over files, in YAML and JSON",
    arguments: ["3.0.3", "3.1.0"])
  func openAPI(version: String) throws {
    let null = version == "3.1.0" ? "type: [integer, 'null']" : "type: integer, nullable: true"
    let folder = try TemporaryFolder([
      "api/openapi.yaml": """
      openapi: \(version)
      info: {title: Shop}
      components:
        schemas:
          Order: {$ref: schemas/order.yaml}
      """,
      "api/schemas/order.yaml": """
      type: object
      properties:
        id: {\(null)}
        price: {$ref: ../money.json#/Money}
        parent: {$ref: '../openapi.yaml#/components/schemas/Order'}
      """,
      "api/money.json": #"{"Money":{"type":"string","example":"1 EUR"}}"#,
    ])
    let schema = try Schema(contentsOf: folder / "api/openapi.yaml#/components/schemas/Order")
    #expect(schema.validate(#"{"id":null,"price":"1","parent":{"id":1}}"#) == .valid)
    #expect(schema.validate(#"{"parent":{"id":"x"}}"#) == .invalid)
    #expect(schema.validate(#"{"price":1}"#) == .invalid)
    let error = #expect(throws: LoadError.self) {
      try Schema(contentsOf: folder / "api/openapi.yaml#/components/schemas/Ordre")
    }
    #expect("\(String(describing: error))".contains("did you mean \"Order\"?"))
    let early = #expect(throws: LoadError.self) {
      try Schema(contentsOf: folder / "api/openapi.yaml#/component/schema/Order")
    }
    #expect(
      "\(String(describing: early))".contains("did you mean \"#/components/schemas/Order\"?"))
  }

  @Test("an anchor selects a schema inside, in JSON and YAML", arguments: ["json", "yaml"])
  func anchors(format: String) throws {
    let folder = try TemporaryFolder([
      "s.json":
        ##"{"$defs":{"o":{"$anchor":"order","$ref":"#id"},"i":{"$anchor":"id","type":"integer"}}}"##,
      "s.yaml": "$defs:\n  o: {$anchor: order, $ref: '#id'}\n  i: {$anchor: id, type: integer}\n",
    ])
    for reference in [folder / "s.\(format)#order", "file://\(folder.path)/s.\(format)#order"] {
      let schema = try Schema(contentsOf: reference)
      #expect(schema.validate("1") == .valid)
      #expect(schema.validate("\"x\"") == .invalid)
    }
    let error = #expect(throws: LoadError.self) {
      try Schema(contentsOf: folder / "s.\(format)#ordre")
    }
    #expect(
      "\(String(describing: error))".contains("no anchor \"ordre\"; did you mean \"order\"?"))
  }

  @Test("a # that begins no pointer belongs to the path, and file: URIs are decoded")
  func oddPaths() throws {
    let folder = try TemporaryFolder(["a#b c.json": #"{"type":"integer"}"#])
    #expect(try Schema(contentsOf: folder / "a#b c.json").validate("1") == .valid)
    #expect(
      try Schema(contentsOf: "file://\(folder.path)/a%23b%20c.json#").validate("1") == .valid)
  }

  @Test("without a telling extension a schema is JSON, or YAML if only that fits")
  func formats() throws {
    let folder = try TemporaryFolder([
      "json": #"{"type":"integer"}"#, "yaml": "type: integer\n", "neither": "{\"type\": ",
      "mark.json": "\u{feff}{\"type\":\"integer\"}",
    ])
    #expect(try Schema(contentsOf: folder / "json").validate("1") == .valid)
    #expect(try Schema(contentsOf: folder / "yaml").validate("\"x\"") == .invalid)
    #expect(try Schema(contentsOf: folder / "mark.json").validate("1") == .valid)
    let error = try schemaError { try SchemaLoader().load(folder / "neither") }
    #expect(error.code == .syntax)
    #expect(error.message.hasPrefix("not JSON"))
    #expect(error.place?.sourceName == folder / "neither")
  }

  @Test("a broken document is told with the first reference to it")
  func brokenReference() throws {
    let folder = try TemporaryFolder([
      "a.json": "{\n \"$ref\": \"b.json\"}", "b.json": "{\"items\":\n{\"$ref\": \"c.json#/x\"}}",
      "c.json": "[1,]",
    ])
    for (name, origin) in [("a.json", "b.json:2:10"), ("b.json", "b.json:2:10")] {
      let error = try schemaError { try SchemaLoader().load(folder / name) }
      #expect(error.message.contains("a comma stands before the closing \"]\""))
      #expect(error.message.hasSuffix("\(origin))"), "\(error.message)")
      #expect(error.help == "remove the comma at column 3")
      #expect(error.place?.sourceName.hasSuffix("c.json") == true)
    }
  }

  @Test("warnings name the place and the document")
  func warnings() throws {
    let folder = try TemporaryFolder([
      "s.yaml": "$ref: t.json\n$comment: no\n200: x\n",
      "t.json": "{\n\"type\":1,\"type\":\"null\"}",
    ])
    let warnings = try SchemaLoader().load(folder / "s.yaml").warnings
    #expect(warnings.map(\.code) == ["yaml.key", "decode.duplicate_key"])
    #expect(warnings.map(\.place.position.line) == [3, 2])
    #expect(warnings.map(\.place.sourceName) == [folder / "s.yaml", folder / "t.json"])
  }

  @Test("a document that is no valid schema is told with who refers to it")
  func referredSchema() throws {
    let folder = try TemporaryFolder([
      "a.json": ##"{"items": {"$ref": "b.json#/$defs/x"}}"##,
      "b.json": #"{"$defs": {"x": {"$ref": "c.json"}}}"#,
      "c.json": #"{"type": "strin", "minLength": -1}"#,
    ])
    let error = try #require(throws: LoadError.self) { try SchemaLoader().load(folder / "a.json") }
    guard case .schema(let fault, _) = error else { throw error }
    #expect(fault.message.hasSuffix(" (referred to at \(folder / "b.json"):1:26)"))
    #expect(fault.others.map { $0.message.contains("referred to") } == [false])
    let own = try #require(throws: LoadError.self) { try SchemaLoader().load(folder / "c.json") }
    #expect(!own.description.contains("referred to"))
  }

  @Test("an instance's $schema is seen from the instance")
  func declared() throws {
    let folder = try TemporaryFolder([
      "schemas/a b.json": #"{"type":"object"}"#, "data/x.json": "{}",
    ])
    let loader = SchemaLoader()
    let byPath = try loader.load(
      declared: "../schemas/a%20b.json#", byInstance: folder / "data/x.json")
    #expect(byPath.schema.validate("{}") == .valid)
    let byURI = try loader.load(
      declared: "file://\(folder.path)/schemas/a%20b.json", byInstance: "-")
    #expect(byURI.schema.validate("[]") == .invalid)
    #expect(throws: LoadError.self) {
      try loader.load(declared: "absent.json", byInstance: folder / "x.json")
    }
  }

  @Test("a metaschema can be loaded by its URI, since it is built in")
  func metaschema() throws {
    let schema = try SchemaLoader().load("http://json-schema.org/draft-07/schema#").schema
    #expect(schema.validate(#"{"type":"string"}"#) == .valid)
    #expect(schema.validate(#"{"type":1}"#) == .invalid)
  }

  @Test("Schema(yaml:) reads one document")
  func yaml() throws {
    #expect(try Schema(yaml: Array("type: string".utf8)).validate("1") == .invalid)
    for text in ["", "a: 1\n---\nb: 2\n", "a: [", "a: 1\na: 2\n"] {
      let error = #expect(throws: SchemaError.self) { try Schema(yaml: Array(text.utf8)) }
      #expect(error?.code == .syntax)
    }
  }
}

extension Schema {
  func validate(_ text: String) -> Verdict { validate(Array(text.utf8)) }
}

/// The schema error that loading ends with; anything else fails the test.
func schemaError(
  _ body: () throws -> LoadedSchema, _ location: SourceLocation = #_sourceLocation
) throws -> SchemaError {
  let error = #expect(throws: LoadError.self, sourceLocation: location) { try body() }
  guard case .schema(let fault, _)? = error else {
    throw try #require(error, sourceLocation: location)
  }
  return fault
}
