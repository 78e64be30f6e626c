// Objects with a key more than once. RFC 8259 §4 leaves them open; here the strict profile rejects
// them, and in the lenient one the last member wins: the tape never holds two equal keys.

/// The keys that an object had so far: a set that may take a new key for an old one, never the other
/// way round.
struct KeyFilter: BitwiseCopyable {
  /// Up to this many members the set is worth asking; beyond, the keys go through a table when the
  /// object closes.
  static var limit: UInt32 { 24 }

  private var first: UInt64 = 0
  private var second: UInt64 = 0

  /// Adds a key by its hash; returns whether it may have been there.
  @inline(__always)
  mutating func insert(_ hash: UInt32) -> Bool {
    let low = UInt64(truncatingIfNeeded: hash)
    let high = UInt64(truncatingIfNeeded: hash &>> 6)
    defer {
      first |= 1 &<< low
      second |= 1 &<< high
    }
    return (first &>> low) & (second &>> high) & 1 != 0
  }
}

extension Document {
  /// Whether the key at `key`, the last one of the object, stood there before.
  func hasEqualKey(before key: Int, inObjectAt object: Int) -> Bool {
    let tape = Tape(nodes: nodes.cells, text: index.text, count: key + 1)
    var other = object + 1
    while other < key {
      if tape.isSameKey(other, key) { return true }
      other = tape.next(after: other + 1)
    }
    return false
  }

  /// Deals with equal keys of an object that has just been closed.
  ///
  /// - Parameters:
  ///   - object: Tape index of the object.
  ///   - end: Tape index behind its last descendant.
  /// - Returns: The same after the members that a later one overrode have been taken out.
  /// - Throws: In the strict profile `.duplicateKey` at the first key that stood there before.
  ///
  /// Expected linear time in the members.
  @inline(never)
  mutating func settleDuplicates(ofObjectAt object: Int, end: Int) throws(SyntaxError) -> Int {
    let count = nodes[object].length
    var size = 64
    while size < Int(count) * 2 { size *= 2 }
    keyTable.reserve(size, keeping: 0)
    for slot in 0..<size { keyTable[slot] = 0 }
    let tape = Tape(nodes: nodes.cells, text: index.text, count: end)
    var overridden: [Int] = []
    for key in tape.members(of: object) {
      var slot = Int(tape[key].keyHash) & (size - 1)
      while keyTable[slot] != 0 {
        let other = Int(keyTable[slot])
        if tape.isSameKey(other, key) {
          if options.isStrict { throw SyntaxError(.duplicateKey, at: Int(tape[key].offset)) }
          overridden.append(other)
          break
        }
        slot = (slot + 1) & (size - 1)
      }
      keyTable[slot] = UInt32(key)
    }
    guard !overridden.isEmpty else { return end }
    overridden.sort()
    for key in overridden { duplicateKeyOffsets.append(Int(tape[key].offset)) }
    let newEnd = removeMembers(overridden, end: end)
    nodes[object].length = count - UInt32(overridden.count)
    nodes[object].next = UInt32(newEnd)
    return newEnd
  }

  /// Takes members out of the tape. `keys` ascends; all belong to the object that ends at `end`.
  /// Returns its new end.
  private mutating func removeMembers(_ keys: [Int], end: Int) -> Int {
    let cells = nodes.cells
    let tape = Tape(nodes: cells, text: index.text, count: end)
    var write = keys[0]
    for (position, key) in keys.enumerated() {
      let start = tape.next(after: key + 1)
      let stop = position + 1 < keys.count ? keys[position + 1] : end
      let shift = start - write
      for index in start..<stop {
        var node = cells[index]
        if node.isContainer { node.next -= UInt32(shift) }
        cells[write] = node
        write += 1
      }
    }
    return write
  }
}

extension Tape {
  /// Whether two keys have the same decoded bytes.
  func isSameKey(_ first: Int, _ second: Int) -> Bool {
    let a = self[first]
    let b = self[second]
    guard a.keyHash == b.keyHash else { return false }
    if !a.hasEscapes, !b.hasEscapes { return rawContent(of: a).elementsEqual(rawContent(of: b)) }
    return contentsAreEqual(rawContent(of: a), rawContent(of: b))
  }
}
