import WeirJSON

/// What is kept of the objects at one place.
///
/// Objects are records until they have too many names, then maps; where a tag is known, they are kept
/// apart by its values as long as each object has one and they are few.
final class ObjectShape {
  private(set) var count = 0
  private(set) var members = MemberTable()
  private(set) var map: MapShape?
  private(set) var union: UnionShape?

  /// Whether there were members of which nothing is kept.
  var hasOthers = false

  /// What is known of tags at and below this place.
  let tags: TagPlan?

  /// - Parameter isBranch: Of the union of this place, whose tag then is told apart already.
  init(tags: TagPlan?, isBranch: Bool = false) {
    self.tags = tags
    if !isBranch, let tag = tags?.tag { union = UnionShape(tag: tag) }
  }

  func countObject() { count += 1 }

  /// The shape of the values of member `name`; nil if nothing is to be kept of them.
  ///
  /// - Parameter expected: Where the name stands in the table if the members come in the order of the
  ///   objects before; moved on.
  func value(
    of name: ByteSlice, hash: UInt32, expected: inout Int, _ limits: ShapeLimits
  ) -> Shape? {
    if map == nil {
      if let known = members.count(name, hash: hash, expected: &expected) { return known }
      if members.entries.count < InferLimits.maxMembers {
        guard name.count <= InferLimits.maxNameBytes, !name.hasSurrogate, limits.budget.take()
        else { return nil }
        return members.add(name, hash: hash, tags: tags, expected: &expected)
      }
      becomeMap(limits)
    }
    map?.add(name)
    return map?.values
  }

  /// From now on names are data, and all values have one shape.
  func becomeMap(_ limits: ShapeLimits) {
    guard map == nil else { return }
    var map = MapShape(values: Shape(tags: tags?.anyMember))
    for entry in members.entries {
      entry.name.withByteSlice { map.add($0) }
      map.values.absorb(entry.shape, limits)
    }
    // Its place is one that the members gave back.
    _ = limits.budget.take()
    members = MemberTable()
    self.map = map
  }

  /// Takes a member out of the table: what has been hoisted out of a branch.
  func removeMember(_ name: [UInt8]) { members.remove(name) }

  func addMember(_ entry: MemberTable.Entry) { members.append(entry) }

  func absorb(_ other: ObjectShape, _ limits: ShapeLimits) {
    mergeUnion(with: other, limits)
    count += other.count
    hasOthers = hasOthers || other.hasOthers
    if other.map != nil { becomeMap(limits) }
    if map != nil { other.becomeMap(limits) }
    if let theirs = other.map {
      map?.merge(theirs)
      map?.values.absorb(theirs.values, limits)
      return
    }
    for entry in other.members.entries {
      if let known = members.find(entry.name) {
        members.count(entry.count, at: known)
        members.entries[known].shape.absorb(entry.shape, limits)
      } else {
        members.append(entry)
      }
    }
    if members.entries.count > InferLimits.maxMembers { becomeMap(limits) }
  }
}

// MARK: - Unions

extension ObjectShape {
  /// The branch for a value of the tag; nil where there is no union any more.
  func branch(for value: ByteSlice, _ limits: ShapeLimits) -> ObjectShape? {
    guard union != nil else { return nil }
    if let known = union?.find(value) { return union?.branches[known].shape }
    guard union?.branches.count ?? 0 < InferLimits.maxTags,
      value.count <= InferLimits.maxValueBytes, !value.hasSurrogate
    else {
      dissolveUnion(limits)
      return nil
    }
    let shape = ObjectShape(tags: tags, isBranch: true)
    union?.branches.append(UnionShape.Branch(value: value.copied(), shape: shape))
    return shape
  }

  /// What looked like a tag is none: all branches become one.
  func dissolveUnion(_ limits: ShapeLimits) {
    guard let branches = union?.branches else { return }
    union = nil
    count = 0
    for branch in branches { absorb(branch.shape, limits) }
  }

  private func mergeUnion(with other: ObjectShape, _ limits: ShapeLimits) {
    guard let mine = union, let theirs = other.union, mine.canTake(theirs) else {
      dissolveUnion(limits)
      other.dissolveUnion(limits)
      return
    }
    for branch in theirs.branches {
      branch.value.withByteSlice { self.branch(for: $0, limits) }?.absorb(branch.shape, limits)
    }
  }
}

/// Objects whose names are data.
struct MapShape {
  private(set) var names = StringStatistics()
  private(set) var namesAreDigits = true
  let values: Shape

  init(values: Shape) { self.values = values }

  mutating func add(_ name: ByteSlice) {
    names.add(name, limit: 0)
    if namesAreDigits { namesAreDigits = name.isDigits }
  }

  mutating func merge(_ other: MapShape) {
    names.merge(other.names, limit: 0)
    namesAreDigits = namesAreDigits && other.namesAreDigits
  }
}

/// Objects that a tag tells apart.
struct UnionShape {
  struct Branch {
    let value: [UInt8]
    let shape: ObjectShape
  }

  /// The name of the member whose value tells them apart.
  let tag: [UInt8]
  var branches: [Branch] = []

  /// Whether the branches of both are the branches of one.
  func canTake(_ other: UnionShape) -> Bool {
    let new = other.branches.filter { branch in !branches.contains { $0.value == branch.value } }
    return tag == other.tag && branches.count + new.count <= InferLimits.maxTags
  }

  func find(_ value: ByteSlice) -> Int? {
    branches.firstIndex { branch in
      branch.value.count == value.count && branch.value.withByteSlice { $0.elementsEqual(value) }
    }
  }
}

extension ByteSlice {
  /// Whether it is one ASCII digit or more and nothing else.
  fileprivate var isDigits: Bool {
    var index = 0
    while index < count, self[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
    return index == count && count > 0
  }
}
