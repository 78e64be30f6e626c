import WeirJSON

/// A deterministic automaton that is built from a `ByteAutomaton` as texts ask for it. One worker's.
///
/// A state stands for the set of automaton states that a text so far may have led to, before
/// assertions are looked at: whether `\b` holds is known only with the next byte. Time is linear in
/// the text once the states it needs are there; a text pays for each state at most once, and when
/// `PatternLimits.maxStates` are there all are thrown away.
final class LazyAutomaton {
  private let automaton: ByteAutomaton
  /// Whether a match may start anywhere, rather than at the start of the text only.
  private let isSearching: Bool

  /// Bytes that no state tells apart share a class.
  private var classOfByte = CellBuffer<UInt8>(capacity: 256)
  private var classCount = 0
  private var byteOfClass: [UInt8] = []

  /// `states × classCount` entries: the next state, or one of the marks below.
  private var transitions = CellBuffer<Int32>(capacity: 256)
  private var sets: [StateSet] = []
  private var acceptsAtEnd: [Bool?] = []
  private var stateOfSet: [StateSet: Int32] = [:]

  private static var unknown: Int32 { -1 }
  private static var matched: Int32 { -2 }
  private static var dead: Int32 { -3 }

  private struct StateSet: Hashable {
    var states: [Int]
    var isAtStart: Bool
    var followsWord: Bool
  }

  init(_ automaton: ByteAutomaton, isSearching: Bool) {
    self.automaton = automaton
    self.isSearching = isSearching
    makeClasses()
    reset()
  }

  func matches(_ text: ByteSlice) -> Bool {
    var state: Int32 = 0
    var table = transitions.cells
    let classes = classOfByte.cells
    let stride = classCount
    for index in 0..<text.count {
      let byteClass = Int(classes[Int(text[index])])
      var next = table[Int(state) &* stride &+ byteClass]
      if next < 0 {
        if next == Self.unknown {
          next = step(from: state, byteClass)
          table = transitions.cells
        }
        if next == Self.matched { return true }
        if next == Self.dead { return false }
      }
      state = next
    }
    return acceptsAtEnd(state)
  }

  // MARK: Building

  private func makeClasses() {
    var starts = Set<Int>([0])
    for case .bytes(let low, let high, _) in automaton.states {
      starts.insert(Int(low))
      starts.insert(Int(high) + 1)
    }
    if automaton.usesWordBoundaries {
      for range in ScalarSet.word.ranges {
        starts.insert(Int(range.lowerBound))
        starts.insert(Int(range.upperBound) + 1)
      }
    }
    for byte in 0..<256 {
      if starts.contains(byte) { byteOfClass.append(UInt8(byte)) }
      classOfByte[byte] = UInt8(byteOfClass.count - 1)
    }
    classCount = byteOfClass.count
  }

  private func reset() {
    sets.removeAll()
    acceptsAtEnd.removeAll()
    stateOfSet.removeAll()
    _ = state(of: StateSet(states: [automaton.initial], isAtStart: true, followsWord: false))
  }

  private func state(of set: StateSet) -> Int32 {
    if let known = stateOfSet[set] { return known }
    let state = Int32(sets.count)
    sets.append(set)
    acceptsAtEnd.append(nil)
    stateOfSet[set] = state
    let used = Int(state) * classCount
    transitions.reserve(used + classCount, keeping: used)
    for byteClass in 0..<classCount { transitions[used + byteClass] = Self.unknown }
    return state
  }

  /// Where `state` goes on a byte of the class; notes it.
  private func step(from state: Int32, _ byteClass: Int) -> Int32 {
    let byte = byteOfClass[byteClass]
    let set = sets[Int(state)]
    let isWord = byte < 0x80 && ScalarSet.word.contains(UInt32(byte))
    let (closure, isMatch) = close(set, isAtEnd: false, precedesWord: isWord)
    if isMatch {
      transitions[Int(state) * classCount + byteClass] = Self.matched
      return Self.matched
    }
    var reached = Set<Int>()
    for index in closure {
      if case .bytes(let low, let high, let next) = automaton.states[index], low <= byte,
        byte <= high
      {
        reached.insert(next)
      }
    }
    // Between the bytes of one character a new match cannot start, and nothing there would match.
    if isSearching { reached.insert(automaton.initial) }
    if reached.isEmpty {
      transitions[Int(state) * classCount + byteClass] = Self.dead
      return Self.dead
    }
    let next = StateSet(
      states: reached.sorted(), isAtStart: false,
      followsWord: automaton.usesWordBoundaries && isWord)
    if sets.count >= PatternLimits.maxStates, stateOfSet[next] == nil {
      reset()
      return self.state(of: next)
    }
    let found = self.state(of: next)
    transitions[Int(state) * classCount + byteClass] = found
    return found
  }

  private func acceptsAtEnd(_ state: Int32) -> Bool {
    if let known = acceptsAtEnd[Int(state)] { return known }
    let accepts = close(sets[Int(state)], isAtEnd: true, precedesWord: false).isMatch
    acceptsAtEnd[Int(state)] = accepts
    return accepts
  }

  /// All states that can be reached without taking a byte.
  private func close(
    _ set: StateSet, isAtEnd: Bool, precedesWord: Bool
  ) -> (states: Set<Int>, isMatch: Bool) {
    var seen = Set<Int>()
    var pending = set.states
    var isMatch = false
    while let index = pending.popLast() {
      guard seen.insert(index).inserted else { continue }
      switch automaton.states[index] {
      case .bytes: break
      case .split(let branches): pending += branches
      case .start(let next): if set.isAtStart { pending.append(next) }
      case .end(let next): if isAtEnd { pending.append(next) }
      case .wordBoundary(let isNegated, let next):
        if (set.followsWord != precedesWord) != isNegated { pending.append(next) }
      case .match: isMatch = true
      }
    }
    return (seen, isMatch)
  }
}
