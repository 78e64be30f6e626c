import WeirJSON

/// Faults in one line each, for errors about something else: a schema that its metaschema rejects,
/// a string whose content is not valid.
struct InnerFault: Hashable {
  /// Tape node at fault.
  let node: Int
  let text: String
}

extension Collector {
  /// The faults outside branches, each told by what lies deepest in the instance, and once: the parts
  /// of a metaschema repeat one another.
  func innerFaults(
    _ program: Program, in tape: Tape, booleanLookalikes: [Int: Bool] = [:]
  ) -> [InnerFault] {
    let facts = SchemaFacts(program)
    let instance = QuotedInstance(tape, booleanLookalikes: booleanLookalikes)
    var told: Set<InnerFault> = []
    return entries.prefix(limit).compactMap { entry in
      let leaf = entry.deepestLeaf
      let keyword =
        leaf.fault.site.map { facts.keyword(at: $0) }
        ?? facts.falseSchema(leaf.step < 0 ? 0 : Int(steps[leaf.step].schema))
      let text = FaultText(fault: leaf.fault, instance: instance, keyword: keyword)
      let inner = InnerFault(node: leaf.fault.node, text: text.parts.line)
      return told.insert(inner).inserted ? inner : nil
    }
  }
}

extension Collector.Entry {
  /// The fault furthest inside the instance among the entry and its causes.
  fileprivate var deepestLeaf: Collector.Entry {
    causes.map(\.deepestLeaf).max { $0.fault.node < $1.fault.node } ?? self
  }
}
