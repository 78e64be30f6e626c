import WeirJSON

// What tells the branches of a union apart may be what is wrong: then nobody can say which was meant.

extension UnionExplainer {
  /// A member that tells the branches apart, whose value is none of theirs.
  func finding(
    _ union: FailedUnion, _ outline: UnionOutline, wrong tag: BranchTag
  ) -> Finding {
    let sites = outline.sites(of: tag)
    let declared = outline.discriminator.flatMap { [$0.name] == tag.path ? $0.values : nil }
    let values = declared?.map(quoted) ?? facts.listedTexts(at: sites)
    let strings = declared ?? sites.flatMap { facts.keyword(at: $0).allowedStrings }
    var parts = MessageParts("\(instance.value(at: tag.node)) is not allowed as `\(tag.name)`")
    parts.expectation = "expected \(alternatives(values))"
    parts.suggestion = instance.remark(at: tag.node, values: values, strings: strings)
    var entry = union.entry
    entry.fault.node = tag.node
    return Finding(entry: entry, parts: parts)
  }

  /// Where the schema says which member tells the branches apart, and the object does not have it.
  func missingTag(of union: FailedUnion, _ outline: UnionOutline) -> Finding? {
    guard let discriminator = outline.discriminator, tape.kind(of: union.node) == .object,
      tape.child(discriminator.name, of: union.node) == nil
    else { return nil }
    var parts = MessageParts(
      "missing property \(quoted(discriminator.name)), which tells the branches apart")
    parts.expectation = "expected \(alternatives(discriminator.values.map(quoted)))"
    var entry = union.entry
    entry.fault.place = .opening
    return Finding(entry: entry, parts: parts)
  }
}
