import WeirJSON

/// What a dynamic reference looks for in the resources on the way to it.
enum DynamicAnchor: Hashable {
  /// A `$dynamicAnchor` of that name.
  case name([UInt8])
  /// `$recursiveAnchor: true` at the root.
  case recursive
}

/// A dynamic reference whose candidates are found when all resources are known.
struct PendingDynamicReference {
  let plan: Int
  let anchor: DynamicAnchor
  /// Where it is written.
  let place: SchemaNode
}

extension Compiler {
  /// - Parameter place: Where it leads if no resource on the way has the anchor; nil if nowhere,
  ///   which v1 allows.
  mutating func addDynamicReference(
    to place: SchemaNode?, _ anchor: DynamicAnchor, for keyword: Keyword
  ) throws(SchemaError) {
    guard notesScope else {
      // Without a target of its own it needs the scope, which the next round will note.
      if let place { try addReference(to: place, for: keyword) }
      return
    }
    var plan = DynamicReferencePlan()
    if let place {
      plan.initial = try target(place)
      plan.initialResource = UInt32(parts.resources.resource(of: place) ?? 0)
      plan.hasInitial = true
    }
    parts.dynamicReferences.append(plan)
    dynamicAnchors.append(
      PendingDynamicReference(
        plan: parts.dynamicReferences.count - 1, anchor: anchor,
        place: current.at(current.value(keyword) ?? current.place.node)))
    emit(.controlDynamicReference, for: keyword, a: UInt32(parts.dynamicReferences.count - 1))
  }

  /// Gives every dynamic reference the schemas it may lead to: those with its anchor in resources
  /// that the program enters.
  ///
  /// - Returns: Whether that reached new schemas, so that there is more to compile.
  mutating func addDynamicCandidates() throws(SchemaError) -> Bool {
    guard !dynamicAnchors.isEmpty else { return false }
    let schemasBefore = parts.schemas.count
    parts.dynamicCandidates.removeAll()
    let entered = Set(parts.schemas.compactMap { parts.resources.resource(of: $0) }).sorted()
    var listed: [DynamicAnchor: (first: UInt32, count: UInt32)] = [:]
    for reference in dynamicAnchors {
      if listed[reference.anchor] == nil {
        listed[reference.anchor] = try addCandidates(reference.anchor, in: entered)
      }
      guard let list = listed[reference.anchor] else { continue }
      parts.dynamicReferences[reference.plan].firstCandidate = list.first
      parts.dynamicReferences[reference.plan].candidateCount = list.count
    }
    if parts.schemas.count > schemasBefore {
      for index in parts.dynamicReferences.indices {
        parts.dynamicReferences[index].candidateCount = 0
      }
      return true
    }
    return false
  }

  /// Lists the schemas with an anchor, in the order of their resources.
  private mutating func addCandidates(
    _ anchor: DynamicAnchor, in entered: [Int]
  ) throws(SchemaError) -> (first: UInt32, count: UInt32) {
    let first = parts.dynamicCandidates.count
    for resource in entered {
      guard let node = anchoredNode(anchor, in: resource) else { continue }
      let target = try target(node)
      parts.dynamicCandidates.append(
        DynamicCandidate(resource: UInt32(resource), target: target))
    }
    return (UInt32(first), UInt32(parts.dynamicCandidates.count - first))
  }

  /// Whether no dynamic reference has a choice.
  var dynamicReferencesAreStatic: Bool {
    parts.dynamicReferences.allSatisfy { plan in
      let first = Int(plan.firstCandidate)
      let candidates = parts.dynamicCandidates[first..<first + Int(plan.candidateCount)]
      return plan.hasInitial
        && candidates.allSatisfy { $0.target.schema == plan.initial.schema }
    }
  }

  /// A reference without a target of its own must be able to find one.
  func rejectUnboundReferences() throws(SchemaError) {
    for reference in dynamicAnchors {
      let plan = parts.dynamicReferences[reference.plan]
      guard !plan.hasInitial, plan.candidateCount == 0, case .name(let name) = reference.anchor
      else { continue }
      throw parts.resources.error(
        .unresolvedReference,
        "no schema resource that leads here has the $dynamicAnchor"
          + " \"\(String(decoding: name, as: UTF8.self))\"", at: reference.place)
    }
  }

  private func anchoredNode(_ anchor: DynamicAnchor, in resource: Int) -> SchemaNode? {
    let found = parts.resources.resources[resource]
    switch anchor {
    case .name(let name):
      return found.dynamicAnchors[name].map { SchemaNode(source: found.root.source, node: $0) }
    case .recursive:
      return found.hasRecursiveAnchor ? found.root : nil
    }
  }
}
