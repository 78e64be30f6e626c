import WeirJSON

/// Parses a pattern by the grammar of ECMA-262 §22.2.1 with the `u` flag.
///
/// The flag makes the grammar strict: every escape must be known and every bracket matched. Schemas
/// in the wild are often written for engines without it, so unless told to be strict the parser
/// takes from Annex B what can be read in one way only: `\-` and other escaped punctuation, lone
/// `]`, `{` and `}`, and a `-` behind a class escape. Unknown escapes of letters stay errors.
struct PatternParser {
  private let text: [UInt8]
  let isStrict: Bool
  var position = 0
  private var depth = 0
  private var captureCount = 0
  private var names: [(name: [UInt8], index: Int)] = []
  /// References to groups, checked when all groups are known: nil name for a number.
  private var references: [(offset: Int, index: Int, name: [UInt8]?)] = []

  private init(_ text: [UInt8], isStrict: Bool) {
    self.text = text
    self.isStrict = isStrict
  }

  /// The syntax tree of `source`, UTF-8.
  static func parse(_ source: [UInt8], isStrict: Bool = false) throws(PatternError) -> PatternNode {
    var parser = PatternParser(source, isStrict: isStrict)
    var tree = try parser.alternation()
    if parser.peek == UInt8(ascii: ")") {
      throw PatternError(.unmatchedParenthesis, at: parser.position)
    }
    guard parser.peek == nil else { throw PatternError(.unexpected, at: parser.position) }
    try parser.resolveReferences(in: &tree)
    return tree
  }

  // MARK: Text

  var peek: UInt8? { position < text.count ? text[position] : nil }

  func peek(_ distance: Int) -> UInt8? {
    position + distance < text.count ? text[position + distance] : nil
  }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  mutating func skip(_ token: StaticString) -> Bool {
    let token = ByteSlice(token)
    guard position + token.count <= text.count else { return false }
    for index in 0..<token.count where text[position + index] != token[index] { return false }
    position += token.count
    return true
  }

  /// Takes one character, which may be several bytes.
  mutating func scalar() -> UInt32 {
    let (scalar, length) = text.withByteSlice { $0.decodedScalar(at: position) }
    position += length
    return scalar
  }

  // MARK: Grammar

  private mutating func alternation() throws(PatternError) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= PatternLimits.maxNesting else { throw PatternError(.tooDeep, at: position) }
    var branches = [try sequence()]
    while skip(UInt8(ascii: "|")) { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      parts.append(try term())
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  private mutating func term() throws(PatternError) -> PatternNode {
    let start = position
    let atom = try self.atom()
    let isRepeatable =
      switch atom {
      case .start, .end, .wordBoundary, .lookaround: false
      default: true
      }
    guard let (min, max) = try quantifier() else { return atom }
    guard isRepeatable else { throw PatternError(.nothingToRepeat, at: start) }
    return .repetition(atom, min: min, max: max, isLazy: skip(UInt8(ascii: "?")))
  }

  private mutating func atom() throws(PatternError) -> PatternNode {
    let start = position
    guard let byte = peek else { return .empty }
    switch byte {
    case UInt8(ascii: "^"):
      position += 1
      return .start
    case UInt8(ascii: "$"):
      position += 1
      return .end
    case UInt8(ascii: "."):
      position += 1
      return .scalars(.anyButLineTerminators)
    case UInt8(ascii: "("): return try group()
    case UInt8(ascii: "["): return .scalars(try characterClass())
    case UInt8(ascii: "\\"): return try atomEscape()
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
      throw PatternError(.nothingToRepeat, at: start)
    case UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
      if !isStrict {
        position += 1
        return .scalars(ScalarSet(UInt32(byte)))
      }
      throw PatternError(.unexpected, at: start)
    default: return .scalars(ScalarSet(scalar()))
    }
  }

  private mutating func group() throws(PatternError) -> PatternNode {
    let start = position
    position += 1
    if skip("?:") { return try groupBody(start) }
    if skip("?=") { return try lookaround(start, isBehind: false, isNegated: false) }
    if skip("?!") { return try lookaround(start, isBehind: false, isNegated: true) }
    if skip("?<=") { return try lookaround(start, isBehind: true, isNegated: false) }
    if skip("?<!") { return try lookaround(start, isBehind: true, isNegated: true) }
    captureCount += 1
    let index = captureCount
    if skip("?<") {
      let offset = position
      let name = try groupName()
      guard !names.contains(where: { $0.name == name }) else {
        throw PatternError(.duplicateGroupName, at: offset)
      }
      names.append((name, index))
    } else if peek == UInt8(ascii: "?") {
      throw PatternError(.group, at: start)
    }
    return .capture(try groupBody(start), index: index)
  }

  private mutating func groupBody(_ start: Int) throws(PatternError) -> PatternNode {
    let body = try alternation()
    guard skip(UInt8(ascii: ")")) else { throw PatternError(.unterminatedGroup, at: start) }
    return body
  }

  private mutating func lookaround(
    _ start: Int, isBehind: Bool, isNegated: Bool
  ) throws(PatternError) -> PatternNode {
    .lookaround(try groupBody(start), isBehind: isBehind, isNegated: isNegated)
  }

  /// A name up to `>`. ECMA-262 §12.7.
  private mutating func groupName() throws(PatternError) -> [UInt8] {
    let start = position
    while let byte = peek, byte != UInt8(ascii: ">") {
      let isStart = position == start
      let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
      let isDigit = byte &- UInt8(ascii: "0") <= 9
      guard
        isLetter || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "_") || byte >= 0x80
          || (isDigit && !isStart)
      else { throw PatternError(.groupName, at: position) }
      position += 1
    }
    guard position > start, peek != nil else { throw PatternError(.groupName, at: start) }
    defer { position += 1 }
    return Array(text[start..<position])
  }

