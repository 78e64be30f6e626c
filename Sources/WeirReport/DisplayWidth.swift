/// How scalars show on a terminal: their width in columns, and what stands in for those that must
/// not reach it.

extension Unicode.Scalar {
  /// Columns this scalar fills: 0 for marks that combine, 2 for East Asian wide and emoji, else 1.
  ///
  /// An approximation of UAX #11 by blocks: it decides only where a caret stands.
  var displayWidth: Int {
    if value < 0x300 { return 1 }
    if isZeroWidth { return 0 }
    return Unicode.Scalar.wideBlocks.contains { $0.contains(value) } ? 2 : 1
  }

  private var isZeroWidth: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    default: false
    }
  }

  private static let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115F,  // Hangul Jamo initials
    0x2E80...0x303E,  // CJK radicals and punctuation
    0x3041...0xA4CF,  // kana to Yi
    0xAC00...0xD7A3,  // Hangul syllables
    0xF900...0xFAFF,  // CJK compatibility ideographs
    0xFE30...0xFE6F,  // CJK compatibility forms
    0xFF00...0xFF60, 0xFFE0...0xFFE6,  // fullwidth forms
    0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF,  // emoji
    0x20000...0x3FFFD,  // CJK extensions
  ]

  /// Whether a terminal could be made to do something by it: control characters, and the marks
  /// that turn the direction of text around and so hide what a line says.
  var isUnsafeToPrint: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    case 0x2028, 0x2029: true
    default: false
    }
  }
}

extension String {
  /// The text with every scalar that must not reach a terminal written as `\u{…}`.
  ///
  /// Messages quote data, and data is written by strangers.
  package var printable: String {
    guard unicodeScalars.contains(where: \.isUnsafeToPrint) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      if scalar.isUnsafeToPrint {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Columns the text fills.
  var displayWidth: Int {
    unicodeScalars.reduce(0) { $0 + $1.displayWidth }
  }
}
