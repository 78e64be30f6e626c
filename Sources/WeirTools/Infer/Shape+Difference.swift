// Whether two places hold different things. Chance is to be kept out: what differs must have been
// seen often enough on both sides.

extension Shape {
  /// Whether the values of both have no type in common, null not counted, or parts that differ.
  func differs(from other: Shape) -> Bool {
    let mine = types.subtracting(.null)
    let theirs = other.types.subtracting(.null)
    if mine.isEmpty || theirs.isEmpty { return false }
    if mine.isDisjoint(with: theirs) {
      return min(count, other.count) >= InferSupport.objectsPerTag
    }
    if let objects, let others = other.objects, objects.differs(from: others) { return true }
    if let items = arrays.items, let others = other.arrays.items {
      return items.differs(from: others)
    }
    return false
  }

  /// The types that were seen. RFC 8259 §3; numbers are of one type here.
  var types: ShapeTypes {
    var types: ShapeTypes = []
    if nulls > 0 { types.insert(.null) }
    if booleans > 0 { types.insert(.boolean) }
    if strings.count > 0 { types.insert(.string) }
    if numbers.count > 0 { types.insert(.number) }
    if arrays.count > 0 { types.insert(.array) }
    if objects?.count ?? 0 > 0 { types.insert(.object) }
    return types
  }
}

extension ObjectShape {
  /// Whether a member that is always there on one side never is on the other, or the values of one
  /// that both have differ.
  func differs(from other: ObjectShape) -> Bool {
    guard map == nil, other.map == nil else { return false }
    if hasMemberLacking(in: other) || other.hasMemberLacking(in: self) { return true }
    return members.entries.contains { entry in
      other.members.find(entry.name).map {
        entry.shape.differs(from: other.members.entries[$0].shape)
      } ?? false
    }
  }

  private func hasMemberLacking(in other: ObjectShape) -> Bool {
    guard min(count, other.count) >= InferSupport.objectsPerTag else { return false }
    return members.entries.contains { $0.count == count && other.members.find($0.name) == nil }
  }
}

/// A set of JSON types.
struct ShapeTypes: OptionSet {
  let rawValue: UInt8

  static let null = ShapeTypes(rawValue: 1)
  static let boolean = ShapeTypes(rawValue: 2)
  static let string = ShapeTypes(rawValue: 4)
  static let number = ShapeTypes(rawValue: 8)
  static let array = ShapeTypes(rawValue: 16)
  static let object = ShapeTypes(rawValue: 32)
}
