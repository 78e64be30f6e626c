import TestSupport
package import WeirJSON
package import WeirSchema

/// One file of the official test suite.
package struct SuiteFile: Hashable, Sendable, CustomStringConvertible {
  /// How much a library is expected to pass it.
  package enum Group: String, CaseIterable, Sendable {
    case required, optional, format, proposal
  }

  package let dialect: Dialect

  /// Inside the dialect's folder, without `.json`: `items`, `optional/format/date`.
  package let path: String

  package var description: String { "\(dialect.suiteFolder)/\(path)" }

  package var group: Group {
    if path.hasPrefix("optional/format/") || path.hasPrefix("format/") { return .format }
    if path.hasPrefix("optional/") { return .optional }
    return path.hasPrefix("proposals/") ? .proposal : .required
  }

  /// How the file is run: by default as a user gets it, with an option where the suite asks for
  /// something that contradicts the default.
  package var options: SchemaOptions {
    var options = SchemaOptions(defaultDialect: dialect)
    switch path {
    case _ where path.hasPrefix("optional/format/"): options.assertsFormat = true
    case "optional/content": options.assertsContent = true
    case "optional/format-annotation": options.assertsFormat = false
    case "optional/zeroTerminatedFloats": options.integersByNotation = true
    case "optional/dependencies-compatibility": options.keepsDependencies = true
    default: break
    }
    return options
  }

  /// All files of the suite, or none where the machine does not have it.
  package static let all: [SuiteFile] = Dialect.allCases.flatMap { dialect in
    let folder = "tests/\(dialect.suiteFolder)"
    return TestData.files(in: .jsonSchemaTestSuite, under: folder, suffix: ".json").map {
      SuiteFile(
        dialect: dialect, path: String($0.dropFirst(folder.count + 1).dropLast(".json".count)))
    }
  }

  package static func all(_ group: Group) -> [SuiteFile] { all.filter { $0.group == group } }

  /// The cases of the file.
  package func cases() throws -> [SuiteCase] {
    var document = Document()
    try document.parse(
      TestData.bytes(of: .jsonSchemaTestSuite, "tests/\(dialect.suiteFolder)/\(path).json"))
    let tape = document.tape
    return try tape.elements(of: 0).map { try SuiteCase(tape, at: $0) }
  }
}

/// A schema and what it must say of some instances.
package struct SuiteCase: Sendable {
  package struct Test: Sendable {
    package let description: String
    package let instance: [UInt8]
    package let isValid: Bool
  }

  package let description: String
  package let schema: [UInt8]
  package let tests: [Test]

  fileprivate init(_ tape: Tape, at index: Int) throws {
    description = tape.string(at: try tape.required("description", of: index))
    schema = tape.source(of: try tape.required("schema", of: index))
    tests = try tape.elements(of: tape.required("tests", of: index)).map {
      Test(
        description: tape.string(at: try tape.required("description", of: $0)),
        instance: tape.source(of: try tape.required("data", of: $0)),
        isValid: tape.kind(of: try tape.required("valid", of: $0)) == .true)
    }
  }
}

extension Dialect {
  /// What the suite calls the dialect.
  package var suiteFolder: String {
    switch self {
    case .draft3: "draft3"
    case .draft4: "draft4"
    case .draft6: "draft6"
    case .draft7: "draft7"
    case .draft2019_09: "draft2019-09"
    case .draft2020_12: "draft2020-12"
    case .v1: "v1"
    }
  }
}

package struct MissingMember: Error {
  let name: String
}

extension Tape {
  /// Index of the value of a member that test data must have.
  package func required(_ name: StaticString, of index: Int) throws(MissingMember) -> Int {
    guard let value = member(name, of: index) else { throw MissingMember(name: "\(name)") }
    return value
  }

  /// The JSON text of the value at `index`.
  package func source(of index: Int) -> [UInt8] { text[byteRange(of: index)].copied() }
}

extension Registry {
  /// The suite's remotes for each dialect: `remotes/P` as `http://localhost:1234/P`. One without
  /// `$schema` is of the dialect of its folder, else of the one under test.
  package static let suiteRemotes: [Dialect: Registry] = {
    var registries: [Dialect: Registry] = [:]
    let prefix = "remotes/"
    for path in TestData.files(in: .jsonSchemaTestSuite, under: "remotes", suffix: ".json") {
      let place = path.dropFirst(prefix.count)
      let folder = Dialect.allCases.first { place.hasPrefix($0.suiteFolder + "/") }
      for dialect in Dialect.allCases {
        guard
          let source = try? SchemaSource(
            uri: "http://localhost:1234/\(place)",
            json: TestData.bytes(of: .jsonSchemaTestSuite, path),
            defaultDialect: folder ?? dialect)
        else { continue }
        registries[dialect, default: Registry()].add(source)
      }
    }
    return registries
  }()
}
