/// Makes the states of a deterministic automaton from a `ByteAutomaton`, as texts ask for them. One
/// worker's. The states' rows are kept in `PatternScratch`; this is what they are made from.
///
/// A state stands for the set of automaton states that a text so far may have led to, before
/// assertions are looked at: whether `\b` holds is known only with the next byte.
final class SubsetConstruction {
  struct StateSet: Hashable {
    fileprivate var states: [Int32]
    fileprivate var isFirst: Bool
    fileprivate var followsWord: Bool

    var count: Int { states.count }
  }

  enum Step {
    case matched
    case dead
    /// Goes on with the set; `isMatch` tells whether a match ends before the byte.
    case to(StateSet, isMatch: Bool)
    case end(isMatch: Bool)
  }

  private let automaton: ByteAutomaton
  private let goal: LinearPattern.Goal
  private var sets: [StateSet] = []
  private var rowOfSet: [StateSet: Int32] = [:]

  /// Automaton states seen in the present walk have its number.
  private var seen: [Int32]
  private var walk: Int32 = 0
  private var pending: [Int32] = []

  /// Classes of bytes, and one for the end of the text. A row has as many columns for each
  /// combination of lookarounds.
  let columnCount: Int

  init(_ pass: LinearPattern.Pass) {
    automaton = pass.automaton
    goal = pass.goal
    columnCount = automaton.byteOfClass.count + 1
    seen = [Int32](repeating: 0, count: automaton.states.count)
  }

  var classOfByte: [UInt8] { automaton.classOfByte }

  var initial: StateSet {
    StateSet(states: [automaton.initial], isFirst: true, followsWord: false)
  }

  func row(of set: StateSet) -> Int32? { rowOfSet[set] }

  /// Notes the row of a set; returns the set's number.
  func add(_ set: StateSet, row: Int32) -> Int32 {
    rowOfSet[set] = row
    sets.append(set)
    return Int32(sets.count - 1)
  }

  /// Forgets all rows.
  func forget() {
    sets.removeAll(keepingCapacity: true)
    rowOfSet.removeAll(keepingCapacity: true)
  }

  /// What happens in set number `index` on an input: a column of a row.
  func step(from index: Int32, column: Int) -> Step {
    let set = sets[Int(index)]
    let bits = column / columnCount
    let byteClass = column % columnCount
    let isLast = byteClass == columnCount - 1
    let byte = isLast ? 0 : automaton.byteOfClass[byteClass]
    let isWord = !isLast && byte < 0x80 && ScalarSet.word.contains(UInt32(byte))
    var isMatch = false
    var reached: [Int32] = []
    begin()
    pending.append(contentsOf: set.states)
    while let next = pending.popLast() {
      guard visit(next) else { continue }
      let state = automaton.states[Int(next)]
      let holds =
        switch state.kind {
        case .bytes, .split, .match: false
        case .first: set.isFirst
        case .last: isLast
        case .wordBoundary: set.followsWord != isWord
        case .noWordBoundary: set.followsWord == isWord
        case .look: bits >> Int(state.low) & 1 != 0
        case .lookFails: bits >> Int(state.low) & 1 == 0
        }
      switch state.kind {
      case .bytes:
        if !isLast, state.low <= byte, byte <= state.high { reached.append(state.next) }
      case .split: pending.append(contentsOf: branches(of: state))
      case .match: isMatch = true
      default: if holds { pending.append(state.next) }
      }
    }
    // Within a character nothing starts or ends, though assertions may seem to hold there.
    if !automaton.isBackward, !isLast, byte & 0xC0 == 0x80 { isMatch = false }
    return finish(reached, isMatch, isLast: isLast, isWord: isWord)
  }

  private func finish(
    _ reached: consuming [Int32], _ isMatch: Bool, isLast: Bool, isWord: Bool
  ) -> Step {
    var isMarking = false
    if case .mark = goal { isMarking = true }
    if isLast { return .end(isMatch: isMatch) }
    if isMatch, !isMarking { return .matched }
    if goal != .matchAtStart { reached.append(automaton.initial) }
    begin()
    var states = reached.filter { visit($0) }
    if states.isEmpty { return .dead }
    if !isMarking, matchesForSure(states) { return .matched }
    states.sort()
    let followsWord = automaton.usesWordBoundaries && isWord
    return .to(
      StateSet(states: states, isFirst: false, followsWord: followsWord), isMatch: isMatch)
  }

  /// Whether a match is reached whatever follows.
  private func matchesForSure(_ states: [Int32]) -> Bool {
    begin()
    pending.append(contentsOf: states)
    while let next = pending.popLast() {
      guard visit(next) else { continue }
      let state = automaton.states[Int(next)]
      if state.kind == .match {
        pending.removeAll(keepingCapacity: true)
        return true
      }
      if state.kind == .split { pending.append(contentsOf: branches(of: state)) }
    }
    return false
  }

  private func branches(of state: ByteAutomaton.State) -> ArraySlice<Int32> {
    automaton.branches[Int(state.next)..<Int(state.next + state.count)]
  }

  private func begin() {
    walk &+= 1
    if walk == 0 {
      for index in seen.indices { seen[index] = 0 }
      walk = 1
    }
  }

  private func visit(_ state: Int32) -> Bool {
    if seen[Int(state)] == walk { return false }
    seen[Int(state)] = walk
    return true
  }
}
