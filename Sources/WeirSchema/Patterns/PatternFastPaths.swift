import WeirJSON

/// Between `min` and `max` characters of one class: `^[a-z0-9_]+$`, `^.{1,64}$` and their like. For
/// classes that hold no characters beyond ASCII, all of them, or all but the two line terminators
/// there, so that bytes tell.
struct ScalarRun: BitwiseCopyable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0
  private var min = 0
  private var max = Int.max
  /// Whether nothing may follow; else the first `min` characters decide.
  private var isClosed = false
  private var allowsBeyondASCII = false
  private var allowsSeparators = false

  init() {}

  /// Nil if bytes do not tell whether characters belong to `set`.
  init?(_ set: ScalarSet, min: Int, max: Int?, isClosed: Bool) {
    let beyond = set.ranges.filter { $0.upperBound >= 0x80 }
      .map { Swift.max($0.lowerBound, 0x80)...$0.upperBound }
    allowsSeparators = beyond == [0x80...ScalarSet.last]
    guard
      beyond.isEmpty || allowsSeparators || beyond == [0x80...0x2027, 0x202A...ScalarSet.last]
    else { return nil }
    for range in set.ranges where range.lowerBound < 0x80 {
      for scalar in range.clamped(to: 0...0x7F) {
        if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
      }
    }
    allowsBeyondASCII = !beyond.isEmpty
    self.min = min
    self.max = max ?? Int.max
    self.isClosed = isClosed
  }

  func matches(_ text: ByteSlice) -> Bool {
    // A character has at least one byte, and without others than ASCII not more.
    guard text.count >= min, !isClosed || allowsBeyondASCII || text.count <= max else {
      return false
    }
    var characters = 0
    for index in 0..<text.count {
      let byte = text[index]
      if byte < 0x80 {
        let word = byte < 64 ? low : high
        guard isClosed || characters < min else { return true }
        guard word &>> UInt64(byte & 63) & 1 != 0 else { return false }
        characters &+= 1
      } else {
        guard isClosed || characters < min else { return true }
        guard allowsBeyondASCII, allowsSeparators || !text.hasSeparator(at: index) else {
          return false
        }
        if byte & 0xC0 != 0x80 { characters &+= 1 }
      }
    }
    return characters >= min && (!isClosed || characters <= max)
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
    // At an open end what may be left out says nothing.
    while !isAnchored, let first = body.first, first.allowsAnything { body = body.dropFirst() }
    while !isClosed, let last = body.last, last.allowsAnything { body = body.dropLast() }
    if let literal = Self.literal(body) {
      switch (isAnchored, isClosed) {
      case (true, true): return .equals(literal)
      case (true, false): return .hasPrefix(literal)
      case (false, true): return .hasSuffix(literal)
      // The search is quadratic at worst, in the length of the literal.
      case (false, false): return literal.count <= 16 ? .contains(literal) : nil
      }
    }
    guard isAnchored else { return nil }
    if body.count > 1 { return PlaceTable(body, isClosed: isClosed).map { .places($0) } }
    guard let only = body.first else { return nil }
    switch only {
    case .scalars(let set):
      return ScalarRun(set, min: 1, max: 1, isClosed: isClosed).map { .run($0) }
    case .repetition(.scalars(let set), let min, let max, _):
      return ScalarRun(set, min: min, max: max, isClosed: isClosed).map { .run($0) }
    default: return nil
    }
  }

  /// `^\p{L}{1,256}$` as `^\p{L}*$` and the number of characters: an automaton would have to count them.
  var countedClass: (all: PatternNode, count: ClosedRange<Int>)? {
    let parts = flattened
    guard parts.count == 3, parts[0] == .start, parts[2] == .end,
      case .repetition(let body, let min, let max, let isLazy) = parts[1],
      case .scalars = body, max != nil || min > 1
    else { return nil }
    let all = PatternNode.repetition(body, min: 0, max: nil, isLazy: isLazy)
    return (.sequence([.start, all, .end]), min...(max ?? Int.max))
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
}

extension ByteSlice {
  /// Whether U+2028 or U+2029 starts at `index`, in UTF-8.
  @inline(__always)
  fileprivate func hasSeparator(at index: Int) -> Bool {
    self[index] == 0xE2 && index &+ 2 < count && self[index &+ 1] == 0x80
      && self[index &+ 2] & 0xFE == 0xA8
  }

  func hasPrefix(_ literal: [UInt8]) -> Bool { literal.withByteSlice { hasPrefix($0) } }

  func hasSuffix(_ literal: [UInt8]) -> Bool { literal.withByteSlice { hasSuffix($0) } }

  @inline(__always)
  func hasPrefix(_ literal: ByteSlice) -> Bool {
    literal.count <= count && self[0..<literal.count].elementsEqual(literal)
  }

  @inline(__always)
  func hasSuffix(_ literal: ByteSlice) -> Bool {
    literal.count <= count && self[count &- literal.count..<count].elementsEqual(literal)
  }

  /// Quadratic at worst.
  func contains(_ literal: ByteSlice) -> Bool {
    guard literal.count <= count else { return false }
    guard !literal.isEmpty else { return true }
    let first = literal[0]
    for start in 0...count - literal.count
    where self[start] == first && self[start..<start + literal.count].elementsEqual(literal) {
      return true
    }
    return false
  }
}
