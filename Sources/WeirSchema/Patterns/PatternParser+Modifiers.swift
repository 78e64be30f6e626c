// What `(?i:…)`, `(?m:…)` and `(?s:…)` change. ECMA-262 §22.2.1, RegularExpressionModifiers.

/// The modifiers in force.
struct PatternModifiers {
  /// `i`
  var ignoresCase = false
  /// `m`
  var anchorsAtLines = false
  /// `s`
  var dotMatchesAll = false
}

extension PatternParser {
  /// Takes the modifiers of a group, from behind `(?` up to `:`; nil if none stand here.
  mutating func modifiers(_ start: Int) throws(PatternError) -> PatternModifiers? {
    var result = modifiers
    var seen: [UInt8] = []
    var isOn = true
    while let byte = peek, byte != UInt8(ascii: ":") {
      switch byte {
      case UInt8(ascii: "i"): result.ignoresCase = isOn
      case UInt8(ascii: "m"): result.anchorsAtLines = isOn
      case UInt8(ascii: "s"): result.dotMatchesAll = isOn
      case UInt8(ascii: "-"): isOn = false
      default: return nil
      }
      if seen.contains(byte) { throw PatternError(.modifiers, at: position) }
      seen.append(byte)
      position += 1
    }
    guard peek != nil, !seen.isEmpty else { return nil }
    if seen == [UInt8(ascii: "-")] { throw PatternError(.modifiers, at: start) }
    position += 1
    return result
  }

  /// §22.2.2.7.1, CharacterSetMatcher: some member of the set folds to the same.
  func characters(_ set: ScalarSet) -> ScalarSet {
    modifiers.ignoresCase && !isCheckOnly ? CaseFolding.closure(of: set) : set
  }

  /// §22.2.2.9.3, WordCharacters.
  var wordCharacters: ScalarSet { modifiers.ignoresCase ? .wordIgnoringCase : .word }

  var lineStart: PatternNode {
    guard modifiers.anchorsAtLines else { return .start }
    return .lookaround(.scalars(.anyButLineTerminators), isBehind: true, isNegated: true)
  }

  var lineEnd: PatternNode {
    guard modifiers.anchorsAtLines else { return .end }
    return .lookaround(.scalars(.anyButLineTerminators), isBehind: false, isNegated: true)
  }

  /// Two word characters are beyond ASCII where case is ignored, so it takes looking.
  func wordBoundary(isNegated: Bool) -> PatternNode {
    guard modifiers.ignoresCase else { return .wordBoundary(isNegated: isNegated) }
    func look(isBehind: Bool, isWord: Bool) -> PatternNode {
      .lookaround(.scalars(wordCharacters), isBehind: isBehind, isNegated: !isWord)
    }
    let ways = [true, false].map { followsWord in
      PatternNode.sequence([
        look(isBehind: true, isWord: followsWord),
        look(isBehind: false, isWord: followsWord == isNegated),
      ])
    }
    return .alternation(ways)
  }
}

extension ScalarSet {
  fileprivate static let wordIgnoringCase = CaseFolding.closure(of: .word)
}
