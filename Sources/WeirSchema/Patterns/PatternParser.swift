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
  /// Whether nobody asks for the tree: it stays empty then, and memory does not grow with it.
  let isCheckOnly: Bool
  var position = 0
  private var depth = 0
  var modifiers = PatternModifiers()
  var captureCount = 0
  /// The groups of each name.
  var groupsOfName: [[UInt32]: [Int]] = [:]
  /// The alternations that the present position is in, outermost first.
  var nameScopes: [NameScope] = []
  /// References to groups, checked when all groups are known. Until then the tree has their place in
  /// this list.
  var references: [GroupReference] = []
  /// Sets of properties that were met, by what stands in the braces.
  var propertySets: [[UInt8]: ScalarSet] = [:]

  private init(_ text: [UInt8], isStrict: Bool, isCheckOnly: Bool = false) {
    self.text = text
    self.isStrict = isStrict
    self.isCheckOnly = isCheckOnly
  }

  /// The syntax tree of `source`, UTF-8.
  static func parse(_ source: [UInt8], isStrict: Bool = false) throws(PatternError) -> PatternNode {
    var parser = PatternParser(source, isStrict: isStrict)
    var tree = try parser.whole()
    try parser.resolveReferences(in: &tree)
    return tree
  }

  /// Checks `source` strictly. About linear time, and little memory: it may come from an instance.
  static func check(_ source: [UInt8]) throws(PatternError) {
    var parser = PatternParser(source, isStrict: true, isCheckOnly: true)
    _ = try parser.whole()
  }

  private mutating func whole() throws(PatternError) -> PatternNode {
    let tree = try alternation()
    if peek == UInt8(ascii: ")") { throw PatternError(.unmatchedParenthesis, at: position) }
    guard peek == nil else { throw PatternError(.unexpected, at: position) }
    for place in references.indices { _ = try groups(place) }
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

  mutating func alternation() throws(PatternError) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= PatternLimits.maxNesting else { throw PatternError(.tooDeep, at: position) }
    nameScopes.append(NameScope())
    var branches = [try sequence()]
    while skip(UInt8(ascii: "|")) {
      nameScopes[nameScopes.count - 1].nextWay()
      let branch = try sequence()
      if !isCheckOnly { branches.append(branch) }
    }
    closeNameScope()
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      let part = try term()
      if !isCheckOnly { parts.append(part) }
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  private mutating func term() throws(PatternError) -> PatternNode {
    let start = position
    let isAssertion = self.isAssertion
    let atom = try self.atom()
    guard let (min, max) = try quantifier() else { return atom }
    guard !isAssertion else { throw PatternError(.nothingToRepeat, at: start) }
    return .repetition(atom, min: min, max: max, isLazy: skip(UInt8(ascii: "?")))
  }

  /// Whether an assertion stands here, which cannot be repeated.
  private var isAssertion: Bool {
    var ahead = self
    return Self.assertions.contains { ahead.skip($0) }
  }

  private static let assertions: [StaticString] = [
    "^", "$", "\\b", "\\B", "(?=", "(?!", "(?<=", "(?<!",
  ]

  private mutating func atom() throws(PatternError) -> PatternNode {
    let start = position
    guard let byte = peek else { return .empty }
    switch byte {
    case UInt8(ascii: "^"):
      position += 1
      return lineStart
    case UInt8(ascii: "$"):
      position += 1
      return lineEnd
    case UInt8(ascii: "."):
      position += 1
      return .scalars(modifiers.dotMatchesAll ? .all : .anyButLineTerminators)
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
    default: return .scalars(characters(ScalarSet(scalar())))
    }
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
      value = min((value ?? 0) * 10 + Int(byte - UInt8(ascii: "0")), Int.max / 16)
      position += 1
    }
    return value
  }

  /// `\b`, `\B`, a back reference, or one of what stands for characters. §22.2.1, AtomEscape.
  private mutating func atomEscape() throws(PatternError) -> PatternNode {
    if skip("\\b") { return wordBoundary(isNegated: false) }
    if skip("\\B") { return wordBoundary(isNegated: true) }
    if let reference = try backReference() { return reference }
    return .scalars(characters(try escapedSet().set))
  }
}
