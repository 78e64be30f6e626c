import WeirJSON

// Faults of host names, mail addresses and network addresses.

/// Why a text is no host name or mail address.
enum NameFault {
  static func ofEmail(_ text: [UInt8], isInternational: Bool) -> String? {
    guard let at = text.lastIndex(of: UInt8(ascii: "@")) else { return "missing @" }
    let local = Array(text[..<at])
    let domain = Array(text[(at + 1)...])
    if local.isEmpty { return "nothing stands before the @" }
    if domain.isEmpty { return "nothing follows the @" }
    if local.count > EmailAddress.maxLocalLength {
      return "more than \(EmailAddress.maxLocalLength) bytes stand before the @"
    }
    if !isAccepted(local + Array("@a".utf8), isInternational) {
      return fault(ofLocal: local, isInternational)
    }
    if domain.first == UInt8(ascii: "[") { return "what is in brackets is no address" }
    return (isInternational ? ofInternationalName(domain) : ofASCIIName(domain))
      .map { "behind the @: \($0)" }
  }

  private static func isAccepted(_ text: [UInt8], _ isInternational: Bool) -> Bool {
    text.withByteSlice { EmailAddress.accepts($0, isInternational: isInternational) }
  }

  private static func fault(ofLocal text: [UInt8], _ isInternational: Bool) -> String? {
    if text.first == UInt8(ascii: "\"") { return "the quoted part before the @ is malformed" }
    if text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .contains(where: \.isEmpty)
    {
      return "before the @ a dot stands between two characters"
    }
    let wrong = text.indices.first {
      !ASCIISet.emailAtom.contains(text[$0]) && text[$0] != UInt8(ascii: ".")
        && !(isInternational && text[$0] >= 0x80)
    }
    return wrong.flatMap { text.scalar(at: $0) }.map { "\($0) cannot stand before the @" }
  }

  /// RFC 1123 §2.1.
  static func ofASCIIName(_ text: [UInt8]) -> String? {
    let set = ASCIISet.letterDigitHyphen
    let wrong = text.indices.first { !set.contains(text[$0]) && text[$0] != UInt8(ascii: ".") }
    if let character = wrong.flatMap({ text.scalar(at: $0) }) {
      return "\(character) cannot stand in a host name"
    }
    return fault(ofLabels: text)
  }

  /// RFC 1123 §2.1, where labels that begin with `xn--` are A-labels.
  static func ofHostname(_ text: [UInt8]) -> String? {
    ofASCIIName(text) ?? "a label that begins with xn-- does not encode a name (RFC 5891)"
  }

  static func ofInternationalName(_ text: [UInt8]) -> String? {
    fault(ofLabels: text)
      ?? "a label has characters, or an order of them, that IDNA 2008 does not allow"
  }

  private static func fault(ofLabels text: [UInt8]) -> String? {
    if text.isEmpty { return "it is empty" }
    if text.count > Hostname.maxNameLength {
      return "more than \(Hostname.maxNameLength) bytes"
    }
    for label in text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      if label.isEmpty { return "a dot stands between two labels, not at an end" }
      if label.count > Hostname.maxLabelLength {
        return "a label has more than \(Hostname.maxLabelLength) bytes"
      }
      if label.first == UInt8(ascii: "-") || label.last == UInt8(ascii: "-") {
        return "a label begins or ends with a hyphen"
      }
    }
    return nil
  }
}

/// Why a text is no network address.
enum AddressFault {
  static func ofVersion4(_ text: [UInt8]) -> String? {
    let dot = UInt8(ascii: ".")
    if let wrong = text.indices.first(where: {
      !ASCIISet.digits.contains(text[$0]) && text[$0] != dot
    }), let character = text.scalar(at: wrong) {
      return "\(character) is no digit"
    }
    let parts = text.split(separator: dot, omittingEmptySubsequences: false)
    guard parts.count == 4, !parts.contains(where: \.isEmpty) else {
      return "it must have four numbers with dots between"
    }
    if parts.contains(where: { $0.count > 1 && $0.first == UInt8(ascii: "0") }) {
      return "a number has no leading zeros"
    }
    return "a number is greater than 255"
  }

  static func ofVersion6(_ text: [UInt8]) -> String? {
    if text.contains(UInt8(ascii: "%")) { return "a zone (%) is no part of an address" }
    let set = ASCIISet.hexDigits.union(ASCIISet(":."))
    if let wrong = text.indices.first(where: { !set.contains(text[$0]) }),
      let character = text.scalar(at: wrong)
    {
      return "\(character) is no hexadecimal digit"
    }
    let colon = UInt8(ascii: ":")
    var groups = text.split(separator: colon, omittingEmptySubsequences: false).map { Array($0) }
    guard groups.count > 1, text.count > 1 else {
      return "groups of hexadecimal digits need colons between"
    }
    if let quad = groups.last, quad.contains(UInt8(ascii: ".")) {
      guard quad.withByteSlice({ IPAddress.isVersion4($0) }) else {
        return "the dotted part at the end is no IPv4 address"
      }
      groups[groups.count - 1] = [UInt8(ascii: "0")]
      groups.append([UInt8(ascii: "0")])
    }
    if groups.contains(where: { $0.contains(UInt8(ascii: ".")) }) {
      return "a dotted part can only stand at the end"
    }
    if groups.contains(where: { $0.count > 4 }) {
      return "a group has more than four hexadecimal digits"
    }
    let isSingle = [
      text[0] == colon && text[1] != colon,
      text[text.count - 1] == colon && text[text.count - 2] != colon,
    ]
    if isSingle.contains(true) { return "a single colon stands at an end" }
    return fault(
      ofGroups: groups.count { !$0.isEmpty },
      gaps: zip(text, text.dropFirst()).count { $0 == colon && $1 == colon })
  }

  /// - Parameter gaps: How often `::` stands in the text.
  private static func fault(ofGroups count: Int, gaps: Int) -> String? {
    switch gaps {
    case 0: count == 8 ? nil : "\(count) groups, where 8 or a :: are needed"
    case 1: count <= 7 ? nil : "\(count) groups beside ::, where at most 7 fit"
    default: ":: can stand once only"
    }
  }
}
