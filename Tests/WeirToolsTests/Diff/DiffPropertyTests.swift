import Testing
import WeirJSON
import WeirSchema

@testable import WeirTools

/// What a diff proves holds for every instance.
@Suite("diffs of random schemas")
struct DiffPropertyTests {
  @Test("no instance changes its verdict in a direction that is said to be safe", arguments: 0..<40)
  func sound(seed: Int) throws {
    var random = RandomSchemas(seed: UInt64(seed))
    var pairCount = 0
    for _ in 0..<60 {
      let schema = random.schema()
      let changed = random.changed(schema)
      let instances = (0..<120).map { _ in random.instance() }
      guard let old = Side(schema.json), let new = Side(changed.json) else { continue }
      pairCount += 1
      try check(old, new, instances)
      try check(new, old, instances)
    }
    #expect(pairCount > 30)
  }

  @Test("a schema and itself have no difference, and what is safe is found often enough")
  func complete() throws {
    var random = RandomSchemas(seed: 1_000)
    var counts = (pairs: 0, safe: 0, equal: 0)
    for _ in 0..<400 {
      let schema = random.schema()
      let changed = random.changed(schema)
      guard let old = Side(schema.json), let new = Side(changed.json) else { continue }
      #expect(SchemaDiff(old.graph, old.graph).changes.isEmpty)
      guard schema.json != changed.json else { continue }
      counts.pairs += 1
      let diff = SchemaDiff(old.graph, new.graph)
      if diff.keepsValid != diff.keepsInvalid { counts.safe += 1 }
      if diff.keepsValid && diff.keepsInvalid { counts.equal += 1 }
    }
    // Else the other test would prove little.
    #expect(counts.pairs > 200)
    #expect(counts.safe * 3 > counts.pairs)
  }

  private func check(_ old: Side, _ new: Side, _ instances: [String]) throws {
    let diff = SchemaDiff(old.graph, new.graph)
    #expect(diff.keepsValid == !diff.changes.contains { BreakingFor.producers.includes($0.effect) })
    #expect(
      diff.keepsInvalid == !diff.changes.contains { BreakingFor.consumers.includes($0.effect) })
    guard diff.keepsValid || diff.keepsInvalid else { return }
    var before = Validator(old.schema)
    var after = Validator(new.schema)
    for instance in instances.map({ Array($0.utf8) }) {
      let wasValid = before.validate(instance) == .valid
      let isValid = after.validate(instance) == .valid
      let isWrong = wasValid != isValid && (wasValid ? diff.keepsValid : diff.keepsInvalid)
      if isWrong {
        let text = String(decoding: instance, as: UTF8.self)
        Issue.record("\(old.text)\n\(new.text)\n\(text): \(wasValid), \(isValid)")
      }
    }
  }
}

/// A schema that compiles, with formats asserted.
private struct Side {
  let text: String
  let schema: Schema
  let graph: SchemaGraph

  init?(_ text: String) {
    let options = SchemaOptions(assertsFormat: true)
    guard let source = try? SchemaSource(json: Array(text.utf8)),
      let schema = try? Schema(source: source, options: options),
      let graph = try? SchemaGraph(source, fragment: "", registry: Registry(), options: options)
    else { return nil }
    self.text = text
    self.schema = schema
    self.graph = graph
  }
}
