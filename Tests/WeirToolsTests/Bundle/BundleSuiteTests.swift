import SchemaTestSupport
import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirTools

/// A bundle says of every instance what the schema says with all its documents at hand.
@Suite("bundles of the official suite", .needs(.jsonSchemaTestSuite))
struct BundleSuiteTests {
  @Test("every schema of the suite, bundled, gives the same verdicts", arguments: SuiteFile.all)
  func verdicts(file: SuiteFile) throws {
    let registry = Registry.suiteRemotes[file.dialect] ?? Registry()
    for suiteCase in try file.cases() {
      // One that cannot be compiled with everything at hand is not about bundles.
      guard
        let schema = try? Schema(
          json: suiteCase.schema, registry: registry, options: file.options)
      else { continue }
      let bundle = try Bundle(
        of: SchemaSource(json: suiteCase.schema), registry: registry, options: file.options)
      var bundled = Validator(
        try Schema(
          json: bundle.text, registry: Registry(metaschemas: bundle, from: registry),
          options: file.options))
      var plain = Validator(schema)
      for test in suiteCase.tests
      where plain.validate(test.instance) != bundled.validate(test.instance) {
        Issue.record("\(file) / \(suiteCase.description) / \(test.description)")
      }
    }
  }

  @Test("schemas with remote references embed them, and nothing of them is asked for any more")
  func remotes() throws {
    var embeddedCount = 0
    for file in SuiteFile.all where file.path == "refRemote" {
      let registry = Registry.suiteRemotes[file.dialect] ?? Registry()
      for suiteCase in try file.cases() {
        let bundle = try Bundle(
          of: SchemaSource(json: suiteCase.schema), registry: registry, options: file.options)
        embeddedCount += bundle.embeddedCount
        #expect(bundle.metaschemas.isEmpty)
        let source = try SchemaSource(json: bundle.text)
        #expect(try Registry().missing(for: source, options: file.options).isEmpty)
      }
    }
    #expect(embeddedCount > 80)
  }
}

extension Registry {
  /// The metaschemas that a bundle cannot hold, and nothing else.
  fileprivate init(metaschemas bundle: Bundle, from registry: Registry) {
    self.init()
    for uri in bundle.metaschemas {
      if let source = registry.source(for: uri) { add(source) }
    }
  }
}
