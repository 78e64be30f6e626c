import WeirJSON

/// Looks for equal elements in an array (`uniqueItems`). Storage is reused from array to array.
struct DistinctValues: ~Copyable {
  /// Up to this many elements every pair is compared.
  private static var pairwiseLimit: Int { 8 }

  private var hashes = CellBuffer<UInt64>(capacity: 16)
  /// Tape nodes of the elements by hash; 0 where no element is.
  private var slots = CellBuffer<UInt32>(capacity: 32)
  private var path = CellBuffer<HashFrame>(capacity: 4)
  /// Decoded strings.
  private var scratch = CellBuffer<UInt8>(capacity: 64)

  /// The first element that equals an earlier one, with that one, as tape nodes.
  ///
  /// Expected linear time in the text of the array.
  mutating func firstEqualPair(
    in tape: Tape, arrayAt array: Int
  ) -> (first: Int, second: Int)? {
    Int(tape[array].length) <= Self.pairwiseLimit
      ? firstPairComparing(tape, array) : firstPairHashing(tape, array)
  }

  private func firstPairComparing(_ tape: Tape, _ array: Int) -> (first: Int, second: Int)? {
    let end = Int(tape[array].next)
    var second = tape.next(after: array + 1)
    while second < end {
      var first = array + 1
      while first < second {
        if ValueEquality.areEqual(tape, first, tape, second) { return (first, second) }
        first = tape.next(after: first)
      }
      second = tape.next(after: second)
    }
    return nil
  }

  private mutating func firstPairHashing(_ tape: Tape, _ array: Int) -> (first: Int, second: Int)? {
    var size = 32
    while size < Int(tape[array].length) * 2 { size *= 2 }
    slots.reserve(size, keeping: 0)
    hashes.reserve(size, keeping: 0)
    for slot in 0..<size { slots[slot] = 0 }
    let end = Int(tape[array].next)
    var element = array + 1
    while element < end {
      let hash = self.hash(of: element, in: tape)
      var slot = Int(truncatingIfNeeded: hash) & (size - 1)
      while slots[slot] != 0 {
        let other = Int(slots[slot])
        if hashes[slot] == hash, ValueEquality.areEqual(tape, other, tape, element) {
          return (other, element)
        }
        slot = (slot + 1) & (size - 1)
      }
      slots[slot] = UInt32(truncatingIfNeeded: element)
      hashes[slot] = hash
      element = tape.next(after: element)
    }
    return nil
  }

  /// A container on the way to a value, while its subtree is being hashed.
  struct HashFrame: BitwiseCopyable {
    var end: Int
    var path: UInt64
    var position: UInt64
    var isObject: Bool
  }

  /// A seeded hash that equal values share: a sum over all scalars and containers, each mixed with
  /// the way that leads to it, so that the order of members does not matter.
  private mutating func hash(of root: Int, in tape: Tape) -> UInt64 {
    let seed = KeyHash.shared.seed
    var sum = hash(ofNode: root, in: tape, seed, path: seed)
    guard tape[root].isContainer else { return sum }
    var depth = 0
    var frame = HashFrame(
      end: Int(tape[root].next), path: seed, position: 0, isObject: tape.kind(of: root) == .object)
    var node = root + 1
    while true {
      while node >= frame.end {
        if depth == 0 { return sum }
        depth -= 1
        frame = path[depth]
      }
      var step = frame.position
      frame.position &+= 1
      if frame.isObject {
        step = UInt64(tape[node].keyHash) &+ 0x1_0000_0000
        node += 1
      }
      let childPath = Self.mix(frame.path, step)
      sum = sum &+ hash(ofNode: node, in: tape, seed, path: childPath)
      if tape[node].isContainer {
        path.reserve(depth + 1, keeping: depth)
        path[depth] = frame
        depth += 1
        frame = HashFrame(
          end: Int(tape[node].next), path: childPath, position: 0,
          isObject: tape.kind(of: node) == .object)
      }
      node += 1
    }
  }

  private mutating func hash(
    ofNode index: Int, in tape: Tape, _ seed: UInt64, path: UInt64
  ) -> UInt64 {
    let node = tape[index]
    switch node.kind {
    case .integer, .decimal:
      return Self.mix(path, hashNumber(tape.rawContent(of: node), seed: seed))
    case .string:
      let hash = KeyHash.shared.hash(tape.content(of: node, scratch: &scratch))
      return Self.mix(path, UInt64(hash) | 1 << 40)
    default: return Self.mix(path, UInt64(node.kind.rawValue) | UInt64(node.length) << 8 | 1 << 41)
    }
  }

  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: b ^ 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}
