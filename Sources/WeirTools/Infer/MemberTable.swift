import WeirJSON

/// The members of the objects at one place by name, in the order of their first appearance.
struct MemberTable {
  struct Entry {
    let name: [UInt8]
    let hash: UInt32

    /// In how many objects it stood.
    var count: Int
    let shape: Shape

    /// The next entry with the same hash; -1 for none.
    fileprivate var next = -1
  }

  private(set) var entries: [Entry] = []
  private var firstByHash: [UInt32: Int] = [:]

  /// Counts a member that is known; nil if it is not.
  ///
  /// Members mostly come in the order of the object before, so the expected place is looked at first.
  mutating func count(_ name: ByteSlice, hash: UInt32, expected: inout Int) -> Shape? {
    var index = expected
    if !holds(name, hash: hash, at: index) {
      index = firstByHash[hash] ?? -1
      while index >= 0, !holds(name, hash: hash, at: index) { index = entries[index].next }
      if index < 0 { return nil }
    }
    expected = index + 1
    entries[index].count += 1
    return entries[index].shape
  }

  /// Adds a member, seen once.
  mutating func add(
    _ name: ByteSlice, hash: UInt32, tags: TagPlan?, expected: inout Int
  ) -> Shape {
    let name = name.copied()
    let shape = Shape(tags: tags?.members[name])
    append(Entry(name: name, hash: hash, count: 1, shape: shape))
    expected = entries.count
    return shape
  }

  mutating func append(_ entry: Entry) {
    var entry = entry
    entry.next = firstByHash[entry.hash] ?? -1
    firstByHash[entry.hash] = entries.count
    entries.append(entry)
  }

  func find(_ name: [UInt8]) -> Int? { entries.firstIndex { $0.name == name } }

  mutating func count(_ more: Int, at index: Int) { entries[index].count += more }

  mutating func remove(_ name: [UInt8]) {
    let rest = entries.filter { $0.name != name }
    self = MemberTable()
    for entry in rest { append(entry) }
  }

  private func holds(_ name: ByteSlice, hash: UInt32, at index: Int) -> Bool {
    index < entries.count && entries[index].hash == hash
      && entries[index].name.withByteSlice { $0.elementsEqual(name) }
  }
}
