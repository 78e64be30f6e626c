/// A nondeterministic automaton over UTF-8 bytes (Thompson's construction), for patterns that are
/// regular. Bounded repetitions are written out, up to `PatternLimits.maxInstructions`.
struct ByteAutomaton {
  enum State {
    case bytes(low: UInt8, high: UInt8, next: Int)
    case split([Int])
    case start(next: Int)
    case end(next: Int)
    case wordBoundary(isNegated: Bool, next: Int)
    case match
  }

  private(set) var states: [State] = [.match]
  private(set) var initial = 0
  private(set) var usesWordBoundaries = false

  /// Shared tails of byte sequences: many ranges of a class end alike.
  private var tails: [Tail: Int] = [:]

  private struct Tail: Hashable {
    var low: UInt8
    var high: UInt8
    var next: Int
  }

  /// Matches the empty text, anywhere.
  init() {}

  /// - Throws: `tooLarge`.
  init(_ tree: PatternNode) throws(PatternError) {
    initial = try add(tree, before: 0)
  }

  /// Adds states that match `node` and go on to `next`; returns the first of them.
  private mutating func add(_ node: PatternNode, before next: Int) throws(PatternError) -> Int {
    switch node {
    case .empty: return next
    case .scalars(let set): return try addScalars(set, before: next)
    case .sequence(let parts):
      var first = next
      for part in parts.reversed() { first = try add(part, before: first) }
      return first
    case .alternation(let branches):
      var firsts: [Int] = []
      for branch in branches { firsts.append(try add(branch, before: next)) }
      return try append(.split(firsts))
    case .repetition(let body, let min, let max, _):
      return try addRepetition(body, min: min, max: max, before: next)
    case .start: return try append(.start(next: next))
    case .end: return try append(.end(next: next))
    case .wordBoundary(let isNegated):
      usesWordBoundaries = true
      return try append(.wordBoundary(isNegated: isNegated, next: next))
    case .capture(let body, _): return try add(body, before: next)
    case .lookaround, .backReference: return next
    }
  }

  private mutating func addRepetition(
    _ body: PatternNode, min: Int, max: Int?, before next: Int
  ) throws(PatternError) -> Int {
    var first = next
    if let max {
      // Each optional copy may be the last.
      for _ in min..<Swift.max(min, max) {
        first = try append(.split([try add(body, before: first), next]))
      }
    } else {
      let loop = try append(.split([]))
      let start = try add(body, before: loop)
      states[loop] = .split([start, next])
      first = loop
    }
    for _ in 0..<min { first = try add(body, before: first) }
    return first
  }

  private mutating func append(_ state: State) throws(PatternError) -> Int {
    guard states.count < PatternLimits.maxInstructions else { throw PatternError(.tooLarge, at: 0) }
    states.append(state)
    return states.count - 1
  }

  // MARK: UTF-8

  private mutating func addScalars(_ set: ScalarSet, before next: Int) throws(PatternError) -> Int {
    tails.removeAll(keepingCapacity: true)
    var firsts: [Int] = []
    for range in set.ranges { try addRange(range, before: next, &firsts) }
    return firsts.count == 1 ? firsts[0] : try append(.split(firsts))
  }

  /// Splits a range of code points where the length of their UTF-8 form changes.
  private mutating func addRange(
    _ range: ClosedRange<UInt32>, before next: Int, _ firsts: inout [Int]
  ) throws(PatternError) {
    for limits in [0...0x7F, 0x80...0x7FF, 0x800...0xFFFF, 0x10000...0x10FFFF]
      as [ClosedRange<UInt32>]
    where range.overlaps(limits) {
      let part = range.clamped(to: limits)
      try addSequences(Self.encoded(part.lowerBound), Self.encoded(part.upperBound), next, &firsts)
    }
  }

  /// Adds byte sequences for all code points between two of the same encoded length. Where the
  /// leading bytes differ, the ends keep their own tails and all between share a full one.
  private mutating func addSequences(
    _ low: [UInt8], _ high: [UInt8], _ next: Int, _ firsts: inout [Int]
  ) throws(PatternError) {
    if isFull(low.dropFirst(), high.dropFirst()) {
      firsts.append(try chain(low, high, next))
      return
    }
    if low[0] == high[0] {
      var inner: [Int] = []
      try addSequences(Array(low.dropFirst()), Array(high.dropFirst()), next, &inner)
      let rest = inner.count == 1 ? inner[0] : try append(.split(inner))
      firsts.append(try tail(low[0], low[0], rest))
      return
    }
    let bottom = [UInt8](repeating: 0x80, count: low.count - 1)
    let top = [UInt8](repeating: 0xBF, count: low.count - 1)
    try addSequences(low, [low[0]] + top, next, &firsts)
    if high[0] - low[0] > 1 {
      firsts.append(try chain([low[0] + 1] + bottom, [high[0] - 1] + top, next))
    }
    try addSequences([high[0]] + bottom, high, next, &firsts)
  }

  private func isFull(_ low: ArraySlice<UInt8>, _ high: ArraySlice<UInt8>) -> Bool {
    low.allSatisfy { $0 == 0x80 } && high.allSatisfy { $0 == 0xBF }
  }

  /// One state per byte, from each byte of `low` to that of `high`.
  private mutating func chain(_ low: [UInt8], _ high: [UInt8], _ next: Int) throws(PatternError)
    -> Int
  {
    var first = next
    for index in low.indices.reversed() { first = try tail(low[index], high[index], first) }
    return first
  }

  private mutating func tail(_ low: UInt8, _ high: UInt8, _ next: Int) throws(PatternError) -> Int {
    let key = Tail(low: low, high: high, next: next)
    if let known = tails[key] { return known }
    let state = try append(.bytes(low: low, high: high, next: next))
    tails[key] = state
    return state
  }

  private static func encoded(_ scalar: UInt32) -> [UInt8] {
    func byte(_ value: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: value) }
    func tail(_ shift: UInt32) -> UInt8 { byte(0x80 | scalar >> shift & 0x3F) }
    return switch scalar {
    case 0..<0x80: [byte(scalar)]
    case 0x80..<0x800: [byte(0xC0 | scalar >> 6), tail(0)]
    case 0x800..<0x10000: [byte(0xE0 | scalar >> 12), tail(6), tail(0)]
    default: [byte(0xF0 | scalar >> 18), tail(12), tail(6), tail(0)]
    }
  }
}
