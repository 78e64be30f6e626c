import WeirJSON

// What only follows from another fault.

extension [Collector.Entry] {
  /// The same faults without the members and elements that nothing has evaluated only because the schema
  /// that knows them has failed at the same value: a schema that fails leaves no annotations (Core
  /// Specification §7.7.1.2), so that its one fault would be told again for each of them.
  ///
  /// A member that no failed schema has a name for is told still. Linear where nothing is unevaluated.
  func withoutAftermath(
    _ facts: SchemaFacts, _ steps: [Collector.Step], _ tape: Tape
  ) -> [Collector.Entry] {
    guard count > 1, facts.hasUnevaluated else { return self }
    var failures: [Int: FailedInPlace] = [:]
    return filter { entry in
      guard entry.step >= 0, let site = entry.fault.site,
        let kind = Unevaluated(rawValue: facts.program.keyword(at: site))
      else { return true }
      let failed =
        failures[entry.step]
        ?? FailedInPlace(of: self, under: entry.step, facts, steps)
      failures[entry.step] = failed
      return switch kind {
      case .items: !failed.isAny
      case .properties: !failed.names.contains(tape.bytes(at: entry.fault.node))
      }
    }
  }
}

enum Unevaluated: String {
  case properties = "unevaluatedProperties"
  case items = "unevaluatedItems"
}

/// The schemas within one that are applied to its value, and have failed there.
private struct FailedInPlace {
  private(set) var isAny = false

  /// The members that they have a schema for.
  private(set) var names: Set<[UInt8]> = []

  /// - Parameter outer: The step that entered the schema.
  init(
    of entries: [Collector.Entry], under outer: Int, _ facts: SchemaFacts,
    _ steps: [Collector.Step]
  ) {
    let node = steps[outer].node
    for entry in entries {
      var step = entry.step
      var inner: [Int] = []
      while step > outer {
        if steps[step].node == node { inner.append(Int(steps[step].schema)) }
        step = Int(steps[step].previous)
      }
      guard step == outer else { continue }
      for schema in inner { names.formUnion(facts.names(ofSchema: schema)) }
      isAny = isAny || !inner.isEmpty
      guard entry.fault.node == Int(node),
        let union = FailedUnion(entry, steps: steps, facts.program)
      else { continue }
      names = facts.outline(of: union).branches.reduce(into: names) { $0.formUnion($1.names) }
      isAny = true
    }
  }
}

extension SchemaFacts {
  /// The names in a schema's `properties`.
  fileprivate func names(ofSchema index: Int) -> [[UInt8]] {
    let schema = program.schemas[index]
    let tape = program.tape(of: schema.source)
    guard tape.kind(of: schema.node) == .object,
      let properties = tape.member("properties", of: schema.node),
      tape.kind(of: properties) == .object
    else { return [] }
    return tape.members(of: properties).map { tape.bytes(at: $0) }
  }
}
