import WeirJSON

/// A regular expression of a schema: ECMA-262 with the `u` flag, unanchored, over UTF-8 bytes.
///
/// Immutable, shared by all workers. The way it is run is chosen once: by comparison of bytes where
/// it is a literal or a run of one class, by automata in linear time where it has no back
/// references, and step by step, with a budget, where it has.
struct Pattern: Sendable {
  /// As written.
  let source: [UInt8]

  /// The automata it needs, as every worker's scratch names them; empty if it needs none.
  let keys: Range<Int>

  private let strategy: Strategy

  enum Strategy: Sendable {
    case always
    case equals([UInt8])
    case hasPrefix([UInt8])
    case hasSuffix([UInt8])
    case contains([UInt8])
    case run(ScalarRun)
    case places(PlaceTable)
    case linear(LinearPattern)
    /// As many characters, of which the pattern tells whether they are all of its one class.
    case counted(LinearPattern, ClosedRange<Int>)
    case backtracking(BacktrackingProgram)
  }

  /// - Parameter firstKey: The first number that no pattern of the program has for an automaton.
  init(_ source: [UInt8], firstKey: Int = 0) throws(PatternError) {
    self.source = source
    let tree = try PatternParser.parse(source)
    if let fast = tree.fastStrategy {
      strategy = fast
    } else if let (all, count) = tree.countedClass, let linear = try LinearPattern(all) {
      strategy = .counted(linear, count)
    } else if let linear = try LinearPattern(tree) {
      strategy = .linear(linear)
    } else {
      strategy = .backtracking(try BacktrackingProgram(tree))
    }
    switch strategy {
    case .linear(let linear), .counted(let linear, _):
      keys = firstKey..<firstKey + linear.passes.count
    default: keys = firstKey..<firstKey
    }
  }

  /// Whether it has no back references, so that no text takes more than linear time.
  var isLinear: Bool {
    if case .backtracking = strategy { return false }
    return true
  }

  /// Whether the pattern matches somewhere in `text`, which is well-formed but for lone surrogates.
  ///
  /// - Throws: When a pattern with back references takes more than `maxSteps` steps.
  func matches(
    _ text: ByteSlice, scratch: inout PatternScratch, maxSteps: Int
  ) throws(PatternBudgetExceeded) -> Bool {
    switch strategy {
    case .linear(let linear):
      scratch.prepare(linear, keys)
      return scratch.matches(text, keys)
    case .counted(let linear, let count):
      scratch.prepare(linear, keys)
      return count.contains(text.scalarCount) && scratch.matches(text, keys)
    case .backtracking(let program):
      return try scratch.matches(text, program, maxSteps: maxSteps)
    default: return matchesSimply(text) ?? false
    }
  }

  /// The same where neither automaton nor budget is needed to tell; else nil.
  func matchesSimply(_ text: ByteSlice) -> Bool? {
    switch strategy {
    case .always: true
    case .equals(let literal): text.count == literal.count && text.hasPrefix(literal)
    case .hasPrefix(let literal): text.hasPrefix(literal)
    case .hasSuffix(let literal): text.hasSuffix(literal)
    case .contains(let literal): literal.withByteSlice { text.contains($0) }
    case .run(let run): run.matches(text)
    case .places(let table):
      table.bytes.withByteSlice { PlaceTable.matches(text, $0, isClosed: table.isClosed) }
    case .linear, .counted, .backtracking: nil
    }
  }
}

/// A pattern as the evaluator meets it: a few trivial words, so that a match in the steady state
/// counts no references.
struct PatternPlan: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    case always, equals, hasPrefix, hasSuffix, contains, run, places, openPlaces
    case automaton, counted, lookaround, backtracking
  }

  var kind = Kind.always
  var run = ScalarRun()
  /// For `counted`: how many characters.
  var min = 0
  var max = 0
  /// The literal, in the key pool.
  var offset: UInt32 = 0
  var length: UInt32 = 0
  /// The automata in a worker's scratch.
  var firstKey: UInt32 = 0
  var lastKey: UInt32 = 0
}

extension Pattern {
  /// The plan of the pattern, whose literal goes into `pool`.
  func plan(_ pool: inout KeyPoolBuilder) -> PatternPlan {
    func literal(_ kind: PatternPlan.Kind, _ text: [UInt8]) -> PatternPlan {
      PatternPlan(kind: kind, offset: pool.addBytes(text), length: UInt32(text.count))
    }
    func automata(_ kind: PatternPlan.Kind) -> PatternPlan {
      PatternPlan(
        kind: kind, firstKey: UInt32(keys.lowerBound), lastKey: UInt32(keys.upperBound - 1))
    }
    switch strategy {
    case .always: return PatternPlan()
    case .equals(let text): return literal(.equals, text)
    case .hasPrefix(let text): return literal(.hasPrefix, text)
    case .hasSuffix(let text): return literal(.hasSuffix, text)
    case .places(let table): return literal(table.isClosed ? .places : .openPlaces, table.bytes)
    case .contains(let text): return literal(.contains, text)
    case .run(let run): return PatternPlan(kind: .run, run: run)
    case .linear: return automata(keys.count == 1 ? .automaton : .lookaround)
    case .counted(_, let count):
      var plan = automata(.counted)
      plan.min = count.lowerBound
      plan.max = count.upperBound
      return plan
    case .backtracking: return PatternPlan(kind: .backtracking)
    }
  }
}
