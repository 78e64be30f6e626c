import Foundation
import SchemaTestSupport
import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

/// The official suite's `annotations/`: which annotations are there, on which values.
@Suite("annotations", .needs(.jsonSchemaTestSuite))
struct AnnotationSuiteTests {
  static let files = TestData.files(
    in: .jsonSchemaTestSuite, under: "annotations/tests", suffix: ".json")

  @Test(
    "every dialect collects the annotations that are expected of it",
    arguments: files.flatMap { file in Dialect.allCases.map { (file, $0) } })
  func annotations(file: String, dialect: Dialect) throws {
    for suiteCase in try AnnotationCase.all(in: file) where suiteCase.isFor(dialect) {
      let schema = try suiteCase.schema(dialect)
      for test in suiteCase.tests {
        let report = schema.report(on: test.instance, annotations: true)
        #expect(report.isValid, "\(suiteCase.description)")
        for assertion in test.assertions {
          let found = report.annotations.filter {
            $0.instanceLocation == assertion.location && $0.keyword == assertion.keyword
          }
          #expect(
            Dictionary(
              found.map { (schema.place(of: $0), AnnotationCase.canonical($0.value)) },
              uniquingKeysWith: { $1 }) == assertion.expected,
            "\(suiteCase.description) at \"\(assertion.location)\", \(assertion.keyword)")
        }
      }
    }
  }
}

/// A schema and the annotations that instances get by it.
private struct AnnotationCase {
  struct Assertion {
    let location: String
    let keyword: String
    /// Values by the schema's place: a pointer from the root of the document, percent-decoded.
    let expected: [String: String]
  }

  let description: String
  let compatibility: String
  let schemaText: [UInt8]
  let externalSchemas: [(uri: String, text: [UInt8])]
  let tests: [(instance: [UInt8], assertions: [Assertion])]

  static func all(in file: String) throws -> [AnnotationCase] {
    var document = Document()
    try document.parse(TestData.bytes(of: .jsonSchemaTestSuite, file))
    let tape = document.tape
    return try tape.elements(of: tape.required("suite", of: 0)).map {
      try AnnotationCase(tape, at: $0)
    }
  }

  private init(_ tape: Tape, at index: Int) throws {
    description = tape.string(at: try tape.required("description", of: index))
    compatibility = tape.member("compatibility", of: index).map { tape.string(at: $0) } ?? ""
    schemaText = tape.source(of: try tape.required("schema", of: index))
    externalSchemas =
      tape.member("externalSchemas", of: index).map { schemas in
        tape.members(of: schemas).map { (tape.string(at: $0), tape.source(of: $0 + 1)) }
      } ?? []
    tests = try tape.elements(of: tape.required("tests", of: index)).map { test in
      (
        tape.source(of: try tape.required("instance", of: test)),
        try tape.elements(of: tape.required("assertions", of: test)).map { assertion in
          let expected = try tape.required("expected", of: assertion)
          return Assertion(
            location: tape.string(at: try tape.required("location", of: assertion)),
            keyword: tape.string(at: try tape.required("keyword", of: assertion)),
            expected: Dictionary(
              uniqueKeysWithValues: tape.members(of: expected).map {
                (
                  tape.string(at: $0).removingPercentEncoding ?? "",
                  Self.canonical(tape.source(of: $0 + 1))
                )
              }))
        }
      )
    }
  }

  /// As the suite's README says: `7` is a minimum, `<=2019` a maximum, `=2020` both; all must hold.
  func isFor(_ dialect: Dialect) -> Bool {
    compatibility.split(separator: ",").allSatisfy { part in
      let release = Int(part.drop { !$0.isNumber }) ?? 0
      if part.hasPrefix("<=") { return dialect.release <= release }
      return part.hasPrefix("=") ? dialect.release == release : dialect.release >= release
    }
  }

  func schema(_ dialect: Dialect) throws -> Schema {
    var registry = Registry()
    for (uri, text) in externalSchemas { registry.add(try SchemaSource(uri: uri, json: text)) }
    return try Schema(
      json: schemaText, registry: registry, options: SchemaOptions(defaultDialect: dialect))
  }

  /// Equal values have equal texts.
  static func canonical(_ json: [UInt8]) -> String {
    let value = try? JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)
    let data = value.flatMap {
      try? JSONSerialization.data(withJSONObject: $0, options: [.fragmentsAllowed, .sortedKeys])
    }
    return String(decoding: data ?? Data(json), as: UTF8.self)
  }
}

extension Schema {
  /// Where an annotation's schema stands, as the suite writes it: a pointer in the document, whatever
  /// resources it holds.
  fileprivate func place(of annotation: Annotation) -> String {
    let location = URIReference(annotation.schemaLocation)
    let uri = location.withoutFragment
    let pointer = String(decoding: location.decodedFragment ?? [], as: UTF8.self)
    let resource = program.resources.first { $0.uri == uri }
    let prefix = resource.map { program.tape(of: $0.root.source).pointer(to: $0.root.node) } ?? ""
    return "#" + prefix
      + pointer.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
  }
}

extension Dialect {
  fileprivate var release: Int {
    switch self {
    case .draft3: 3
    case .draft4: 4
    case .draft6: 6
    case .draft7: 7
    case .draft2019_09: 2019
    case .draft2020_12: 2020
    case .v1: 9999
    }
  }
}
