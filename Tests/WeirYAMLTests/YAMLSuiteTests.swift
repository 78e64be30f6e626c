import TestSupport
import Testing
import WeirJSON
import WeirYAML

@Suite("The YAML test suite")
struct YAMLSuiteTests {
  @Test(
    "a case is rejected or means the values of its in.json", .needs(.yamlTestSuite),
    arguments: YAMLSuiteCase.all)
  func agrees(with suiteCase: YAMLSuiteCase) throws {
    let text = try suiteCase.bytes("in.yaml")
    if suiteCase.isError {
      #expect(throws: YAMLError.self) { try YAMLDocument.documents(in: text) }
      return
    }
    if YAMLSuiteCase.withCollectionsAsKeys.contains(suiteCase.id) {
      let error = #expect(throws: YAMLError.self) { try YAMLDocument.documents(in: text) }
      #expect(error?.code == .keyIsNoScalar)
      return
    }
    let documents = try YAMLDocument.documents(in: text)
    if suiteCase.hasJSON {
      let expected = JSONValue.values(in: try suiteCase.bytes("in.json"))
      #expect(documents.flatMap { JSONValue.values(in: $0.jsonText) } == expected)
    }
  }

  @Test(
    "a case on which libyaml differs from the suite is refused, or means the same; docs/yaml.md has the rest",
    .needs(.yamlTestSuite), arguments: YAMLSuiteCase.onWhichLibyamlDiffers)
  func differs(suiteCase: YAMLSuiteCase) throws {
    let text = try suiteCase.bytes("in.yaml")
    guard let documents = try? YAMLDocument.documents(in: text) else {
      #expect(!YAMLSuiteCase.acceptedWrongly.contains(suiteCase.id))
      return
    }
    let isRight =
      try !suiteCase.isError && suiteCase.hasJSON
      && documents.flatMap { JSONValue.values(in: $0.jsonText) }
        == JSONValue.values(in: suiteCase.bytes("in.json"))
    #expect(isRight != YAMLSuiteCase.acceptedWrongly.contains(suiteCase.id))
  }

  @Test("each document parses, and its source map covers its tape", .needs(.yamlTestSuite))
  func mapsCoverTapes() throws {
    for suiteCase in YAMLSuiteCase.all {
      let text = try suiteCase.bytes("in.yaml")
      guard let documents = try? YAMLDocument.documents(in: text) else { continue }
      for yaml in documents {
        var document = Document(options: .strict)
        try yaml.parse(into: &document)
        #expect(document.tape.count == yaml.sourceMap.ranges.count, "\(suiteCase)")
        expectNestedRanges(document, text, suiteCase)
      }
    }
  }

  /// Children lie within their parents and scalars begin at their own text, aliases aside.
  private func expectNestedRanges(
    _ document: borrowing Document, _ text: [UInt8], _ suiteCase: YAMLSuiteCase
  ) {
    let hasAliases = text.contains(UInt8(ascii: "*")) || text.contains(UInt8(ascii: "<"))
    guard !hasAliases else { return }
    let tape = document.tape
    for index in 0..<tape.count {
      let range = document.byteRange(of: index)
      #expect(range.upperBound <= text.count, "\(suiteCase)")
      guard tape[index].isContainer else { continue }
      for child in index + 1..<tape.next(after: index) {
        let inner = document.byteRange(of: child)
        #expect(
          range.lowerBound <= inner.lowerBound && inner.upperBound <= range.upperBound,
          "\(suiteCase): \(inner) in \(range)")
      }
    }
  }
}

/// One row of the suite's index.
struct YAMLSuiteCase: Sendable, CustomTestStringConvertible {
  let id: String
  let name: String
  let directory: String
  let isError: Bool
  let hasJSON: Bool

  var testDescription: String { "\(id) \(name)" }

  func bytes(_ file: String) throws -> [UInt8] {
    try TestData.bytes(of: .yamlTestSuite, directory + "/" + file)
  }

  /// Good YAML that is no JSON, for which the suite has no in.json either: mappings with
  /// collections as keys.
  static let withCollectionsAsKeys: Set<String> = [
    "4FJ6", "6BFJ", "6PBE", "9MMW", "KK5P", "LX3P", "M2N8/01", "M5DY", "Q9WF", "RZP5", "SBG9",
    "V9D5", "X38W", "XW4D",
  ]

  /// What is read although it is wrong by YAML 1.2.2, or read as something else.
  static let acceptedWrongly: Set<String> = [
    // Wrong, and read.
    "9C9N", "9HCY", "9JBA", "CVW2", "DK95/01", "EB22", "G5U8", "MUS6/00", "MUS6/01", "QB6E", "RHX7",
    "S98Z", "SU5Z", "X4QW", "Y79Y/003", "YJV2",
    // Right, and read as something else.
    "652Z", "HM87/01", "JEF9/02", "L24T/01", "Y2GN",
  ]

  /// The cases that libyaml decides as the suite wants.
  static let all = cases(libyaml: "pass")

  static let onWhichLibyamlDiffers = cases(libyaml: "fail")

  private static func cases(libyaml: String) -> [YAMLSuiteCase] {
    guard
      let index = try? TestData.bytes(of: .yamlTestSuite, "index.json"),
      case .array(let rows)? = JSONValue.values(in: index).first
    else { return [] }
    return rows.compactMap { row in
      guard
        case .object(let row) = row, row["libyaml"] == .string(libyaml),
        case .string(let id)? = row["id"], case .string(let name)? = row["name"],
        case .string(let directory)? = row["dir"]
      else { return nil }
      return YAMLSuiteCase(
        id: id, name: name, directory: directory,
        isError: row["error_expected"] == .boolean(true), hasJSON: row["has_json"] == .boolean(true)
      )
    }
  }
}
