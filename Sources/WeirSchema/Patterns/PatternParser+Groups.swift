// Groups, their names, and references to them. ECMA-262 §22.2.1, `u` flag.

/// The names of groups within an alternation that is still open.
struct NameScope {
  /// Those in the present way, which can match together with what follows.
  private(set) var present: Set<[UInt32]> = []
  private var earlier: Set<[UInt32]> = []

  mutating func insert(_ name: [UInt32]) { present.insert(name) }

  mutating func nextWay() {
    Self.move(&present, to: &earlier)
  }

  /// Takes in all of an alternation that has ended in the present way.
  mutating func close(_ inner: inout NameScope) {
    inner.nextWay()
    Self.move(&inner.earlier, to: &present)
  }

  /// Linear in the smaller of both sets, since the larger is kept.
  private static func move(_ names: inout Set<[UInt32]>, to all: inout Set<[UInt32]>) {
    if names.count > all.count { swap(&names, &all) }
    all.formUnion(names)
    names = []
  }
}

/// A reference as written: to a number, or to a name.
struct GroupReference {
  var byteOffset: Int
  var number: Int = 0
  var name: [UInt32]?
}

extension PatternParser {
  mutating func group() throws(PatternError) -> PatternNode {
    let start = position
    position += 1
    if skip("?:") { return try groupBody(start) }
    if skip("?=") { return try lookaround(start, isBehind: false, isNegated: false) }
    if skip("?!") { return try lookaround(start, isBehind: false, isNegated: true) }
    if skip("?<=") { return try lookaround(start, isBehind: true, isNegated: false) }
    if skip("?<!") { return try lookaround(start, isBehind: true, isNegated: true) }
    if peek == UInt8(ascii: "?"), peek(1) != UInt8(ascii: "<") { return try modifiedGroup(start) }
    captureCount += 1
    let index = captureCount
    if skip("?<") { try addName(of: index) }
    return .capture(try groupBody(start), index: index)
  }

  /// `(?i-s:…)`
  private mutating func modifiedGroup(_ start: Int) throws(PatternError) -> PatternNode {
    position += 1
    guard let changed = try modifiers(position) else { throw PatternError(.group, at: start) }
    let outer = modifiers
    modifiers = changed
    defer { modifiers = outer }
    return try groupBody(start)
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

  /// Groups may share a name only if no more than one of them can match: if they are in different
  /// ways of an alternation.
  private mutating func addName(of index: Int) throws(PatternError) {
    let offset = position
    let name = try groupName()
    if nameScopes.contains(where: { $0.present.contains(name) }) {
      throw PatternError(.duplicateGroupName, at: offset)
    }
    nameScopes[nameScopes.count - 1].insert(name)
    groupsOfName[name, default: []].append(index)
  }

  mutating func closeNameScope() {
    var inner = nameScopes.removeLast()
    if !nameScopes.isEmpty { nameScopes[nameScopes.count - 1].close(&inner) }
  }

  /// A name up to `>`: an identifier, in which characters may be written as escapes.
  private mutating func groupName() throws(PatternError) -> [UInt32] {
    let start = position
    var name: [UInt32] = []
    while peek != UInt8(ascii: ">") {
      let offset = position
      guard peek != nil else { throw PatternError(.groupName, at: start) }
      let isEscaped = skip("\\u")
      let scalar = isEscaped ? try unicodeEscape(offset) : self.scalar()
      guard Self.isIdentifier(scalar, isStart: name.isEmpty) else {
        throw PatternError(.groupName, at: offset)
      }
      name.append(scalar)
    }
    guard !name.isEmpty else { throw PatternError(.groupName, at: start) }
    position += 1
    return name
  }

  /// §12.7, IdentifierStartChar and IdentifierPartChar.
  private static func isIdentifier(_ scalar: UInt32, isStart: Bool) -> Bool {
    switch scalar {
    case 0x24, 0x5F, 0x41...0x5A, 0x61...0x7A: true
    case 0..<0x80: !isStart && ScalarSet.digits.contains(scalar)
    case 0x200C, 0x200D: !isStart
    default: (isStart ? ScalarSet.identifierStart : .identifierPart).contains(scalar)
    }
  }

  // MARK: References

  /// `\1`, `\k<name>`; nil if none stands here.
  mutating func backReference() throws(PatternError) -> PatternNode? {
    let start = position
    if skip("\\k") {
      guard skip(UInt8(ascii: "<")) else { throw PatternError(.escape, at: start) }
      references.append(GroupReference(byteOffset: start, name: try groupName()))
    } else if let digit = peek(1), digit >= UInt8(ascii: "1"), digit <= UInt8(ascii: "9") {
      position += 1
      references.append(GroupReference(byteOffset: start, number: number() ?? 0))
    } else {
      return nil
    }
    return .backReference([references.count - 1], ignoresCase: modifiers.ignoresCase)
  }

  /// Replaces the numbers of references by those of the groups they mean.
  func resolveReferences(in node: inout PatternNode) throws(PatternError) {
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
    case .backReference(let places, let ignoresCase):
      for place in places {
        node = .backReference(try groups(place), ignoresCase: ignoresCase)
      }
    }
  }

  /// The groups that a reference means.
  func groups(_ place: Int) throws(PatternError) -> [Int] {
    let reference = references[place]
    let found =
      reference.name.map { groupsOfName[$0] ?? [] }
      ?? (reference.number <= captureCount ? [reference.number] : [])
    guard !found.isEmpty else { throw PatternError(.unknownGroup, at: reference.byteOffset) }
    return found
  }
}

extension ScalarSet {
  fileprivate static let identifierStart = UnicodeProperty.set("ID_Start")
  fileprivate static let identifierPart = UnicodeProperty.set("ID_Continue")
}
