/// What ECMA-262 writes instead of what the regular expressions of other languages have.
enum PatternRemedy {
  /// Nil where nothing is known.
  ///
  /// - Parameter pattern: As it is written, decoded.
  static func text(for error: PatternError, in pattern: [UInt8]) -> String? {
    let rest = String(decoding: pattern.dropFirst(error.byteOffset).prefix(4), as: UTF8.self)
    return switch error.kind {
    case .group: group(rest)
    case .escape: rest.dropFirst().unicodeScalars.first.flatMap(escape)
    case .nothingToRepeat: repetition(rest, at: error.byteOffset, in: pattern)
    default: nil
    }
  }

  private static func group(_ rest: String) -> String? {
    if rest.hasPrefix("(?P<") { return "a named group is written (?<name>…), without the P" }
    if rest.hasPrefix("(?P=") { return "a reference to a named group is written \\k<name>" }
    if rest.hasPrefix("(?>") { return "there are no atomic groups; write (?:…)" }
    if rest.hasPrefix("(?#") { return "there are no comments in patterns; use \"$comment\"" }
    if rest.hasPrefix("(?i") { return "put what ignores case into a group: (?i:…)" }
    if rest.hasPrefix("(?m") || rest.hasPrefix("(?s") {
      return "put what the modifier is for into a group: (?m:…), (?s:…)"
    }
    return rest.hasPrefix("(?x") ? "there is no mode with blanks and comments; leave them out" : nil
  }

  private static func escape(_ character: Unicode.Scalar) -> String? {
    switch character {
    case "A": "the beginning of the text is written ^"
    case "Z", "z": "the end of the text is written $"
    case "h": "a blank or a tab is written [ \\t]"
    case "R": "a line end is written \\r?\\n"
    case "a": "this character is written \\x07"
    case "e": "this character is written \\x1B"
    case "Q": "write a backslash before each character that means something else"
    case "p", "P": "a Unicode property is written \\p{L}"
    case "G", "K", "X": nil
    case "1"..."9", "0", "x", "u", "c", "k": nil
    default: "remove the backslash if the character is meant as it is"
    }
  }

  private static func repetition(_ rest: String, at offset: Int, in pattern: [UInt8]) -> String? {
    if offset == 0, rest.hasPrefix("*") { return "any text is written .*" }
    let isPossessive =
      rest.hasPrefix("+") && offset > 0 && "*+?}".utf8.contains(pattern[offset - 1])
    return isPossessive ? "there are no possessive quantifiers; remove the +" : nil
  }
}
