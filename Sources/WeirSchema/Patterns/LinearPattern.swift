/// A pattern without back references, as passes of automata over the text: linear time, whatever
/// the pattern.
///
/// A lookaround asks at a position whether something matches from there or up to there. An automaton
/// that reads the whole text once, backwards for a lookahead, answers for all positions; each gets a
/// bit. So lookarounds are passes that come before, and for the automaton that asks, the bits are
/// part of its input.
struct LinearPattern: Sendable {
  struct Pass: Sendable {
    let automaton: ByteAutomaton
    /// Where the bits of the lookarounds that the automaton asks for begin.
    let firstBit: Int
    let goal: Goal
  }

  enum Goal: Sendable, Equatable {
    /// To find a match that starts anywhere, or at the start of the text only.
    case search, matchAtStart
    /// To mark all positions where a match ends. If the automaton reads backwards, that is where a
    /// match of the pattern starts.
    case mark(bit: Int)
  }

  /// In the order they are run; the last one tells.
  private(set) var passes: [Pass] = []
  private var bitCount = 0

  /// Nil if `tree` has back references, or more lookarounds than there are bits.
  ///
  /// - Throws: `tooLarge`.
  init?(_ tree: PatternNode) throws(PatternError) {
    guard !tree.hasBackReferences else { return nil }
    let goal = tree.isAnchored ? Goal.matchAtStart : .search
    guard try add(tree, isBackward: false, goal: goal) else { return nil }
  }

  private mutating func add(
    _ tree: PatternNode, isBackward: Bool, goal: Goal
  ) throws(PatternError) -> Bool {
    let automaton = try ByteAutomaton(tree, isBackward: isBackward)
    let firstBit = bitCount
    bitCount += automaton.looks.count
    guard automaton.looks.count <= PatternLimits.maxLooksPerAutomaton,
      bitCount <= PatternLimits.maxLooks
    else { return false }
    for (index, look) in automaton.looks.enumerated() {
      guard
        try add(look.body, isBackward: !look.isBehind, goal: .mark(bit: firstBit + index))
      else { return false }
    }
    passes.append(Pass(automaton: automaton, firstBit: firstBit, goal: goal))
    return true
  }
}
