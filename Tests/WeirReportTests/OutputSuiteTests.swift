import TestSupport
import Testing
import WeirJSON
import WeirReport
import WeirSchema

/// JSON Schema's own output formats, by the official suite's `output-tests/` and by the schemas that
/// the specifications give for output.
@Suite("output formats", .needs(.jsonSchemaTestSuite))
struct OutputSuiteTests {
  static let releases: [(folder: String, dialect: Dialect)] = [
    ("draft2019-09", .draft2019_09), ("draft2020-12", .draft2020_12), ("v1", .v1),
  ]

  static let files = releases.flatMap { release in
    TestData.files(
      in: .jsonSchemaTestSuite, under: "output-tests/\(release.folder)/content", suffix: ".json"
    ).map { (file: $0, dialect: release.dialect) }
  }

  @Test("the output is as the suite wants it", arguments: files)
  func suite(file: String, dialect: Dialect) throws {
    var document = Document()
    try document.parse(TestData.bytes(of: .jsonSchemaTestSuite, file))
    let tape = document.tape
    var count = 0
    for suiteCase in tape.elements(of: 0) {
      let schema = try Schema(
        json: tape.text(of: #require(tape.member("schema", of: suiteCase))),
        options: SchemaOptions(defaultDialect: dialect))
      var validator = Validator(schema)
      for test in tape.elements(of: try #require(tape.member("tests", of: suiteCase))) {
        let instance = tape.text(of: try #require(tape.member("data", of: test)))
        for key in tape.members(of: try #require(tape.member("output", of: test))) {
          let name = tape.string(at: key) == "hierarchy" ? "hierarchical" : tape.string(at: key)
          let format = try #require(OutputFormat(rawValue: name))
          let output = validator.output(on: instance, as: format)
          let expected = try Schema(
            json: tape.text(of: key + 1), registry: Self.registry(dialect),
            options: SchemaOptions(defaultDialect: dialect))
          let report = expected.report(on: output)
          #expect(
            report.isValid,
            "\(file): \(String(decoding: output, as: UTF8.self)): \(report.errors.map(\.message))")
          count += 1
        }
      }
    }
    #expect(count > 0)
  }

  /// Every case of the official suite, valid and invalid, in every format.
  @Test(
    "every output is valid by its specification's schema, formats asserted",
    arguments: [Dialect.draft2019_09, .draft2020_12])
  func schemas(dialect: Dialect) throws {
    let folder = dialect == .draft2019_09 ? "draft2019-09" : "draft2020-12"
    var judges: [OutputFormat: Schema] = [:]
    for format in OutputFormat.allCases {
      judges[format] = try Self.outputSchema(of: format, dialect)
    }
    var count = 0
    for file in TestData.files(in: .jsonSchemaTestSuite, under: "tests/\(folder)", suffix: ".json")
    where !file.contains("/optional/") {
      var document = Document()
      try document.parse(TestData.bytes(of: .jsonSchemaTestSuite, file))
      let tape = document.tape
      for (index, suiteCase) in tape.elements(of: 0).enumerated() {
        let source = try SchemaSource(
          uri: "https://weir.example/\(file)/\(index)",
          json: tape.text(of: #require(tape.member("schema", of: suiteCase))))
        // Some need the suite's remotes, which say nothing new about output.
        guard
          let schema = try? Schema(source: source, options: SchemaOptions(defaultDialect: dialect))
        else { continue }
        var validator = Validator(schema)
        for test in tape.elements(of: try #require(tape.member("tests", of: suiteCase))) {
          let instance = tape.text(of: try #require(tape.member("data", of: test)))
          let isValid = tape.kind(of: try #require(tape.member("valid", of: test))) == .true
          for (format, judge) in judges {
            let output = validator.output(on: instance, as: format)
            let text = String(decoding: output, as: UTF8.self)
            #expect(text.hasPrefix(#"{"valid":\#(isValid)"#), "\(file): \(text)")
            let errors = judge.report(on: output).errors
            #expect(errors.isEmpty, "\(file) as \(format): \(text): \(errors.map(\.message))")
            count += 1
          }
        }
      }
    }
    #expect(count > 5_000)
  }

  private static func registry(_ dialect: Dialect) throws -> Registry {
    var registry = Registry()
    for release in releases where release.dialect == dialect {
      registry.add(
        try SchemaSource(
          uri: outputSchemaURI(dialect),
          json: TestData.bytes(
            of: .jsonSchemaTestSuite, "output-tests/\(release.folder)/output-schema.json")))
    }
    return registry
  }

  private static func outputSchemaURI(_ dialect: Dialect) -> String {
    switch dialect {
    case .draft2019_09: "https://json-schema.org/draft/2019-09/output/schema"
    case .draft2020_12: "https://json-schema.org/draft/2020-12/output/schema"
    default: "https://json-schema.org/v1/output/schema"
    }
  }

  /// The part of the output schemas that is about one format.
  private static func outputSchema(of format: OutputFormat, _ dialect: Dialect) throws -> Schema {
    let isNew = format == .list || format == .hierarchical
    let release: Dialect = isNew ? .v1 : dialect
    // The schema calls `list` by the name of its forerunner.
    let name = format == .list ? "basic" : format.rawValue
    let reference = "{\"$ref\": \"\(outputSchemaURI(release))#/$defs/\(name)\"}"
    return try Schema(
      json: Array(reference.utf8), registry: registry(release),
      options: SchemaOptions(defaultDialect: release, assertsFormat: true))
  }
}

extension Tape {
  /// The JSON text of the value at `index`.
  fileprivate func text(of index: Int) -> [UInt8] { text[byteRange(of: index)].copied() }
}
