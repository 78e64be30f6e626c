import WeirJSON

/// Equality of JSON values. Core Specification §4.2.2: numbers by value, strings by Unicode scalars,
/// objects whatever the order of their members.
enum ValueEquality {
  /// Whether the value at `a` of one tape equals the value at `b` of another.
  ///
  /// Iterative; n log n in the members of objects at worst. Allocates only for containers.
  static func areEqual(_ tapeA: Tape, _ a: Int, _ tapeB: Tape, _ b: Int) -> Bool {
    if !tapeA[a].isContainer || !tapeB[b].isContainer {
      return areEqualScalars(tapeA, a, tapeB, b)
    }
    var pending = [(a, b)]
    while let (a, b) = pending.popLast() {
      let first = tapeA[a]
      let second = tapeB[b]
      guard first.kind == second.kind, first.length == second.length else { return false }
      guard let pairs = childPairs(tapeA, a, tapeB, b) else { return false }
      for (a, b) in pairs {
        if tapeA[a].isContainer, tapeB[b].isContainer {
          pending.append((a, b))
        } else if !areEqualScalars(tapeA, a, tapeB, b) {
          return false
        }
      }
    }
    return true
  }

  private static func areEqualScalars(_ tapeA: Tape, _ a: Int, _ tapeB: Tape, _ b: Int) -> Bool {
    let first = tapeA[a]
    let second = tapeB[b]
    switch (first.kind, second.kind) {
    case (.integer, .integer), (.integer, .decimal), (.decimal, .integer), (.decimal, .decimal):
      return numbersAreEqual(tapeA.rawContent(of: first), tapeB.rawContent(of: second))
    case (.string, .string): return areEqualStrings(tapeA, a, tapeB, b)
    default: return first.kind == second.kind && !first.isContainer
    }
  }

  static func areEqualStrings(_ tapeA: Tape, _ a: Int, _ tapeB: Tape, _ b: Int) -> Bool {
    if tapeA[a].hasEscapes || tapeB[b].hasEscapes {
      return tapeA.bytes(at: a) == tapeB.bytes(at: b)
    }
    return tapeA.rawContent(of: a).elementsEqual(tapeB.rawContent(of: b))
  }

  /// The values that must be equal for two containers of the same kind and size to be equal; nil if
  /// their keys differ.
  private static func childPairs(
    _ tapeA: Tape, _ a: Int, _ tapeB: Tape, _ b: Int
  ) -> [(Int, Int)]? {
    if tapeA.kind(of: a) == .array {
      return Array(zip(tapeA.elements(of: a), tapeB.elements(of: b)))
    }
    // Keys are distinct, so sorting both sides by hash lines them up, but for equal hashes.
    let keysA = tapeA.members(of: a).sorted { tapeA[$0].keyHash < tapeA[$1].keyHash }
    var keysB = tapeB.members(of: b).sorted { tapeB[$0].keyHash < tapeB[$1].keyHash }
    var pairs: [(Int, Int)] = []
    for (position, key) in keysA.enumerated() {
      var candidate = position
      while candidate < keysB.count, tapeB[keysB[candidate]].keyHash == tapeA[key].keyHash,
        !areEqualStrings(tapeA, key, tapeB, keysB[candidate])
      {
        candidate += 1
      }
      guard candidate < keysB.count, tapeB[keysB[candidate]].keyHash == tapeA[key].keyHash else {
        return nil
      }
      keysB.swapAt(position, candidate)
      pairs.append((key + 1, keysB[position] + 1))
    }
    return pairs
  }
}
