/// A pattern of a random test: what is written, and what it means by ECMA-262 §22.2.2, word by word
/// and with no thought of time. It shares nothing with the engine but the specification.
indirect enum PlainPattern {
  case empty
  case character(UInt32)
  /// Characters as written in a class, and which they are.
  case oneOf(String, @Sendable (UInt32) -> Bool)
  case start, end
  case wordBoundary(isNegated: Bool)
  case sequence([PlainPattern])
  case alternation([PlainPattern])
  case group(PlainPattern, index: Int)
  case repetition(PlainPattern, min: Int, max: Int, isLazy: Bool)
  case look(PlainPattern, isBehind: Bool, isNegated: Bool)
  case reference(Int)
}

extension PlainPattern: CustomStringConvertible {
  /// As a schema would have it.
  var description: String {
    switch self {
    case .empty: ""
    case .character(let scalar): Unicode.Scalar(scalar).map { String(Character($0)) } ?? ""
    case .oneOf(let source, _): source
    case .start: "^"
    case .end: "$"
    case .wordBoundary(let isNegated): isNegated ? "\\B" : "\\b"
    case .sequence(let parts): parts.map { "\($0)" }.joined()
    case .alternation(let ways): "(?:" + ways.map { "\($0)" }.joined(separator: "|") + ")"
    case .group(let body, _): "(\(body))"
    case .repetition(let body, let min, let max, let isLazy):
      "(?:\(body)){\(min),\(max == Int.max ? "" : "\(max)")}\(isLazy ? "?" : "")"
    case .look(let body, let isBehind, let isNegated):
      "(?\(isBehind ? "<" : "")\(isNegated ? "!" : "=")\(body))"
    case .reference(let index): "(?:\\\(index))"
    }
  }
}

/// Matchers and continuations as in §22.2.2.1: a state is a position and what the groups hold.
struct PlainMatcher {
  struct State {
    var position: Int
    var groups: [Range<Int>?]
  }

  typealias Continuation = (State) -> State?

  let text: [UInt32]
  let groupCount: Int

  func matches(_ pattern: PlainPattern) -> Bool {
    (0...text.count).contains { start in
      let state = State(position: start, groups: Array(repeating: nil, count: groupCount + 1))
      return match(pattern, state, isBackward: false) { $0 } != nil
    }
  }

  private func match(
    _ pattern: PlainPattern, _ state: State, isBackward: Bool, _ next: @escaping Continuation
  ) -> State? {
    switch pattern {
    case .empty: return next(state)
    case .character(let scalar): return step(state, isBackward, next) { $0 == scalar }
    case .oneOf(_, let holds): return step(state, isBackward, next, holds)
    case .start: return state.position == 0 ? next(state) : nil
    case .end: return state.position == text.count ? next(state) : nil
    case .wordBoundary(let isNegated):
      let isBoundary = isWord(state.position - 1) != isWord(state.position)
      return isBoundary != isNegated ? next(state) : nil
    case .sequence(let parts):
      guard let first = isBackward ? parts.last : parts.first else { return next(state) }
      let rest = PlainPattern.sequence(Array(isBackward ? parts.dropLast() : parts.dropFirst()))
      return match(first, state, isBackward: isBackward) {
        match(rest, $0, isBackward: isBackward, next)
      }
    case .alternation(let ways):
      for way in ways {
        if let end = match(way, state, isBackward: isBackward, next) { return end }
      }
      return nil
    case .group(let body, let index):
      return match(body, state, isBackward: isBackward) { end in
        var end = end
        end.groups[index] =
          min(state.position, end.position)..<max(state.position, end.position)
        return next(end)
      }
    case .repetition(let body, let min, let max, let isLazy):
      return repeated(body, min, max, isLazy, state, isBackward, next)
    case .look(let body, let isBehind, let isNegated):
      let end = match(body, state, isBackward: isBehind) { $0 }
      if isNegated { return end == nil ? next(state) : nil }
      return end.flatMap { next(State(position: state.position, groups: $0.groups)) }
    case .reference(let index): return repeatGroup(index, state, isBackward, next)
    }
  }

  /// §22.2.2.3.1, RepeatMatcher.
  private func repeated(
    _ body: PlainPattern, _ min: Int, _ max: Int, _ isLazy: Bool, _ state: State,
    _ isBackward: Bool, _ next: @escaping Continuation
  ) -> State? {
    if max == 0 { return next(state) }
    var fresh = state
    for index in body.groupIndices { fresh.groups[index] = nil }
    let iterate: () -> State? = {
      match(body, fresh, isBackward: isBackward) { end in
        if min == 0, end.position == state.position { return nil }
        return repeated(
          body, min == 0 ? 0 : min - 1, max == Int.max ? max : max - 1, isLazy, end, isBackward,
          next)
      }
    }
    if min > 0 { return iterate() }
    return isLazy ? next(state) ?? iterate() : iterate() ?? next(state)
  }

  private func step(
    _ state: State, _ isBackward: Bool, _ next: Continuation, _ holds: (UInt32) -> Bool
  ) -> State? {
    let index = isBackward ? state.position - 1 : state.position
    guard text.indices.contains(index), holds(text[index]) else { return nil }
    return next(State(position: isBackward ? index : index + 1, groups: state.groups))
  }

  private func repeatGroup(
    _ index: Int, _ state: State, _ isBackward: Bool, _ next: Continuation
  ) -> State? {
    guard let group = state.groups[index] else { return next(state) }
    let start = isBackward ? state.position - group.count : state.position
    guard start >= 0, start + group.count <= text.count,
      text[start..<start + group.count] == text[group]
    else { return nil }
    return next(State(position: isBackward ? start : start + group.count, groups: state.groups))
  }

  private func isWord(_ index: Int) -> Bool {
    guard text.indices.contains(index), let scalar = Unicode.Scalar(text[index]) else {
      return false
    }
    return scalar == "_"
      || scalar.isASCII && (Character(scalar).isLetter || Character(scalar).isNumber)
  }
}

extension PlainPattern {
  fileprivate var groupIndices: [Int] {
    switch self {
    case .sequence(let parts), .alternation(let parts): parts.flatMap(\.groupIndices)
    case .group(let body, let index): [index] + body.groupIndices
    case .repetition(let body, _, _, _), .look(let body, _, _): body.groupIndices
    default: []
    }
  }
}
