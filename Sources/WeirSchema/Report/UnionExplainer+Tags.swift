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

  /// Where a member tells the branches apart, and the object does not have it: one that the schema
  /// declares for that, or one that all branches for objects require, each with values of its own.
  func missingTag(of union: FailedUnion, _ outline: UnionOutline) -> Finding? {
    guard tape.kind(of: union.node) == .object else { return nil }
    if let discriminator = outline.discriminator {
      guard tape.child(discriminator.name, of: union.node) == nil else { return nil }
      return finding(
        union, missing: discriminator.name, values: discriminator.values.map(quoted))
    }
    for path in outline.sharedPaths where path.count == 1 {
      guard let sites = requiredSites(of: path, union, outline) else { continue }
      return finding(union, missing: path[0], values: facts.listedTexts(at: sites))
    }
    return nil
  }

  /// What to say of a branch that has nothing against an object but what tells the branches apart, and
  /// knows a member of it that the chosen branch does not: the tag may be what is wrong.
  func otherBranch(
    than chosen: Int, takingAllBut tags: [BranchTag], of union: FailedUnion
  ) -> String? {
    guard let tag = tags.first, tags.count == 1 else { return nil }
    let outline = facts.outline(of: union)
    let strangers = tape.members(of: union.node).map { tape.bytes(at: $0) }
      .filter { !outline.branches[chosen].names.contains($0) }
    for branch in union.causes.indices where branch != chosen && !union.causes[branch].isEmpty {
      guard union.causes[branch].allSatisfy({ $0.fault.node == tag.node }),
        strangers.contains(where: outline.branches[branch].names.contains),
        let sites = outline.branches[branch].fixedMembers[tag.path]?.sites,
        let value = facts.listedTexts(at: sites).first
      else { continue }
      return "or is `\(tag.name)` \(value)? Branch \(branch + 1) would take it then"
    }
    return nil
  }

  /// The keywords that list the values of a member which all branches for objects miss; nil if not all
  /// do, or if they list the same.
  private func requiredSites(
    of path: [[UInt8]], _ union: FailedUnion, _ outline: UnionOutline
  ) -> [Int]? {
    let branches = outline.branches.indices.filter {
      outline.branches[$0].kinds.contains(kind: .object)
    }
    let members = branches.map { outline.branches[$0].fixedMembers[path] }
    let lists = members.compactMap { $0.map { facts.listedTexts(at: $0.sites) } }
    guard branches.count > 1, lists.count == branches.count,
      lists.reduce(0, { $0 + $1.count }) == Set(lists.joined()).count,
      branches.allSatisfy({ isMissing(path[0], in: union.causes[$0], at: union.node) })
    else { return nil }
    return members.flatMap { $0?.sites ?? [] }
  }

  /// Whether a property is missing, and none stands there under a name that is nearly its own.
  private func isMissing(
    _ name: [UInt8], in causes: [Collector.Entry], at node: Int
  ) -> Bool {
    causes.contains { cause in
      guard cause.fault.node == node, case .names(let names) = cause.fault.detail,
        names.contains(name)
      else { return false }
      let text = FaultText(fault: cause.fault, instance: instance, keyword: keyword(of: cause))
      return !text.misspeltNames.contains { $0.meant == name }
    }
  }

  private func finding(
    _ union: FailedUnion, missing name: [UInt8], values: [String]
  ) -> Finding {
    var parts = MessageParts(
      "missing property \(quoted(name)), which tells the branches apart")
    parts.expectation = "expected \(alternatives(values))"
    var entry = union.entry
    entry.fault.place = .opening
    return Finding(entry: entry, parts: parts)
  }
}
