// What is decided once all samples are seen: which objects are maps, what the branches of a union have
// in common.

extension Shape {
  /// Decides, here and below. Recurses as deep as shapes are told apart.
  func settle(_ limits: ShapeLimits) {
    arrays.items?.settle(limits)
    objects?.settle(limits)
  }
}

extension ObjectShape {
  func settle(_ limits: ShapeLimits) {
    if union?.branches.count ?? 0 < 2 { dissolveUnion(limits) }
    if union != nil { hoistCommonMembers(limits) }
    for branch in union?.branches ?? [] { branch.shape.settleMembers(limits) }
    if union == nil, looksLikeMap { becomeMap(limits) }
    settleMembers(limits)
  }

  private func settleMembers(_ limits: ShapeLimits) {
    for entry in members.entries { entry.shape.settle(limits) }
    map?.values.settle(limits)
  }

  /// Many names, each seldom, all with values of one shape.
  private var looksLikeMap: Bool {
    let entries = members.entries
    guard entries.count >= InferSupport.namesOfMap, !hasOthers, let first = entries.first else {
      return false
    }
    let places = entries.reduce(0) { $0 + $1.count }
    return places * InferSupport.objectsPerName < entries.count * count
      && entries.allSatisfy { $0.shape.types == first.shape.types }
  }

  /// Moves the members that are much the same in all branches out of them, the tag not. A branch that
  /// is a map has none to tell apart, so then all stays as it is.
  private func hoistCommonMembers(_ limits: ShapeLimits) {
    guard let union, let first = union.branches.first?.shape,
      union.branches.allSatisfy({ $0.shape.map == nil })
    else { return }
    for var entry in first.members.entries where entry.name != union.tag {
      let others = union.branches.dropFirst().map { branch in
        (
          shape: branch.shape,
          entry: branch.shape.members.find(entry.name).map { branch.shape.members.entries[$0] }
        )
      }
      let isCommon = others.allSatisfy { other in
        other.entry.map { !$0.shape.differs(from: entry.shape) } ?? false
      }
      guard isCommon else { continue }
      first.removeMember(entry.name)
      for other in others {
        guard let theirs = other.entry else { continue }
        entry.count += theirs.count
        entry.shape.absorb(theirs.shape, limits)
        other.shape.removeMember(entry.name)
      }
      addMember(entry)
    }
  }
}
