import WeirJSON

/// The formats `email` and `idn-email`: a `Mailbox` of RFC 5321 §4.1.2, in the latter with the
/// extensions of RFC 6531 §3.3. An address alone: no display name, no comments, no blanks around.
enum EmailAddress {
  /// Octets, RFC 5321 §4.5.3.1.1.
  static let maxLocalLength = 64

  static func accepts(_ text: ByteSlice, isInternational: Bool) -> Bool {
    // A quoted local part may hold @, a domain may not.
    guard let at = (0..<text.count).last(where: { text[$0] == UInt8(ascii: "@") }) else {
      return false
    }
    let local = text[0..<at]
    let domain = text[at + 1..<text.count]
    guard !local.isEmpty, local.count <= maxLocalLength, !domain.isEmpty else { return false }
    let isLocal =
      local[0] == UInt8(ascii: "\"")
      ? isQuotedString(local, isInternational) : isDotString(local, isInternational)
    return isLocal && isDomain(domain, isInternational)
  }

  /// `Atom *("." Atom)`
  private static func isDotString(_ text: ByteSlice, _ isInternational: Bool) -> Bool {
    let atom = ASCIISet.emailAtom
    var wasDot = true
    for index in 0..<text.count {
      if text[index] == UInt8(ascii: ".") {
        if wasDot { return false }
        wasDot = true
      } else {
        guard atom.contains(text[index]) || (isInternational && text[index] >= 0x80) else {
          return false
        }
        wasDot = false
      }
    }
    return !wasDot
  }

  /// `DQUOTE *QcontentSMTP DQUOTE`
  private static func isQuotedString(_ text: ByteSlice, _ isInternational: Bool) -> Bool {
    guard text.count >= 2, text[text.count - 1] == UInt8(ascii: "\"") else { return false }
    var index = 1
    while index < text.count - 1 {
      switch text[index] {
      case UInt8(ascii: "\""): return false
      case UInt8(ascii: "\\"):
        index += 1
        guard index < text.count - 1, (0x20...0x7E).contains(text[index]) else { return false }
      case 0x20...0x7E: break
      case 0x80...: guard isInternational else { return false }
      default: return false
      }
      index += 1
    }
    return true
  }

  /// `Domain / address-literal`
  private static func isDomain(_ text: ByteSlice, _ isInternational: Bool) -> Bool {
    if text[0] == UInt8(ascii: "[") {
      guard text.count > 2, text[text.count - 1] == UInt8(ascii: "]") else { return false }
      return isAddress(text[1..<text.count - 1])
    }
    if Hostname.isASCIIName(text) { return true }
    return isInternational && isInternationalDomain(text)
  }

  /// `IPv4-address-literal / IPv6-address-literal`; no other kind is registered.
  private static func isAddress(_ text: ByteSlice) -> Bool {
    let prefix = ByteSlice("IPv6:")
    guard text.count > prefix.count, text[0..<prefix.count].elementsEqual(prefix) else {
      return IPAddress.isVersion4(text)
    }
    return IPAddress.isVersion6(text[prefix.count..<text.count])
  }

  /// Labels as in domain names, except that mail systems, not users, are to normalise them
  /// (RFC 6531 §3.2 speaks of U-labels; what people type is not always in Normalisation Form C).
  private static func isInternationalDomain(_ text: ByteSlice) -> Bool {
    guard text.count <= Hostname.maxNameLength * 4 else { return false }
    var label: [UInt32] = []
    var index = 0
    while index < text.count {
      let scalar = text.decodedScalar(at: index)
      index += scalar.length
      if scalar.value != UInt32(UInt8(ascii: ".")) {
        label.append(scalar.value)
        if index < text.count { continue }
      } else if index == text.count {
        return false
      }
      guard isInternationalLabel(label) else { return false }
      label.removeAll()
    }
    return true
  }

  private static func isInternationalLabel(_ scalars: [UInt32]) -> Bool {
    if scalars.allSatisfy({ $0 < 0x80 }) { return DomainLabel(scalars) != nil }
    return scalars.count <= Hostname.maxLabelLength && DomainLabel.keepsCharacterRules(scalars)
  }
}

extension ASCIISet {
  /// `atext`, RFC 5322 §3.2.3.
  static let emailAtom = letters.union(digits).union(ASCIISet("!#$%&'*+-/=?^_`{|}~"))
}
