import WeirJSON

/// Faults in one line each, for errors about something else: a schema that its metaschema rejects,
/// a string whose content is not valid.
struct InnerFault: Hashable {
  /// Tape node at fault.
  let node: Int

  /// What is wrong.
  let statement: String

  /// What was probably meant, if anything comes near.
  let suggestion: String?

  var text: String { [statement, suggestion].compactMap(\.self).joined(separator: "; ") }
}

extension Collector {
  /// The faults outside branches, each told by what lies deepest in the instance, and once: the parts
  /// of a metaschema repeat one another.
  func innerFaults(
    _ program: Program, in tape: Tape, sourceMap: SourceMap? = nil
  ) -> [InnerFault] {
    let facts = SchemaFacts(program)
    let instance = QuotedInstance(tape, sourceMap: sourceMap)
    var told: Set<InnerFault> = []
    return entries.prefix(limit).compactMap { entry in
      let leaf = entry.deepestLeaf
      let keyword =
        leaf.fault.site.map { facts.keyword(at: $0) }
        ?? facts.falseSchema(leaf.step < 0 ? 0 : Int(steps[leaf.step].schema))
      var text = FaultText(fault: leaf.fault, instance: instance, keyword: keyword)
      text.misspeltKey = text.misspeltNames.first?.key
      var parts = text.parts
      let suggestion = parts.suggestion
      parts.suggestion = ""
      let inner = InnerFault(
        node: leaf.fault.node, statement: parts.line,
        suggestion: suggestion.isEmpty ? nil : suggestion)
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
