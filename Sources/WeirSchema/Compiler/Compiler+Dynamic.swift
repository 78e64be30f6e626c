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
    for reference in dynamicAnchors {
      let plan = reference.plan
      parts.dynamicReferences[plan].firstCandidate = UInt32(parts.dynamicCandidates.count)
      for resource in entered {
        guard let node = anchoredNode(reference.anchor, in: resource) else { continue }
        let target = try target(node)
        parts.dynamicCandidates.append(
          DynamicCandidate(resource: UInt32(resource), target: target))
        parts.dynamicReferences[plan].candidateCount += 1
      }
    }
    if parts.schemas.count > schemasBefore {
      for index in parts.dynamicReferences.indices {
        parts.dynamicReferences[index].candidateCount = 0
      }
      return true
    }
    return false
  }

  /// Whether no dynamic reference has a choice.
  var dynamicReferencesAreStatic: Bool {
    parts.dynamicReferences.allSatisfy { plan in
      let first = Int(plan.firstCandidate)
      return parts.dynamicCandidates[first..<first + Int(plan.candidateCount)]
        .allSatisfy { plan.hasInitial && $0.target.schema == plan.initial.schema }
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

  /// Rejects schemas that must apply themselves to the same instance, over and over.
  ///
  /// Only what applies unconditionally is followed (`$ref`, `allOf`); where a condition or a branch
  /// is on the way, evaluation ends by its depth limit if it comes to that.
  func rejectInfiniteRecursion() throws(SchemaError) {
    enum State { case new, open, done }
    var states = Array(repeating: State.new, count: entries.count)
    for start in entries.indices where states[start] == .new {
      var path: [(schema: Int, next: Int)] = [(start, 0)]
      states[start] = .open
      while let (schema, next) = path.last {
        guard next < entries[schema].inPlace.count else {
          states[schema] = .done
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let child = entries[schema].inPlace[next]
        switch states[child] {
        case .done: continue
        case .new:
          states[child] = .open
          path.append((child, 0))
        case .open:
          throw parts.resources.error(
            .infiniteRecursion,
            "this schema applies itself to the same value again and again, through its references",
            at: parts.schemas[child])
        }
      }
    }
  }
}
