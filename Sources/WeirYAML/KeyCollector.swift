/// One child of an open collection; `key` means nothing in a sequence.
struct MappingEntry {
  let key: Int
  let value: Int
  /// Whether `<<` brought it here.
  let isMerged: Bool
}

/// Lists the members of mappings: merge keys applied, duplicate keys refused.
///
/// https://yaml.org/type/merge.html: a mapping's own keys win over merged ones, an earlier mapping
/// of a merged sequence over a later one; merged mappings may merge again.
struct KeyCollector {
  /// Up to this many keys, comparing each with each costs less than hashing them.
  private static let pairwiseLimit = 8

  private var seen: [ArraySlice<UInt8>: Int] = [:]
  /// Mappings that are still to be merged, the strongest last.
  private var sources: [Int] = []

  /// Appends the members of the mapping `index`, merged ones last.
  ///
  /// - Parameter isExpansion: Whether the mapping was checked before, where it stands.
  /// - Returns: What merging cost, at most `budget`.
  /// - Throws: `.duplicateKey` at the second of two equal keys, `.keyIsNoScalar`, `.mergeValue`,
  ///   `.aliasExpansion` when merging costs more than `budget`.
  mutating func appendEntries(
    of index: Int, in tree: YAMLTree, to entries: inout [MappingEntry], budget: Int,
    isExpansion: Bool
  ) throws(YAMLError) -> Int {
    let first = entries.count
    var mergeKey: Int?
    var child = index + 1
    while child < tree.nodes[index].next {
      let value = tree.index(after: child)
      if tree.isMergeKey(child) {
        if let mergeKey { throw duplicate(child, of: mergeKey, in: tree) }
        mergeKey = child
      } else {
        try requireScalar(child, in: tree)
        entries.append(MappingEntry(key: child, value: value, isMerged: false))
      }
      child = tree.index(after: value)
    }
    if mergeKey != nil || !isExpansion { try checkKeys(of: entries[first...], in: tree) }
    guard let mergeKey else { return 0 }
    return try merge(tree.index(after: mergeKey), into: &entries, from: first, tree, budget)
  }

  private mutating func checkKeys(
    of members: ArraySlice<MappingEntry>, in tree: YAMLTree
  ) throws(YAMLError) {
    guard members.count > Self.pairwiseLimit else {
      for index in members.indices {
        let text = tree.keyText(members[index].key)
        for earlier in members[..<index] where tree.keyText(earlier.key) == text {
          throw duplicate(members[index].key, of: earlier.key, in: tree)
        }
      }
      return
    }
    seen.removeAll(keepingCapacity: true)
    for member in members {
      if let earlier = seen.updateValue(member.key, forKey: tree.keyText(member.key)) {
        throw duplicate(member.key, of: earlier, in: tree)
      }
    }
  }

  /// Appends what `<<` brings in. Depth first: a merged mapping's own merges come right behind it.
  private mutating func merge(
    _ value: Int, into entries: inout [MappingEntry], from first: Int, _ tree: YAMLTree,
    _ budget: Int
  ) throws(YAMLError) -> Int {
    seen.removeAll(keepingCapacity: true)
    for entry in entries[first...] { seen[tree.keyText(entry.key)] = entry.key }
    sources = try tree.mergeSources(value).reversed()
    var cost = 0
    func charge(_ byteCount: Int) throws(YAMLError) {
      cost += YAMLOptions.costOfExpandedNode + byteCount
      guard cost > budget else { return }
      throw YAMLError(.aliasExpansion, at: tree.nodes[value].source.lowerBound)
    }
    while let source = sources.popLast() {
      let end = tree.nodes[source].next
      var nested: [Int] = []
      var child = source + 1
      try charge(0)
      while child < end {
        let childValue = tree.index(after: child)
        defer { child = tree.index(after: childValue) }
        if tree.isMergeKey(child) {
          nested += try tree.mergeSources(childValue)
          continue
        }
        try requireScalar(child, in: tree)
        let text = tree.keyText(child)
        try charge(text.count)
        guard let earlier = seen[text] else {
          seen[text] = child
          entries.append(MappingEntry(key: child, value: childValue, isMerged: true))
          continue
        }
        // Equal keys of two mappings are what merging is for; of one mapping, a mistake.
        if earlier != child, earlier > source, earlier < end {
          throw duplicate(child, of: earlier, in: tree)
        }
      }
      sources += nested.reversed()
    }
    return cost
  }

  private func requireScalar(_ key: Int, in tree: YAMLTree) throws(YAMLError) {
    guard tree.nodes[tree.resolved(key)].kind != .scalar else { return }
    throw YAMLError(.keyIsNoScalar, at: tree.nodes[key].source.lowerBound)
  }

  private func duplicate(_ key: Int, of earlier: Int, in tree: YAMLTree) -> YAMLError {
    YAMLError(
      .duplicateKey, at: tree.nodes[key].source.lowerBound, to: tree.nodes[key].source.upperBound,
      subject: String(decoding: tree.keyText(key), as: UTF8.self),
      related: tree.nodes[earlier].source.lowerBound)
  }
}

extension YAMLTree {
  fileprivate func keyText(_ key: Int) -> ArraySlice<UInt8> { value(of: nodes[resolved(key)]) }

  /// Whether a key is `<<` as a plain scalar, or tagged `!!merge`.
  fileprivate func isMergeKey(_ key: Int) -> Bool {
    let node = nodes[key]
    guard node.kind == .scalar else { return false }
    if node.tag == .merge { return true }
    let text = node.value
    let mark = UInt8(ascii: "<")
    return node.tag == .none && node.isPlain && text.count == 2
      && scalars[text.lowerBound] == mark && scalars[text.lowerBound + 1] == mark
  }

  /// The mappings that the value of `<<` names, first the strongest.
  fileprivate func mergeSources(_ value: Int) throws(YAMLError) -> [Int] {
    let target = resolved(value)
    switch nodes[target].kind {
    case .mapping: return [target]
    case .sequence:
      var sources: [Int] = []
      var item = target + 1
      while item < nodes[target].next {
        guard nodes[resolved(item)].kind == .mapping else { throw mergeError(at: item) }
        sources.append(resolved(item))
        item = index(after: item)
      }
      return sources
    case .scalar, .alias: throw mergeError(at: value)
    }
  }

  private func mergeError(at node: Int) -> YAMLError {
    YAMLError(.mergeValue, at: nodes[node].source.lowerBound)
  }
}
