import WeirJSON

/// A regular expression of a schema: ECMA-262 with the `u` flag, unanchored, over UTF-8 bytes.
///
/// Immutable, shared by all workers. The way it is run is chosen once: by comparison of bytes where
/// it is a literal or one class of bytes, by an automaton in linear time where it is regular, and
/// step by step, with a budget, where lookaround or back references make it neither.
struct Pattern: Sendable {
  /// As written.
  let source: [UInt8]

  private let strategy: Strategy

  indirect enum Strategy: Sendable {
    case always
    case equals([UInt8])
    case hasPrefix([UInt8])
    case contains([UInt8])
    case bytes(ByteRun)
    /// `key` names the automaton in every worker's scratch.
    case automaton(PatternNode, key: Int, isSearching: Bool)
    /// Lookaheads at the very start of the text, and the rest of the pattern there.
    case all([Condition])
    case backtracking(BacktrackingProgram)
  }

  struct Condition: Sendable {
    var strategy: Strategy
    var isNegated: Bool
  }

  /// How many automata one pattern may need; one with more lookaheads is run step by step.
  private static let keysPerPattern = 4

  /// - Parameter index: Distinguishes the pattern among those of its program.
  init(_ source: [UInt8], index: Int) throws(PatternError) {
    self.source = source
    let tree = try PatternParser.parse(source)
    strategy = try Self.strategy(for: tree, key: index * Self.keysPerPattern)
  }

  /// Whether it needs a budget of steps, since it is not regular.
  var needsBudget: Bool {
    if case .backtracking = strategy { return true }
    return false
  }

  /// Whether the pattern matches somewhere in `text`, which is well-formed but for lone surrogates.
  func matches(
    _ text: ByteSlice, scratch: inout PatternScratch
  ) throws(PatternBudgetExceeded) -> Bool {
    try Self.matches(strategy, text, &scratch)
  }

  private static func matches(
    _ strategy: borrowing Strategy, _ text: ByteSlice, _ scratch: inout PatternScratch
  ) throws(PatternBudgetExceeded) -> Bool {
    switch strategy {
    case .always: return true
    case .equals(let literal): return literal.count == text.count && text.starts(with: literal)
    case .hasPrefix(let literal): return text.starts(with: literal)
    case .contains(let literal): return text.contains(literal)
    case .bytes(let run): return run.matches(text)
    case .automaton(let tree, let key, let isSearching):
      return scratch.automaton(key, tree, isSearching).matches(text)
    case .all(let conditions):
      for condition in conditions
      where try matches(condition.strategy, text, &scratch) == condition.isNegated {
        return false
      }
      return true
    case .backtracking(let program):
      var matcher = BacktrackingMatcher(program, text)
      return try matcher.search()
    }
  }

  private static func strategy(for tree: PatternNode, key: Int) throws(PatternError) -> Strategy {
    guard tree.isRegular else {
      if let conditions = try conditions(of: tree, key: key) { return .all(conditions) }
      return .backtracking(try BacktrackingProgram(tree))
    }
    if let fast = tree.fastStrategy { return fast }
    // Sizes are checked now, so that no match can fail for them; the automaton is made when a text
    // asks for it.
    if tree.mayBeLarge { _ = try ByteAutomaton(tree) }
    return .automaton(tree, key: key, isSearching: !tree.isAnchored)
  }

  /// `^(?=a)(?!b)c` as "`^(?:a)` and not `^(?:b)` and `^c`", each of which is regular.
  private static func conditions(
    of tree: PatternNode, key: Int
  ) throws(PatternError) -> [Condition]? {
    guard case .sequence(let parts) = tree, parts.first == .start else { return nil }
    let looks = parts.dropFirst().prefix {
      if case .lookaround(_, isBehind: false, _) = $0 { true } else { false }
    }
    let rest = PatternNode.sequence([.start] + parts.dropFirst(1 + looks.count))
    guard !looks.isEmpty, looks.count < keysPerPattern, rest.isRegular else { return nil }
    var conditions = [Condition(strategy: try strategy(for: rest, key: key), isNegated: false)]
    for (offset, look) in looks.enumerated() {
      guard case .lookaround(let body, _, let isNegated) = look, body.isRegular else { return nil }
      let anchored = PatternNode.sequence([.start, body])
      conditions.append(
        Condition(
          strategy: try strategy(for: anchored, key: key + 1 + offset), isNegated: isNegated))
    }
    return conditions
  }
}

/// A pattern as the evaluator meets it: what can be decided without an automaton is decided from
/// these few words, which cost no reference counting.
struct PatternPlan: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    case always, equals, hasPrefix, bytes, general
  }

  var kind = Kind.general
  var run = ByteRun(ScalarSet(), min: 0, max: 0, isClosed: true)
  /// The literal, in the key pool.
  var offset: UInt32 = 0
  var length: UInt32 = 0
}

extension Pattern {
  /// The plan of the pattern, whose literal goes into `keys`.
  func plan(_ keys: inout KeyPoolBuilder) -> PatternPlan {
    switch strategy {
    case .always: PatternPlan(kind: .always)
    case .bytes(let run): PatternPlan(kind: .bytes, run: run)
    case .equals(let literal):
      PatternPlan(kind: .equals, offset: keys.addBytes(literal), length: UInt32(literal.count))
    case .hasPrefix(let literal):
      PatternPlan(kind: .hasPrefix, offset: keys.addBytes(literal), length: UInt32(literal.count))
    case .contains, .automaton, .all, .backtracking: PatternPlan()
    }
  }
}

/// One worker's automata for the patterns of one program.
struct PatternScratch: ~Copyable {
  private var automata: [LazyAutomaton?] = []

  init() {}

  /// The automaton named `key`, made from `tree` when it is first asked for.
  mutating func automaton(_ key: Int, _ tree: PatternNode, _ isSearching: Bool) -> LazyAutomaton {
    if key < automata.count, let known = automata[key] { return known }
    return make(key, tree, isSearching)
  }

  @inline(never)
  private mutating func make(
    _ key: Int, _ tree: PatternNode, _ isSearching: Bool
  ) -> LazyAutomaton {
    while automata.count <= key { automata.append(nil) }
    // The size was checked when the pattern was made.
    let automaton = try? ByteAutomaton(tree)
    let made = LazyAutomaton(automaton ?? ByteAutomaton(), isSearching: isSearching)
    automata[key] = made
    return made
  }
}
