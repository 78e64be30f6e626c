/// An IP address, and whether it belongs to the public internet.
package struct NetworkAddress: Hashable, Sendable {
  /// 4 bytes for IPv4, 16 for IPv6, in network order.
  let bytes: [UInt8]

  init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// Whether the address can be reached from everywhere, so that asking it tells no more than what
  /// anybody could ask: none that is private, of this machine, of this link, or set aside.
  ///
  /// By IANA's special-purpose registries (RFC 6890). IPv6 addresses that carry an IPv4 address are
  /// what the latter is.
  var isPublic: Bool {
    switch bytes.count {
    case 4: isPublicVersion4
    case 16: isPublicVersion6
    default: false
    }
  }

  private var isPublicVersion4: Bool {
    switch (bytes[0], bytes[1], bytes[2]) {
    case (0, _, _), (10, _, _), (127, _, _): false  // this network, private, loopback
    case (100, 64...127, _): false  // shared by a provider's customers
    case (169, 254, _): false  // link-local, metadata services included
    case (172, 16...31, _), (192, 168, _): false  // private
    case (192, 0, 0), (192, 88, 99): false  // protocol assignments, 6to4 relays
    case (192, 0, 2), (198, 51, 100), (203, 0, 113): false  // documentation
    case (198, 18...19, _): false  // benchmarks
    case (224..., _, _): false  // multicast, reserved, broadcast
    default: true
    }
  }

  private var isPublicVersion6: Bool {
    if let embedded = embeddedVersion4 { return embedded.isPublic }
    switch (UInt16(bytes[0]) << 8 | UInt16(bytes[1]), bytes[2], bytes[3]) {
    case (0x2001, 0...1, _): return false  // protocol assignments, Teredo
    case (0x2001, 0x0D, 0xB8): return false  // documentation
    case (0x2002, _, _): return false  // 6to4
    case (0x3FFF, 0...0x0F, _): return false  // documentation
    // Only 2000::/3 has been given out for global use: not ::1, fc00::/7, fe80::/10, ff00::/8, ….
    case (0x2000...0x3FFF, _, _): return true
    default: return false
    }
  }

  /// The IPv4 address in `::ffff:0:0/96` (RFC 4291 §2.5.5.2) or `64:ff9b::/96` (RFC 6052 §2.1).
  private var embeddedVersion4: NetworkAddress? {
    let prefix = bytes.prefix(12)
    let isMapped = prefix.prefix(10).allSatisfy { $0 == 0 } && prefix.suffix(2) == [0xFF, 0xFF]
    let isTranslated = prefix.starts(with: [0, 0x64, 0xFF, 0x9B] + Array(repeating: 0, count: 8))
    return isMapped || isTranslated ? NetworkAddress(bytes.suffix(4)) : nil
  }
}

extension NetworkAddress: CustomStringConvertible {
  /// Dotted, or by RFC 5952 §4: the longest run of two or more zero groups shortened, the first of
  /// equally long ones.
  package var description: String {
    if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
    let groups = stride(from: 0, to: bytes.count - 1, by: 2).map {
      UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
    }
    var longest = 0..<0
    var start = 0
    while start < groups.count {
      let length = groups[start...].prefix { $0 == 0 }.count
      if length > max(1, longest.count) { longest = start..<start + length }
      start += max(1, length)
    }
    func text(_ groups: ArraySlice<UInt16>) -> String {
      groups.map { String($0, radix: 16) }.joined(separator: ":")
    }
    if longest.isEmpty { return text(groups[...]) }
    return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
  }
}
