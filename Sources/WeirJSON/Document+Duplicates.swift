// Objects with a key more than once. RFC 8259 §4 leaves them open; here the strict profile rejects
// them, and in the lenient one the last member wins: the tape never holds two equal keys.

extension Document {
  /// Deals with equal keys of an object that is about to close and whose `next` is set.
  ///
  /// - Parameters:
  ///   - object: Tape index of the object.
  ///   - count: Its members.
  ///   - end: Tape index behind its last descendant; lowered by what is taken out.
  /// - Returns: The members left.
  /// - Throws: In the strict profile `.duplicateKey` at the first key that stood there before.
  ///
  /// Expected linear time in the members.
  mutating func settleDuplicates(
    ofObjectAt object: Int, count: UInt32, _ end: inout Int
  ) throws(SyntaxError) -> UInt32 {
    var size = 64
    while size < Int(count) * 2 { size *= 2 }
    keyTable.reserve(size, keeping: 0)
    for slot in 0..<size { keyTable[slot] = 0 }
    let tape = Tape(nodes: nodes.cells, text: text, count: end)
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
    guard !overridden.isEmpty else { return count }
    overridden.sort()
    for key in overridden { duplicateKeyOffsets.append(Int(tape[key].offset)) }
    removeMembers(overridden, end: &end)
    return count - UInt32(overridden.count)
  }

  /// Takes members out of the tape. `keys` ascends; all belong to the object that ends at `end`.
  private func removeMembers(_ keys: [Int], end: inout Int) {
    let cells = nodes.cells
    let tape = Tape(nodes: cells, text: text, count: end)
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
    end = write
  }
}

extension Tape {
  /// Whether two keys have the same decoded bytes.
  func isSameKey(_ first: Int, _ second: Int) -> Bool {
    let a = self[first]
    let b = self[second]
    guard a.keyHash == b.keyHash else { return false }
    if !a.hasEscapes, !b.hasEscapes { return rawContent(of: a).elementsEqual(rawContent(of: b)) }
    return bytes(at: first) == bytes(at: second)
  }
}
