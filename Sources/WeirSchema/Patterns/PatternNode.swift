/// The syntax tree of a pattern. Its depth is bounded by `PatternLimits.maxNesting`.
indirect enum PatternNode: Hashable, Sendable {
  case empty
  case scalars(ScalarSet)
  case sequence([PatternNode])
  case alternation([PatternNode])
  /// `max` nil: without end. Greed does not matter to a verdict, but to captures it does.
  case repetition(PatternNode, min: Int, max: Int?, isLazy: Bool)
  case start
  case end
  case wordBoundary(isNegated: Bool)
  /// `index` counts from 1.
  case capture(PatternNode, index: Int)
  case lookaround(PatternNode, isBehind: Bool, isNegated: Bool)
  /// The groups it may mean: several if they share a name.
  case backReference([Int], ignoresCase: Bool)
}

extension PatternNode {
  var hasBackReferences: Bool {
    switch self {
    case .empty, .scalars, .start, .end, .wordBoundary: false
    case .sequence(let parts), .alternation(let parts): parts.contains(where: \.hasBackReferences)
    case .repetition(let body, _, _, _), .capture(let body, _), .lookaround(let body, _, _):
      body.hasBackReferences
    case .backReference: true
    }
  }

  /// Whether it can match without taking a character.
  var canBeEmpty: Bool {
    switch self {
    case .empty, .start, .end, .wordBoundary, .lookaround, .backReference: true
    case .scalars: false
    case .sequence(let parts): parts.allSatisfy(\.canBeEmpty)
    case .alternation(let parts): parts.contains(where: \.canBeEmpty)
    case .repetition(let body, let min, _, _): min == 0 || body.canBeEmpty
    case .capture(let body, _): body.canBeEmpty
    }
  }

  /// The indices of the captures inside, if there are any.
  var captures: ClosedRange<Int>? {
    switch self {
    case .empty, .scalars, .start, .end, .wordBoundary, .backReference: return nil
    case .sequence(let parts), .alternation(let parts):
      let ranges = parts.compactMap(\.captures)
      guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max()
      else { return nil }
      return low...high
    case .repetition(let body, _, _, _), .lookaround(let body, _, _): return body.captures
    case .capture(let body, let index):
      return index...max(index, body.captures?.upperBound ?? index)
    }
  }
}