  private mutating func quantifier() throws(PatternError) -> (min: Int, max: Int?)? {
    let start = position
    if skip(UInt8(ascii: "*")) { return (0, nil) }
    if skip(UInt8(ascii: "+")) { return (1, nil) }
    if skip(UInt8(ascii: "?")) { return (0, 1) }
    guard skip(UInt8(ascii: "{")) else { return nil }
    guard let min = number() else { return try notQuantifier(start) }
    var max: Int? = min
    if skip(UInt8(ascii: ",")) { max = number() }
    guard skip(UInt8(ascii: "}")) else { return try notQuantifier(start) }
    if let max, max < min { throw PatternError(.quantifierOrder, at: start) }
    return (min, max)
  }

  /// A brace that starts no quantifier is a character of its own, where that is allowed.
  private mutating func notQuantifier(_ start: Int) throws(PatternError) -> (min: Int, max: Int?)? {
    if isStrict { throw PatternError(.quantifier, at: start) }
    position = start
    return nil
  }

  /// Decimal digits, clamped to what no text can reach.
  mutating func number() -> Int? {
    var value: Int?
    while let byte = peek, byte &- UInt8(ascii: "0") <= 9 {
      value = min((value ?? 0) * 10 + Int(byte - UInt8(ascii: "0")), Int(UInt32.max))
      position += 1
    }
    return value
  }

  /// `\b`, `\B`, a back reference, or one of what stands for characters. §22.2.1, AtomEscape.
  private mutating func atomEscape() throws(PatternError) -> PatternNode {
    let start = position
    if skip("\\b") { return .wordBoundary(isNegated: false) }
    if skip("\\B") { return .wordBoundary(isNegated: true) }
    if skip("\\k") {
      guard skip(UInt8(ascii: "<")) else { throw PatternError(.escape, at: start) }
      let name = try groupName()
      references.append((start, 0, name))
      return .backReference(index: -references.count)
    }
    if let digit = peek(1), digit >= UInt8(ascii: "1"), digit <= UInt8(ascii: "9") {
      position += 1
      references.append((start, number() ?? 0, nil))
      return .backReference(index: -references.count)
    }
    return .scalars(try escapedSet().set)
  }

  /// Replaces the numbers of references by those of the groups they mean.
  private func resolveReferences(in node: inout PatternNode) throws(PatternError) {
    switch node {
    case .empty, .scalars, .start, .end, .wordBoundary: break
    case .sequence(var parts):
      for index in parts.indices { try resolveReferences(in: &parts[index]) }
      node = .sequence(parts)
    case .alternation(var parts):
      for index in parts.indices { try resolveReferences(in: &parts[index]) }
      node = .alternation(parts)
    case .repetition(var body, let min, let max, let isLazy):
      try resolveReferences(in: &body)
      node = .repetition(body, min: min, max: max, isLazy: isLazy)
    case .capture(var body, let index):
      try resolveReferences(in: &body)
      node = .capture(body, index: index)
    case .lookaround(var body, let isBehind, let isNegated):
      try resolveReferences(in: &body)
      node = .lookaround(body, isBehind: isBehind, isNegated: isNegated)
    case .backReference(let index):
      let reference = references[-index - 1]
      let meant =
        reference.name.map { name in names.first { $0.name == name }?.index ?? 0 }
        ?? reference.index
      guard meant >= 1, meant <= captureCount else {
        throw PatternError(.unknownGroup, at: reference.offset)
      }
      node = .backReference(index: meant)
    }
  }
}
