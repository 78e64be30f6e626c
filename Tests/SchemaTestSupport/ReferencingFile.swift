import TestSupport
import Testing
package import WeirJSON
package import WeirSchema

/// One file of the referencing suite.
package struct ReferencingFile: Hashable, Sendable, CustomTestStringConvertible {
  package let dialect: Dialect
  package let path: String

  package var testDescription: String { path }

  package static let all: [ReferencingFile] = Dialect.allCases.flatMap { dialect in
    let folder = "tests/json-schema-" + dialect.referencingFolder
    return TestData.files(in: .referencingSuite, under: folder, suffix: ".json").map {
      ReferencingFile(dialect: dialect, path: $0)
    }
  }

  /// The documents that the file has at hand.
  package func registry(_ tape: Tape) throws -> Registry {
    var registry = Registry()
    for key in tape.members(of: try tape.required("registry", of: 0)) {
      registry.add(
        try SchemaSource(
          uri: tape.string(at: key), json: tape.source(of: key + 1), defaultDialect: dialect))
    }
    return registry
  }
}

extension Dialect {
  fileprivate var referencingFolder: String {
    switch self {
    case .draft3: "draft-03"
    case .draft4: "draft-04"
    case .draft6: "draft-06"
    case .draft7: "draft-07"
    case .draft2019_09: "draft-2019-09"
    case .draft2020_12: "draft-2020-12"
    case .v1: "v1"
    }
  }
}
