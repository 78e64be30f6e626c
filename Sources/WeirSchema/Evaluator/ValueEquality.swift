package import WeirJSON

/// Equality of JSON values. Core Specification §4.2.2: numbers by value, strings by Unicode scalars,
/// objects whatever the order of their members.
package enum ValueEquality {
  /// Objects of up to this many members are compared without sorting them, and values that nest up
  /// to this deep without a stack of their own.
  private static var memberLimit: UInt32 { 16 }
  private static var nestingLimit: Int { 16 }

  /// Whether the value at `a` of one tape equals the value at `b` of another.
  ///
  /// n log n in the members of objects at worst. Allocates only for values beyond the limits above.
  package static func areEqual(_ tapeA: Tape, _ a: Int, _ tapeB: Tape, _ b: Int) -> Bool {
    areEqual(tapeA, a, tapeB, b, nesting: 0)
  }

  private static func areEqual(
    _ tapeA: Tape, _ a: Int, _ tapeB: Tape, _ b: Int, nesting: Int
  ) -> Bool {
    let first = tapeA[a]
    let second = tapeB[b]
    guard first.isContainer, second.isContainer else {
      return areEqualScalars(tapeA, a, tapeB, b)
    }
    guard first.kind == second.kind, first.length == second.length else { return false }
    if nesting == nestingLimit { return areEqualIterating(tapeA, a, tapeB, b) }
    if first.kind == .array { return areEqualArrays(tapeA, a, tapeB, b, nesting) }
    if first.length > memberLimit { return areEqualIterating(tapeA, a, tapeB, b) }
    return areEqualObjects(tapeA, a, tapeB, b, nesting)
  }

  private static func areEqualArrays(
    _ tapeA: Tape, _ a: Int, _ tapeB: Tape, _ b: Int, _ nesting: Int
  ) -> Bool {
    let end = Int(tapeA[a].next)
    var first = a + 1
    var second = b + 1
    while first < end {
      guard areEqual(tapeA, first, tapeB, second, nesting: nesting + 1) else { return false }
      first = tapeA.next(after: first)
      second = tapeB.next(after: second)
    }
    return true
  }

  /// Looks for each key on the other side, first where it is if both have the same order. Keys are
  /// distinct, so as many found as there are is all of them.
  private static func areEqualObjects(
    _ tapeA: Tape, _ a: Int, _ tapeB: Tape, _ b: Int, _ nesting: Int
  ) -> Bool {
    let end = Int(tapeA[a].next)
    let endB = Int(tapeB[b].next)
    var first = a + 1
    var second = b + 1
    while first < end {
      var tried = 0
      while tapeB[second].keyHash != tapeA[first].keyHash
        || !areEqualStrings(tapeA, first, tapeB, second)
      {
        tried += 1
        if tried == Int(tapeA[a].length) { return false }
        second = tapeB.next(after: second + 1)
        if second == endB { second = b + 1 }
      }
      guard areEqual(tapeA, first + 1, tapeB, second + 1, nesting: nesting + 1) else {
        return false
      }
      first = tapeA.next(after: first + 1)
      second = tapeB.next(after: second + 1)
      if second == endB { second = b + 1 }
    }
    return true
  }

  /// The same for large and deep values, without recursion.
  private static func areEqualIterating(
    _ tapeA: Tape, _ a: Int, _ tapeB: Tape, _ b: Int
  ) -> Bool {
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
      return contentsAreEqual(
        tapeA.rawContent(of: tapeA[a]), tapeB.rawContent(of: tapeB[b]))
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
