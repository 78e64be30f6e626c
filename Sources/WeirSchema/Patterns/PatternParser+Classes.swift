import WeirJSON

// Character classes and the escapes that stand for characters. ECMA-262 §22.2.1, `u` flag.

extension PatternParser {
  /// `[…]`
  mutating func characterClass() throws(PatternError) -> ScalarSet {
    let start = position
    position += 1
    let isNegated = skip(UInt8(ascii: "^"))
    var ranges: [ClosedRange<UInt32>] = []
    while !skip(UInt8(ascii: "]")) {
      guard peek != nil else { throw PatternError(.unterminatedClass, at: start) }
      let offset = position
      let low = try classAtom()
      guard peek == UInt8(ascii: "-"), let after = peek(1), after != UInt8(ascii: "]") else {
        ranges += low.set.ranges
        continue
      }
      position += 1
      let high = try classAtom()
      guard low.isCharacter, high.isCharacter, let first = low.set.onlyMember,
        let last = high.set.onlyMember
      else {
        if isStrict { throw PatternError(.classRange, at: offset) }
        ranges += low.set.ranges + high.set.ranges + [0x2D...0x2D]
        continue
      }
      guard first <= last else { throw PatternError(.classRangeOrder, at: offset) }
      ranges.append(first...last)
    }
    let set = characters(ScalarSet(ranges))
    return isNegated ? set.inverted : set
  }

  private mutating func classAtom() throws(PatternError) -> (set: ScalarSet, isCharacter: Bool) {
    guard peek == UInt8(ascii: "\\") else { return (ScalarSet(scalar()), true) }
    if skip("\\b") { return (ScalarSet(0x08), true) }
    if skip("\\-") { return (ScalarSet(0x2D), true) }
    return try escapedSet()
  }

  /// The characters that the escape at the present position stands for, and whether it is one
  /// character rather than a class.
  mutating func escapedSet() throws(PatternError) -> (set: ScalarSet, isCharacter: Bool) {
    let start = position
    position += 1
    guard let byte = peek else { throw PatternError(.escape, at: start) }
    position += 1
    switch byte {
    case UInt8(ascii: "d"): return (.digits, false)
    case UInt8(ascii: "D"): return (ScalarSet.digits.inverted, false)
    case UInt8(ascii: "w"): return (wordCharacters, false)
    case UInt8(ascii: "W"): return (wordCharacters.inverted, false)
    case UInt8(ascii: "s"): return (.space, false)
    case UInt8(ascii: "S"): return (ScalarSet.space.inverted, false)
    case UInt8(ascii: "p"): return (try property(start), false)
    case UInt8(ascii: "P"): return (try property(start).inverted, false)
    case UInt8(ascii: "f"): return (ScalarSet(0x0C), true)
    case UInt8(ascii: "n"): return (ScalarSet(0x0A), true)
    case UInt8(ascii: "r"): return (ScalarSet(0x0D), true)
    case UInt8(ascii: "t"): return (ScalarSet(0x09), true)
    case UInt8(ascii: "v"): return (ScalarSet(0x0B), true)
    case UInt8(ascii: "0"):
      if let next = peek, next &- UInt8(ascii: "0") <= 9 { throw PatternError(.escape, at: start) }
      return (ScalarSet(0), true)
    case UInt8(ascii: "c"):
      guard let letter = peek, letter | 0x20 >= UInt8(ascii: "a"),
        letter | 0x20 <= UInt8(ascii: "z")
      else { throw PatternError(.escape, at: start) }
      position += 1
      return (ScalarSet(UInt32(letter) & 31), true)
    case UInt8(ascii: "x"): return (ScalarSet(try hex(2, start)), true)
    case UInt8(ascii: "u"): return (ScalarSet(try unicodeEscape(start)), true)
    default:
      guard Self.syntaxCharacters.contains(byte) || !isStrict && Self.punctuation.contains(byte)
      else { throw PatternError(.escape, at: start) }
      return (ScalarSet(UInt32(byte)), true)
    }
  }

  private static let syntaxCharacters = ASCIISet("^$\\.*+?()[]{}|/")
  private static let punctuation = ASCIISet("!\"#%&',-:;<=>@_`~ ")

  private mutating func hex(_ count: Int, _ start: Int) throws(PatternError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let byte = peek, let digit = hexValue(byte) else {
        throw PatternError(.escape, at: start)
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  /// What follows `\u`: four digits, two surrogates, or any number of digits in braces.
  mutating func unicodeEscape(_ start: Int) throws(PatternError) -> UInt32 {
    if skip(UInt8(ascii: "{")) {
      var value: UInt32 = 0
      let first = position
      while let byte = peek, let digit = hexValue(byte) {
        value = value << 4 | UInt32(digit)
        guard value <= ScalarSet.last else { throw PatternError(.escape, at: start) }
        position += 1
      }
      guard position > first, skip(UInt8(ascii: "}")) else {
        throw PatternError(.escape, at: start)
      }
      return value
    }
    let unit = try hex(4, start)
    guard unit & 0xFC00 == 0xD800, peek == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u"),
      peek(2) != UInt8(ascii: "{")
    else { return unit }
    let rest = position
    position += 2
    let low = try hex(4, rest)
    guard low & 0xFC00 == 0xDC00 else {
      position = rest
      return unit
    }
    return 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
  }

  /// `{Name}` or `{Name=Value}` behind `\p`. §22.2.1, UnicodePropertyValueExpression.
  private mutating func property(_ start: Int) throws(PatternError) -> ScalarSet {
    guard skip(UInt8(ascii: "{")) else { throw PatternError(.escape, at: start) }
    var expression: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "}") {
      expression.append(byte)
      position += 1
    }
    guard skip(UInt8(ascii: "}")) else { throw PatternError(.escape, at: start) }
    guard let set = propertySets[expression] ?? UnicodeProperty.set(expression) else {
      throw PatternError(.unknownProperty, at: start)
    }
    propertySets[expression] = set
    return isCheckOnly ? ScalarSet() : set
  }
}
