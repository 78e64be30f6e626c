import WeirJSON

/// Numbers by name, for a few names that are looked up often: open addressing over bytes, so that a
/// look-up makes no copy of what it looks for.
struct NameTable: Sendable {
  /// In the order in which they were added.
  private(set) var names: [[UInt8]] = []
  private var values: [Int] = []
  private var hashes: [UInt32] = []

  /// Index of a name, or -1; a power of two of them, at least twice the names.
  private var slots: [Int] = [-1, -1]

  var isEmpty: Bool { names.isEmpty }

  /// Adds a name; of two equal ones the first counts.
  mutating func add(_ name: [UInt8], _ value: Int) {
    guard self.value(for: name) == nil else { return }
    names.append(name)
    values.append(value)
    hashes.append(name.withByteSlice { KeyHash.shared.hash($0) })
    if slots.count < names.count * 2 {
      slots = Array(repeating: -1, count: slots.count * 2)
      for index in names.indices { place(index) }
    } else {
      place(names.count - 1)
    }
  }

  private mutating func place(_ index: Int) {
    var slot = Int(hashes[index]) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = index
  }

  func value(for name: ByteSlice) -> Int? {
    let hash = KeyHash.shared.hash(name)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = slots[slot]
      if hashes[index] == hash, names[index].withByteSlice({ $0.elementsEqual(name) }) {
        return values[index]
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  func value(for name: [UInt8]) -> Int? { name.withByteSlice { value(for: $0) } }
}
