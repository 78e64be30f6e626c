/// The contextual rules of RFC 5892 appendix A.
enum ContextRule {
  /// Whether the character at `index`, which is CONTEXTJ or CONTEXTO, may stand there.
  static func holds(at index: Int, in label: [UInt32]) -> Bool {
    let before = index > 0 ? label[index - 1] : 0
    let after = index + 1 < label.count ? label[index + 1] : 0
    switch label[index] {
    // A.1, ZERO WIDTH NON-JOINER.
    case 0x200C: return isVirama(before) || breaksCursiveJoining(at: index, in: label)
    // A.2, ZERO WIDTH JOINER.
    case 0x200D: return isVirama(before)
    // A.3, MIDDLE DOT: between two l.
    case 0xB7: return before == 0x6C && after == 0x6C
    // A.4, GREEK LOWER NUMERAL SIGN.
    case 0x375: return IDNATables.contains(IDNATables.greek, after)
    // A.5 and A.6, HEBREW PUNCTUATION GERESH and GERSHAYIM.
    case 0x5F3, 0x5F4: return IDNATables.contains(IDNATables.hebrew, before)
    // A.7, KATAKANA MIDDLE DOT.
    case 0x30FB: return label.contains { IDNATables.contains(IDNATables.kanaOrHan, $0) }
    // A.8 and A.9, the two sets of Arabic digits do not mix.
    case 0x660...0x669: return !label.contains { (0x6F0...0x6F9).contains($0) }
    case 0x6F0...0x6F9: return !label.contains { (0x660...0x669).contains($0) }
    default: return false
    }
  }

  private static func isVirama(_ value: UInt32) -> Bool {
    Unicode.Scalar(value)?.properties.canonicalCombiningClass == .virama
  }

  /// Whether the nearest characters on both sides that are not transparent would join.
  private static func breaksCursiveJoining(at index: Int, in label: [UInt32]) -> Bool {
    guard let before = label[..<index].last(where: { !isTransparent($0) }),
      let after = label[(index + 1)...].first(where: { !isTransparent($0) })
    else { return false }
    return IDNATables.contains(IDNATables.joinsNext, before)
      && IDNATables.contains(IDNATables.joinsPrevious, after)
  }

  /// Joining_Type T; the table's generator checks the shortcut.
  private static func isTransparent(_ value: UInt32) -> Bool {
    value == 0x1E94B
      || Unicode.Scalar(value)?.properties.generalCategory == .nonspacingMark
  }
}

extension IDNATables {
  /// Whether `value` is in one of the ranges, given as pairs of first and last. Logarithmic.
  static func contains(_ ranges: [UInt32], _ value: UInt32) -> Bool {
    var low = 0
    var high = ranges.count / 2
    while low < high {
      let middle = (low + high) / 2
      if value < ranges[middle * 2] {
        high = middle
      } else if value > ranges[middle * 2 + 1] {
        low = middle + 1
      } else {
        return true
      }
    }
    return false
  }
}
