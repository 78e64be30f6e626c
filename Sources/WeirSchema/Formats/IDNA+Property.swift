/// Whether a character may stand in a U-label: the derived property of RFC 5892 §3, computed from
/// the Unicode properties of Swift's standard library instead of read from tables.
enum IDNAProperty {
  /// PVALID
  case valid
  /// CONTEXTJ or CONTEXTO: where its `ContextRule` says so.
  case contextual
  /// DISALLOWED or UNASSIGNED
  case disallowed

  init(_ value: UInt32) {
    guard let scalar = Unicode.Scalar(value) else {
      self = .disallowed
      return
    }
    self = Self.exception(value) ?? Self.derived(scalar)
  }

  /// General_Category Mark: no label begins with one, RFC 5891 §4.2.3.2.
  static func isCombiningMark(_ value: UInt32) -> Bool {
    switch Unicode.Scalar(value)?.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  /// Exceptions (§2.6) and JoinControl (§2.8).
  private static func exception(_ value: UInt32) -> IDNAProperty? {
    switch value {
    case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: .valid
    case 0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB, 0x660...0x669, 0x6F0...0x6F9: .contextual
    case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: .disallowed
    case 0x200C, 0x200D: .contextual
    default: nil
    }
  }

  private static func derived(_ scalar: Unicode.Scalar) -> IDNAProperty {
    switch scalar {
    // LDH, §2.10.
    case "-", "0"..."9", "a"..."z": return .valid
    // IgnorableBlocks, §2.4.
    case "\u{20D0}"..."\u{20FF}", "\u{1D100}"..."\u{1D24F}": return .disallowed
    // OldHangulJamo, §2.9: Hangul_Syllable_Type L, V, T.
    case "\u{1100}"..."\u{11FF}", "\u{A960}"..."\u{A97C}", "\u{D7B0}"..."\u{D7FB}":
      return .disallowed
    default: break
    }
    let properties = scalar.properties
    // Unstable, §2.2. NFKC_Casefold also drops ignorable characters: IgnorableProperties, §2.3.
    if properties.changesWhenNFKCCaseFolded || properties.isDefaultIgnorableCodePoint {
      return .disallowed
    }
    // LetterDigits, §2.1.
    switch properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .decimalNumber,
      .nonspacingMark, .spacingMark:
      return .valid
    default: return .disallowed
    }
  }
}
