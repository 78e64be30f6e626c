/// The Bidi rule for domain names, RFC 5893 §2.
enum BidiRule {
  /// Whether the labels, as U-labels, keep the rule; a name without right-to-left characters always
  /// does.
  static func holds(forNameOf labels: [[UInt32]]) -> Bool {
    let classes = labels.map { $0.map(BidiClass.init) }
    let isBidiName = classes.contains { label in
      label.contains { $0 == .rightToLeft || $0 == .arabicNumber }
    }
    return !isBidiName || classes.allSatisfy(holds)
  }

  private static func holds(_ label: [BidiClass]) -> Bool {
    let end = label.last { $0 != .nonspacingMark }
    switch label.first {
    case .leftToRight:
      return (end == .leftToRight || end == .europeanNumber)
        && !label.contains { $0 == .rightToLeft || $0 == .arabicNumber }
    case .rightToLeft:
      let mixesNumbers = label.contains(.europeanNumber) && label.contains(.arabicNumber)
      return end != .neutral && !label.contains(.leftToRight) && !mixesNumbers
    default: return false
    }
  }
}

/// Bidi_Class as far as the rule tells characters of labels apart.
private enum BidiClass {
  case leftToRight
  /// R and AL
  case rightToLeft
  case arabicNumber
  case europeanNumber
  case nonspacingMark
  /// ES, ON and, of the joiners, BN
  case neutral

  /// Of a character that may stand in a label. The generator of the tables checks the shortcuts:
  /// beside digits and marks, the right-to-left areas hold right-to-left characters only.
  init(_ value: UInt32) {
    let isMark = Unicode.Scalar(value)?.properties.generalCategory == .nonspacingMark
    if isMark, !IDNATables.contains(IDNATables.leftToRightMarks, value) {
      self = .nonspacingMark
      return
    }
    switch value {
    case 0x30...0x39, 0x6F0...0x6F9: self = .europeanNumber
    case 0x660...0x669, 0x10D30...0x10D39: self = .arabicNumber
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
      self = .rightToLeft
    case 0x2D, 0x200C, 0x200D: self = .neutral
    default: self = IDNATables.contains(IDNATables.neutral, value) ? .neutral : .leftToRight
    }
  }
}
