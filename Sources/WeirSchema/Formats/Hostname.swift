import WeirJSON

/// The formats `hostname` (draft 3: `host-name`) and `idn-hostname`.
enum Hostname {
  /// Octets in a name without its final dot: RFC 1035 §2.3.4 counts length octets and the root.
  static let maxNameLength = 253

  /// Octets in a label, RFC 1034 §3.1.
  static let maxLabelLength = 63

  /// RFC 1123 §2.1: labels of letters, digits and inner hyphens. What drafts 3, 4 and 6 mean.
  static func isASCIIName(_ text: ByteSlice) -> Bool {
    var hasPrefixedLabel = false
    return isASCIIName(text, &hasPrefixedLabel)
  }

  /// The same, where labels that start with `xn--` are A-labels (RFC 5890 §2.3.2.1).
  static func isName(_ text: ByteSlice) -> Bool {
    var hasPrefixedLabel = false
    guard isASCIIName(text, &hasPrefixedLabel) else { return false }
    return !hasPrefixedLabel || isInternationalName(text, allowsOtherReserved: true)
  }

  /// A name of A-labels, U-labels and LDH labels: IDNA 2008 (RFC 5890 to 5893). Separators may also
  /// be the full stops that RFC 5895 §2 maps to a dot.
  static func isInternationalName(_ text: ByteSlice) -> Bool {
    isInternationalName(text, allowsOtherReserved: false)
  }

  /// - Parameter allowsOtherReserved: Whether ASCII labels may have `--` in the third and fourth
  ///   place without being A-labels. Hosts have such names; they are no IDNA names.
  private static func isInternationalName(_ text: ByteSlice, allowsOtherReserved: Bool) -> Bool {
    // A scalar that shortens most takes four bytes and one octet.
    guard text.count <= maxNameLength * 4 else { return false }
    var length = -1
    var labels: [[UInt32]] = []
    for scalars in splitAtStops(text) {
      guard let label = DomainLabel(scalars),
        allowsOtherReserved || !label.isOtherReserved
      else { return false }
      length += label.length + 1
      labels.append(label.scalars)
    }
    return length <= maxNameLength && BidiRule.holds(forNameOf: labels)
  }

  private static func isASCIIName(_ text: ByteSlice, _ hasPrefixedLabel: inout Bool) -> Bool {
    guard !text.isEmpty, text.count <= maxNameLength else { return false }
    let set = ASCIISet.letterDigitHyphen
    var start = 0
    for index in 0...text.count {
      if index < text.count, text[index] != UInt8(ascii: ".") {
        guard set.contains(text[index]) else { return false }
        continue
      }
      let length = index - start
      guard length > 0, length <= maxLabelLength, text[start] != hyphen, text[index - 1] != hyphen
      else { return false }
      if length >= 4, text.halfWord(at: start) | 0x2020 == 0x2D2D_6E78 { hasPrefixedLabel = true }
      start = index + 1
    }
    return true
  }

  /// The scalars of each label.
  private static func splitAtStops(_ text: ByteSlice) -> [[UInt32]] {
    var labels: [[UInt32]] = [[]]
    var index = 0
    while index < text.count {
      let scalar = text.decodedScalar(at: index)
      index += scalar.length
      switch scalar.value {
      case 0x2E, 0x3002, 0xFF0E, 0xFF61: labels.append([])
      default: labels[labels.count - 1].append(scalar.value)
      }
    }
    return labels
  }

  private static let hyphen = UInt8(ascii: "-")
}

extension ASCIISet {
  static let letterDigitHyphen = letters.union(digits).union(ASCIISet("-"))
}
