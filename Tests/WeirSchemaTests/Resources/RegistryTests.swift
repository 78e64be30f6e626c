import Testing

@testable import WeirSchema

@Suite("the registry and the documents it lacks")
struct RegistryTests {
  private func source(_ uri: String, _ text: String) throws -> SchemaSource {
    try SchemaSource(uri: uri, json: Array(text.utf8))
  }

  @Test("it names what a schema needs and no more")
  func missing() throws {
    let schema = try source(
      "https://e.com/dir/s",
      ##"""
      {"properties": {"a": {"$ref": "a#/x"}, "b": {"$ref": "../b"}, "c": {"$ref": "urn:c"},
                      "again": {"$ref": "/dir/a"}, "own": {"$ref": "#/$defs/used"}},
       "$defs": {"used": {"$ref": "d"}, "unused": {"$ref": "unused"}},
       "enum": [{"$ref": "no-reference"}]}
      """##)
    var registry = Registry()
    let all = ["https://e.com/dir/a", "https://e.com/b", "urn:c", "https://e.com/dir/d"]
    #expect(try Set(registry.missing(for: schema)) == Set(all))
    #expect(try registry.missing(for: schema, pointer: "/properties/b") == [all[1]])
    registry.add(try source(all[0], #"{"x": {"$ref": "https://json-schema.org/v1"}}"#))
    registry.add(try source(all[1], #"{"$defs": {"c": {"$id": "urn:c", "$ref": "urn:e"}}}"#))
    #expect(try Set(registry.missing(for: schema)) == ["urn:e", all[3]])
    registry.add(try source("urn:e", "true"))
    registry.add(try source(all[3], "{}"))
    #expect(try registry.missing(for: schema).isEmpty)
    _ = try Schema(source: schema, registry: registry)
  }

  @Test("a walk asks for metaschemas and for what they need in turn, then goes on")
  func metaschemas() throws {
    var documents = [
      "https://e.com/a": #"{"$schema": "https://e.com/meta", "$ref": "b"}"#,
      "https://e.com/b": "true",
      "https://e.com/meta":
        #"{"$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [{"$ref": "part"}]}"#,
      "https://e.com/part": "{}",
    ]
    let first = try source("https://e.com/s", #"{"items": {"$ref": "a"}}"#)
    var walk = try ReferenceWalk(first)
    while let uri = walk.missing.first {
      let text = try #require(documents[uri], "\(uri) is not needed")
      documents[uri] = nil
      walk.supply([try source(uri, text)])
    }
    #expect(documents.isEmpty)
    _ = try Schema(source: first, registry: walk.registry)
  }

  @Test("what is not supplied stays missing, and a compilation says the same")
  func notSupplied() throws {
    let schema = try source("", #"{"allOf": [{"$ref": "urn:a"}, {"$ref": "urn:b"}]}"#)
    var walk = try ReferenceWalk(schema)
    #expect(Set(walk.missing) == ["urn:a", "urn:b"])
    walk.supply([try source("urn:b", #"{"$ref": "urn:c"}"#)])
    #expect(Set(walk.missing) == ["urn:a", "urn:c"])
    let error = #expect(throws: SchemaError.self) {
      try Schema(source: schema, registry: walk.registry)
    }
    #expect(Set(error?.missing ?? []) == ["urn:a", "urn:c"])
    let later = #expect(throws: SchemaError.self) { try ReferenceWalk(schema, pointer: "/none") }
    #expect(later?.code == .unresolvedReference)
  }

  @Test(
    "references are looked up in their normal form",
    arguments: [
      ("HTTP://Example.COM/a", "http://example.com/a"), ("http://e.com", "http://e.com/"),
      ("http://e.com:80/a", "http://e.com/a"), ("https://e.com:443/a", "https://e.com/a"),
      ("https://e.com:/a", "https://e.com/a"), ("http://e.com/%7ea%c3%a9", "http://e.com/~a%C3%A9"),
      ("http://U@E.com/", "http://U@e.com/"), ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
      ("http://e.com/a#", "http://e.com/a"), ("a%2fb", "a%2Fb"), ("a%", "a%"),
    ] as [(String, String)])
  func normalForm(reference: String, normal: String) {
    #expect(URIReference(reference).normalized.text == normal)
    #expect(URIReference(normal).normalized.text == normal)
  }

  @Test(
    "what means something else stays different",
    arguments: [
      "http://e.com/A", "https://e.com:80/a", "urn:A:b", "http://e.com/a?B", "tag:E.com,2000:a",
      "http://e.com/%2F", "http://e.com/a#B", "mailto:A@E.com",
    ])
  func kept(reference: String) {
    #expect(URIReference(reference).normalized.text == reference)
  }
}
