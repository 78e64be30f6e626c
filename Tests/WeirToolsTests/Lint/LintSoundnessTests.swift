import TestSupport
import Testing
import WeirJSON
import WeirLoad
import WeirSchema
import WeirTools

/// What a finding claims, held against the tests of the official suite.
struct LintSoundnessTests {
  static let drafts: [(folder: String, dialect: Dialect)] = [
    ("draft3", .draft3), ("draft4", .draft4), ("draft6", .draft6), ("draft7", .draft7),
    ("draft2019-09", .draft2019_09), ("draft2020-12", .draft2020_12), ("v1", .v1),
  ]

  /// Findings about a member that does nothing: under another name it must do the same.
  private static let idle: Set<LintCode> = [
    .misspeltKeyword, .unknownKeyword, .otherDialect, .besideReference, .inapplicableKeyword,
    .missingPartner, .unusedDefinition,
  ]

  /// Findings that let no value of a kind pass, if they are about the whole schema.
  private static func forbids(_ finding: LintFinding, _ kind: NodeKind) -> Bool {
    guard finding.pointer?.split(separator: "/").count == 1 || finding.code == .forbiddenRequired
    else { return false }
    switch finding.code {
    case .emptyEnum, .nothingAllowed: return true
    case .impossibleValue: return finding.pointer == "/const"
    case .emptyRange:
      return finding.pointer == "/minimum" && (kind == .integer || kind == .decimal)
    case .forbiddenRequired:
      return finding.pointer?.hasPrefix("/required/") == true && kind == .object
    default: return false
    }
  }

  @Test(
    "what does nothing can be taken away, what is impossible does not happen",
    .needs(.jsonSchemaTestSuite), arguments: drafts)
  func officialSuite(folder: String, dialect: Dialect) throws {
    let root = TestData.path(of: .jsonSchemaTestSuite, "")
    let loader = SchemaLoader(
      resolutions: [("http://localhost:1234/", root + "remotes")],
      options: SchemaOptions(defaultDialect: dialect))
    let run = LintRun(loader, codes: Set(LintCode.allCases), mends: false)
    var checked = 0
    for file in TestData.files(in: .jsonSchemaTestSuite, under: "tests/\(folder)", suffix: ".json")
    {
      let suite = try SchemaSource(json: TestData.bytes(of: .jsonSchemaTestSuite, file))
      for group in suite.tape.elements(of: 0) {
        let node = try #require(suite.tape.member("schema", of: group))
        let text = suite.tape.text[suite.tape.byteRange(of: node)].copied()
        guard let loaded = try? load(text, loader) else { continue }
        let tests = Array(
          suite.tape.elements(of: try #require(suite.tape.member("tests", of: group))))
        let instances = try tests.map { test in
          try suite.part(at: try #require(suite.tape.member("data", of: test)), uri: "")
        }
        let verdicts = self.verdicts(of: instances, by: loaded.schema)
        for finding in run.findings(in: loaded) {
          checked += 1
          for (instance, isValid) in zip(instances, verdicts) where isValid {
            #expect(!Self.forbids(finding, instance.tape.kind(of: 0)), "\(file) \(finding.message)")
          }
          guard let changed = change(text, finding) else { continue }
          let other = try load(changed, loader)
          #expect(
            self.verdicts(of: instances, by: other.schema) == verdicts, "\(file) \(finding.message)"
          )
        }
      }
    }
    #expect(checked > 5)
  }

  private func load(_ text: [UInt8], _ loader: SchemaLoader) throws -> LoadedSchema {
    try loader.load(SchemaSource(uri: "http://example.com/suite", json: text))
  }

  private func verdicts(of instances: [SchemaSource], by schema: Schema) -> [Bool] {
    var validator = Validator(schema)
    return instances.map { validator.report(on: $0, limit: 1).isValid }
  }

  /// The schema without what the finding is about; nil where that would change something.
  private func change(_ text: [UInt8], _ finding: LintFinding) -> [UInt8]? {
    var changed = text
    if Self.idle.contains(finding.code) {
      changed.replaceSubrange(finding.place.byteRange, with: Array(#""x-taken-away""#.utf8))
      return changed
    }
    guard finding.code == .uselessWildcard, let fix = finding.fix else { return nil }
    changed.replaceSubrange(fix.range, with: fix.replacement)
    return changed
  }
}
