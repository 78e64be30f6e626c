/// A nondeterministic automaton over UTF-8 bytes (Thompson's construction), for what has no back
/// references. It reads forwards, or for lookaheads backwards. Bounded repetitions are written out,
/// up to `PatternLimits.maxInstructions`.
struct ByteAutomaton: Sendable {
  struct State: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
      /// Reads one byte in `low...high`.
      case bytes
      /// Goes on at each of the `count` states in `branches` from `next`.
      case split
      /// Holds before the first byte that is read, or after the last.
      case first, last
      case wordBoundary, noWordBoundary
      /// Whether the lookaround number `low` holds here.
      case look, lookFails
      case match
    }

    var kind: Kind
    var low: UInt8 = 0
    var high: UInt8 = 0
    var next: Int32 = 0
    var count: Int32 = 0
  }

  /// What a lookaround asks for.
  struct Look: Hashable, Sendable {
    let body: PatternNode
    let isBehind: Bool
  }

  private(set) var states = [State(kind: .match)]
  private(set) var branches: [Int32] = []
  private(set) var initial: Int32 = 0
  private(set) var usesWordBoundaries = false
  let isBackward: Bool

  /// The lookarounds at this level, each once.
  private(set) var looks: [Look] = []

  /// Bytes that no state tells apart share a class.
  private(set) var classOfByte = [UInt8](repeating: 0, count: 256)
  /// One byte of each class.
  private(set) var byteOfClass: [UInt8] = []

  /// States that read a byte, by a hash of what they read and where they go on: many characters of
  /// a class end alike. One place for each hash, so that some are made twice.
  private var tails: [Int32] = []

  /// - Throws: `tooLarge`.
  init(_ tree: PatternNode, isBackward: Bool) throws(PatternError) {
    self.isBackward = isBackward
    initial = try add(tree, before: 0)
    tails = []
    makeClasses()
  }

  /// Adds states that match `node` and go on to `next`; returns the first of them.
  private mutating func add(_ node: PatternNode, before next: Int32) throws(PatternError) -> Int32 {
    switch node {
    case .empty, .backReference: return next
    case .scalars(let set): return try addScalars(set, before: next)
    case .sequence(let parts):
      var first = next
      for part in isBackward ? parts : parts.reversed() { first = try add(part, before: first) }
      return first
    case .alternation(let ways):
      var firsts: [Int32] = []
      for way in ways { firsts.append(try add(way, before: next)) }
      return try addSplit(firsts)
    case .repetition(let body, let min, let max, _):
      return try addRepetition(body, min: min, max: max, before: next)
    case .start: return try append(State(kind: isBackward ? .last : .first, next: next))
    case .end: return try append(State(kind: isBackward ? .first : .last, next: next))
    case .wordBoundary(let isNegated):
      usesWordBoundaries = true
      return try append(State(kind: isNegated ? .noWordBoundary : .wordBoundary, next: next))
    case .capture(let body, _): return try add(body, before: next)
    case .lookaround(let body, let isBehind, let isNegated):
      let look = Look(body: body, isBehind: isBehind)
      let number = looks.firstIndex(of: look) ?? looks.count
      if number == looks.count { looks.append(look) }
      return try append(
        State(
          kind: isNegated ? .lookFails : .look, low: UInt8(truncatingIfNeeded: number), next: next))
    }
  }

  private mutating func addRepetition(
    _ body: PatternNode, min: Int, max: Int?, before next: Int32
  ) throws(PatternError) -> Int32 {
    var first = next
    if max == nil {
      let loop = try addSplit([next, next])
      let start = try add(body, before: loop)
      branches[Int(states[Int(loop)].next)] = start
      first = loop
    }
    // Copies of one another: the body is built once.
    var original: Fragment?
    for copy in stride(from: Swift.max(min, max ?? 0), to: 0, by: -1) {
      let start: Int32
      if let original {
        start = try addCopy(of: original, before: first)
      } else {
        let firstState = states.count
        let firstBranch = branches.count
        start = try add(body, before: first)
        // What takes no state takes none however often.
        if states.count == firstState { return first }
        original = Fragment(
          start: start, states: firstState..<states.count, branches: firstBranch..<branches.count)
      }
      // Each optional copy may be the last.
      first = copy > min ? try addSplit([start, next]) : start
    }
    return first
  }

  /// States that were added together. All others that they go on to are the one behind them.
  private struct Fragment {
    var start: Int32
    var states: Range<Int>
    var branches: Range<Int>
  }

  private mutating func addCopy(
    of original: Fragment, before next: Int32
  ) throws(PatternError) -> Int32 {
    let distance = Int32(states.count - original.states.lowerBound)
    let branchDistance = Int32(branches.count - original.branches.lowerBound)
    func moved(_ state: Int32) -> Int32 {
      state < original.states.lowerBound ? next : state + distance
    }
    for index in original.branches { branches.append(moved(branches[index])) }
    for index in original.states {
      var state = states[index]
      state.next = state.kind == .split ? state.next + branchDistance : moved(state.next)
      _ = try append(state)
    }
    return moved(original.start)
  }

  private mutating func addSplit(_ ways: [Int32]) throws(PatternError) -> Int32 {
    let start = Int32(branches.count)
    branches += ways
    return try append(State(kind: .split, next: start, count: Int32(ways.count)))
  }

  private mutating func append(_ state: State) throws(PatternError) -> Int32 {
    guard states.count < PatternLimits.maxInstructions else { throw PatternError(.tooLarge, at: 0) }
    states.append(state)
    return Int32(states.count - 1)
  }

  private mutating func addScalars(
    _ set: ScalarSet, before next: Int32
  ) throws(PatternError) -> Int32 {
    let firstState = states.count
    var firsts: [Int32] = []
    for sequence in set.utf8Sequences {
      if sequence.count == 1 {
        firsts.append(try append(State(reading: sequence[0], next: next)))
        continue
      }
      // From the byte that is read last to the one that is read first.
      var first = next
      for index in 0..<sequence.count {
        let bytes = sequence[isBackward ? index : sequence.count - 1 - index]
        first = try tail(State(reading: bytes, next: first), from: firstState)
      }
      if firsts.last != first { firsts.append(first) }
    }
    return firsts.count == 1 ? firsts[0] : try addSplit(firsts)
  }

  /// A state like `state` among those from `first` on: one that is there, or a new one.
  private mutating func tail(_ state: State, from first: Int) throws(PatternError) -> Int32 {
    if tails.isEmpty { tails = [Int32](repeating: 0, count: 1024) }
    let place = (Int(state.low) &* 31 ^ Int(state.high) &* 7 ^ Int(state.next) &* 257) & 1023
    let known = Int(tails[place])
    if known >= first, states[known].low == state.low, states[known].high == state.high,
      states[known].next == state.next
    {
      return tails[place]
    }
    tails[place] = try append(state)
    return tails[place]
  }

  private mutating func makeClasses() {
    var isFirst = [Bool](repeating: false, count: 257)
    // Continuation bytes are always told apart: no character starts there.
    for byte in [0, 0x80, 0xC0] { isFirst[byte] = true }
    for state in states where state.kind == .bytes {
      isFirst[Int(state.low)] = true
      isFirst[Int(state.high) + 1] = true
    }
    if usesWordBoundaries {
      for range in ScalarSet.word.ranges {
        isFirst[Int(range.lowerBound)] = true
        isFirst[Int(range.upperBound) + 1] = true
      }
    }
    for byte in 0..<256 {
      if isFirst[byte] { byteOfClass.append(UInt8(byte)) }
      classOfByte[byte] = UInt8(byteOfClass.count - 1)
    }
  }
}

extension ByteAutomaton.State {
  fileprivate init(reading bytes: ClosedRange<UInt8>, next: Int32) {
    self.init(kind: .bytes, low: bytes.lowerBound, high: bytes.upperBound, next: next)
  }
}
