/// A valid label of a domain name: LDH label, A-label or U-label, RFC 5890 §2.3.
struct DomainLabel {
  /// The label's characters; of an A-label, of the U-label that it stands for.
  let scalars: [UInt32]

  /// Octets on the wire, in ASCII.
  let length: Int

  /// Whether `--` stands in the third and fourth place although the label is no A-label: reserved,
  /// RFC 5890 §2.3.1.
  let isOtherReserved: Bool

  /// Nil if the characters are no label. The Bidi rule, which concerns whole names, is not checked.
  init?(_ scalars: [UInt32]) {
    guard !scalars.isEmpty, scalars.count <= Hostname.maxLabelLength else { return nil }
    guard scalars.allSatisfy({ $0 < 0x80 }) else {
      guard Self.isUnicodeLabel(scalars) else { return nil }
      self.scalars = scalars
      length = 4 + Punycode.encode(scalars).count
      isOtherReserved = false
      guard length <= Hostname.maxLabelLength else { return nil }
      return
    }
    let bytes = scalars.map { UInt8($0) }
    let isLDH = bytes.allSatisfy { ASCIISet.letterDigitHyphen.contains($0) }
    guard isLDH, bytes.first != hyphen, bytes.last != hyphen else { return nil }
    length = bytes.count
    let lowerCase = bytes.map { $0 | 0x20 }
    if lowerCase.starts(with: "xn--".utf8) {
      guard let decoded = Self.decode(lowerCase) else { return nil }
      self.scalars = decoded
      isOtherReserved = false
    } else {
      self.scalars = scalars
      isOtherReserved = Self.hasReservedHyphens(scalars)
    }
  }

  /// The U-label of an A-label in lower case, RFC 5891 §5.3 and §5.4; nil unless encoding it gives
  /// the A-label again.
  private static func decode(_ label: [UInt8]) -> [UInt32]? {
    guard let scalars = Punycode.decode(label[4...]), scalars.contains(where: { $0 >= 0x80 }),
      Punycode.encode(scalars).elementsEqual(label[4...]), isUnicodeLabel(scalars)
    else { return nil }
    return scalars
  }

  /// RFC 5891 §4.2 but for the lengths and the Bidi rule.
  private static func isUnicodeLabel(_ scalars: [UInt32]) -> Bool {
    keepsCharacterRules(scalars) && CanonicalForm.isComposed(scalars)
  }

  /// RFC 5891 §4.2.2 and §4.2.3: hyphens, the leading character, and every character in its context.
  static func keepsCharacterRules(_ scalars: [UInt32]) -> Bool {
    guard let first = scalars.first, first != hyphen32, scalars.last != hyphen32,
      !hasReservedHyphens(scalars), !IDNAProperty.isCombiningMark(first)
    else { return false }
    return scalars.indices.allSatisfy { index in
      switch IDNAProperty(scalars[index]) {
      case .valid: true
      case .contextual: ContextRule.holds(at: index, in: scalars)
      case .disallowed: false
      }
    }
  }

  private static func hasReservedHyphens(_ scalars: [UInt32]) -> Bool {
    scalars.count >= 4 && scalars[2] == hyphen32 && scalars[3] == hyphen32
  }
}

private let hyphen = UInt8(ascii: "-")
private let hyphen32 = UInt32(UInt8(ascii: "-"))
