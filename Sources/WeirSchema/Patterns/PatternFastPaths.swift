import WeirJSON

/// Between `min` and `max` bytes of one class: `^[a-z0-9_]+$` and its like. ASCII classes only, so
/// that bytes are characters.
struct ByteRun: BitwiseCopyable {
  private let low: UInt64
  private let high: UInt64
  private let min: Int
  private let max: Int
  /// Whether nothing may follow; else the first `min` bytes decide.
  private let isClosed: Bool

  init(_ set: ScalarSet, min: Int, max: Int?, isClosed: Bool) {
    var words: [UInt64] = [0, 0]
    for range in set.ranges {
      for scalar in range { words[Int(scalar >> 6)] |= 1 << UInt64(scalar & 63) }
    }
    low = words[0]
    high = words[1]
    self.min = min
    self.max = max ?? Int.max
    self.isClosed = isClosed
  }

  func matches(_ text: ByteSlice) -> Bool {
    guard text.count >= min, text.count <= max || !isClosed else { return false }
    for index in 0..<(isClosed ? text.count : min) {
      let byte = text[index]
      let word = byte < 64 ? low : high
      guard byte < 128, word &>> UInt64(byte & 63) & 1 != 0 else { return false }
    }
    return true
  }
}

extension PatternNode {
  /// A way to run the pattern without an automaton, if there is one.
  var fastStrategy: Pattern.Strategy? {
    let parts = flattened
    if parts.allSatisfy(\.allowsAnything) { return .always }
    var body = parts[...]
    let isAnchored = body.first == .start
    if isAnchored { body = body.dropFirst() }
    let isClosed = body.last == .end
    if isClosed { body = body.dropLast() }
    if let literal = Self.literal(body), !literal.isEmpty {
      switch (isAnchored, isClosed) {
      case (true, true): return .equals(literal)
      case (true, false): return .hasPrefix(literal)
      case (false, false): return .contains(literal)
      case (false, true): return nil
      }
    }
    guard isAnchored, body.count == 1, let only = body.first else { return nil }
    switch only {
    case .scalars(let set) where set.isASCII:
      return .bytes(ByteRun(set, min: 1, max: 1, isClosed: isClosed))
    case .repetition(.scalars(let set), let min, let max, _) where set.isASCII:
      return .bytes(ByteRun(set, min: min, max: max, isClosed: isClosed))
    default: return nil
    }
  }

  /// The parts in a row, without groups that only group.
  private var flattened: [PatternNode] {
    switch self {
    case .sequence(let parts): parts.flatMap(\.flattened)
    case .capture(let body, _): body.flattened
    case .empty: []
    default: [self]
    }
  }

  /// Whether it matches at every position of every text: `.*`, but not `$`.
  private var allowsAnything: Bool {
    if case .repetition(_, 0, _, _) = self { return true }
    return false
  }

  private static func literal(_ parts: ArraySlice<PatternNode>) -> [UInt8]? {
    var bytes: [UInt8] = []
    for part in parts {
      guard case .scalars(let set) = part, let member = set.onlyMember,
        let scalar = Unicode.Scalar(member)
      else { return nil }
      bytes += Array(String(Character(scalar)).utf8)
    }
    return bytes
  }

  /// Whether every match starts at the start of the text.
  var isAnchored: Bool {
    switch self {
    case .start: true
    case .sequence(let parts): parts.first?.isAnchored ?? false
    case .alternation(let branches): branches.allSatisfy(\.isAnchored)
    case .capture(let body, _): body.isAnchored
    case .repetition(let body, let min, _, _): min > 0 && body.isAnchored
    default: false
    }
  }

  /// Whether writing out its repetitions could reach the limit; a guess on the safe side. A range of
  /// characters takes about a dozen states.
  var mayBeLarge: Bool { weight > PatternLimits.maxInstructions / 12 }

  private var weight: Int {
    switch self {
    case .empty, .start, .end, .wordBoundary, .backReference: 1
    case .scalars(let set): set.ranges.count
    case .sequence(let parts), .alternation(let parts): parts.reduce(1) { $0 + $1.weight }
    case .capture(let body, _), .lookaround(let body, _, _): body.weight + 1
    case .repetition(let body, let min, let max, _):
      body.weight * Swift.min(Swift.max(max ?? 0, min, 1), PatternLimits.maxInstructions) + 1
    }
  }
}

extension ByteSlice {
  func starts(with literal: [UInt8]) -> Bool {
    guard literal.count <= count else { return false }
    for index in 0..<literal.count where self[index] != literal[index] { return false }
    return true
  }

  /// Quadratic at worst, in the length of a literal that a schema's author wrote.
  func contains(_ literal: [UInt8]) -> Bool {
    guard literal.count <= count else { return false }
    for start in 0...count - literal.count
    where self[start..<count].starts(with: literal) {
      return true
    }
    return false
  }
}
