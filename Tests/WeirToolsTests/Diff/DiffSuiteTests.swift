import SchemaTestSupport
import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirTools

/// What a diff proves of the schemas of the official suite, whose neighbours often differ in one keyword,
/// holds for the instances that it has for them.
@Suite("diffs of the official suite", .needs(.jsonSchemaTestSuite))
struct DiffSuiteTests {
  @Test(
    "no instance changes its verdict in a direction that is said to be safe",
    arguments: SuiteFile.all)
  func neighbours(file: SuiteFile) throws {
    let sides = try file.cases().compactMap { Side($0, in: file) }
    for (old, new) in zip(sides, sides.dropFirst()) {
      check(old, new, file)
      check(new, old, file)
    }
    for side in sides {
      #expect(SchemaDiff(side.graph, side.graph).changes.isEmpty, "\(file): \(side.name)")
    }
  }

  private func check(_ old: Side, _ new: Side, _ file: SuiteFile) {
    let diff = SchemaDiff(old.graph, new.graph)
    var before = Validator(old.schema)
    var after = Validator(new.schema)
    for instance in old.instances + new.instances {
      let verdicts = (before.validate(instance), after.validate(instance))
      let isWrong =
        verdicts.0 == .valid && verdicts.1 == .invalid && diff.keepsValid
        || verdicts.0 == .invalid && verdicts.1 == .valid && diff.keepsInvalid
      if isWrong {
        Issue.record(
          "\(file): \(old.name) | \(new.name): \(String(decoding: instance, as: UTF8.self))")
      }
    }
  }
}

/// A case of the suite that compiles.
private struct Side {
  let name: String
  let schema: Schema
  let graph: SchemaGraph
  let instances: [[UInt8]]

  init?(_ suiteCase: SuiteCase, in file: SuiteFile) {
    let registry = Registry.suiteRemotes[file.dialect] ?? Registry()
    guard let source = try? SchemaSource(json: suiteCase.schema),
      let schema = try? Schema(source: source, registry: registry, options: file.options),
      let graph = try? SchemaGraph(
        source, fragment: "", registry: registry, options: file.options)
    else { return nil }
    name = suiteCase.description
    self.schema = schema
    self.graph = graph
    instances = suiteCase.tests.map(\.instance)
  }
}
