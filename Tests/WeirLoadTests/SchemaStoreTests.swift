import Foundation
import Synchronization
import TestSupport
import Testing
import WeirJSON
import WeirLoad
import WeirSchema
import WeirYAML

/// Real schemas and real files, JSON and YAML, with references between the schemas.
@Suite("The SchemaStore selection")
struct SchemaStoreTests {
  @Test(
    "an instance has the verdict that other validators agree on", .needs(.schemaStore),
    arguments: SchemaStoreCase.all)
  func verdict(of storeCase: SchemaStoreCase) throws {
    let schema = try SchemaStoreCase.schema(of: storeCase)
    var validator = Validator(schema)
    let expected: Verdict = storeCase.expected == "valid" ? .valid : .invalid
    for verdict in try verdicts(on: storeCase.instance, &validator) {
      #expect(verdict == expected)
    }
  }

  @Test("the selection is all there", .needs(.schemaStore))
  func count() {
    #expect(SchemaStoreCase.all.count == 297)
  }

  private func verdicts(
    on instance: String, _ validator: inout Validator
  ) throws -> [Verdict] {
    let bytes = try readFile(TestData.path(of: .schemaStore, instance))
    guard DocumentFormat(fileName: instance) == .yaml else { return [validator.validate(bytes)] }
    var document = Document()
    var verdicts: [Verdict] = []
    for yaml in try YAMLDocument.documents(in: bytes) {
      try yaml.parse(into: &document)
      verdicts.append(validator.validate(document))
    }
    return verdicts
  }
}

/// One row of the selection's manifest.
struct SchemaStoreCase: Codable, Sendable, CustomTestStringConvertible {
  let schema: String
  // The manifest's own name.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  let schema_uri: String
  let instance: String
  let expected: String

  var testDescription: String { "\(expected): \(instance)" }

  static let all: [SchemaStoreCase] = decoded("manifest.json") ?? []

  /// Compiled schemas by their retrieval URI; a schema serves many cases.
  private static let schemas = Mutex<[String: Result<Schema, LoadError>]>([:])

  static func schema(of storeCase: SchemaStoreCase) throws -> Schema {
    try schemas.withLock { schemas in
      if let known = schemas[storeCase.schema_uri] { return try known.get() }
      let loader = SchemaLoader(resolutions: resolutions, baseURI: storeCase.schema_uri)
      let result = Result { () throws(LoadError) in
        try loader.load(TestData.path(of: .schemaStore, storeCase.schema)).schema
      }
      schemas[storeCase.schema_uri] = result
      return try result.get()
    }
  }

  private static let resolutions: [(uri: String, path: String)] = {
    let paths: [String: String] = decoded("uri-map.json") ?? [:]
    return paths.map { ($0.key, TestData.path(of: .schemaStore, $0.value)) }
  }()

  private static func decoded<Value: Decodable>(_ file: String) -> Value? {
    guard let bytes = try? TestData.bytes(of: .schemaStore, file) else { return nil }
    return try? JSONDecoder().decode(Value.self, from: Data(bytes))
  }
}
