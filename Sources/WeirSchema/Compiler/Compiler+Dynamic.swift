import WeirJSON

/// What a dynamic reference looks for in the resources on the way to it.
enum DynamicAnchor: Hashable {
  /// A `$dynamicAnchor` of that name.
  case name([UInt8])
  /// `$recursiveAnchor: true` at the root.
  case recursive
}

extension Compiler {
  mutating func addDynamicReference(
    to place: SchemaNode, _ anchor: DynamicAnchor, for keyword: Keyword
  ) throws(SchemaError) {
    guard notesScope else { return try addReference(to: place, for: keyword) }
    let initial = try target(place)
    parts.dynamicReferences.append(
      DynamicReferencePlan(
        initial: initial, initialResource: UInt32(parts.resources.resource(of: place) ?? 0)))
    let plan = parts.dynamicReferences.count - 1
    dynamicAnchors.append((plan, anchor))
    emit(.controlDynamicReference, for: keyword, a: UInt32(plan))
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
    for (plan, anchor) in dynamicAnchors {
      parts.dynamicReferences[plan].firstCandidate = UInt32(parts.dynamicCandidates.count)
      for resource in entered {
        guard let node = anchoredNode(anchor, in: resource) else { continue }
        let target = try target(node)
        parts.dynamicCandidates.append(
          DynamicCandidate(resource: UInt32(resource), target: target))
        parts.dynamicReferences[plan].candidateCount += 1
      }
    }
    if parts.schemas.count > schemasBefore {
      for (plan, _) in dynamicAnchors { parts.dynamicReferences[plan].candidateCount = 0 }
      return true
    }
    return false
  }

  /// Whether no dynamic reference has a choice.
  var dynamicReferencesAreStatic: Bool {
    parts.dynamicReferences.allSatisfy { plan in
      let first = Int(plan.firstCandidate)
      return parts.dynamicCandidates[first..<first + Int(plan.candidateCount)]
        .allSatisfy { $0.target.schema == plan.initial.schema }
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
