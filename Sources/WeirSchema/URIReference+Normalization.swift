/// Syntax- and scheme-based normalisation, RFC 3986 §6.2.2 and §6.2.3, as far as two spellings of it
/// mean the same under every scheme.
extension URIReference {
  /// The spelling by which equivalent references are equal: scheme and host in lower case,
  /// percent-encodings in upper case and only where they are needed, no default port, no empty
  /// fragment. Paths keep their case. Dot segments are the business of resolution.
  var normalized: URIReference {
    guard mayNeedNormalization else { return self }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    if let scheme { result += lowercased(scheme) + [UInt8(ascii: ":")] }
    if let authority { result += "//".utf8 + normalizedAuthority(authority) }
    result += hasEmptyRoot ? [UInt8(ascii: "/")] : normalizedEscapes(path)
    if let query { result += [UInt8(ascii: "?")] + normalizedEscapes(query) }
    if let fragment, !fragment.isEmpty {
      result += [UInt8(ascii: "#")] + normalizedEscapes(fragment)
    }
    return URIReference(result)
  }

  /// Most references are in their normal form; this tells at a glance.
  private var mayNeedNormalization: Bool {
    func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    if fragment?.isEmpty == true || hasEmptyRoot { return true }
    if scheme?.contains(where: isUpper) == true { return true }
    if let authority, authority.contains(where: { isUpper($0) || $0 == UInt8(ascii: ":") }) {
      return true
    }
    return bytes.contains(UInt8(ascii: "%"))
  }

  /// An empty path behind an authority is the root.
  private var hasEmptyRoot: Bool {
    guard path.isEmpty, authority != nil, let scheme else { return false }
    let name = String(decoding: lowercased(scheme), as: UTF8.self)
    return name == "http" || name == "https"
  }

  /// User information as it is, the host in lower case, the port unless it is the scheme's own.
  private func normalizedAuthority(_ authority: ArraySlice<UInt8>) -> [UInt8] {
    let hostStart =
      authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? authority.startIndex
    var host = authority[hostStart...]
    // A colon inside the brackets of an IPv6 address begins no port.
    if let colon = host.lastIndex(of: UInt8(ascii: ":")), !host[colon...].contains(bracket) {
      let port = host[(colon + 1)...]
      let isDefault =
        switch scheme.map({ String(decoding: lowercased($0), as: UTF8.self) }) {
        case "http": port.elementsEqual("80".utf8)
        case "https": port.elementsEqual("443".utf8)
        default: false
        }
      if port.isEmpty || isDefault { host = host[..<colon] }
    }
    return Array(authority[..<hostStart])
      + lowercased(normalizedEscapes(host)[...], exceptEscapes: true)
  }
}

private let bracket = UInt8(ascii: "]")

private func lowercased(_ text: ArraySlice<UInt8>, exceptEscapes: Bool = false) -> [UInt8] {
  var result = Array(text)
  var index = 0
  while index < result.count {
    if exceptEscapes, result[index] == UInt8(ascii: "%") {
      index += 3
      continue
    }
    if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(result[index]) { result[index] |= 0x20 }
    index += 1
  }
  return result
}

/// Percent-encodings of unreserved characters as these, the others with capital digits. §6.2.2.1 and
/// §6.2.2.2.
private func normalizedEscapes(_ text: ArraySlice<UInt8>) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(text.count)
  var index = text.startIndex
  while index < text.endIndex {
    guard text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex,
      let high = hexValue(text[index + 1]), let low = hexValue(text[index + 2])
    else {
      result.append(text[index])
      index += 1
      continue
    }
    let byte = high << 4 | low
    if ASCIISet.unreserved.contains(byte) {
      result.append(byte)
    } else {
      result += [UInt8(ascii: "%"), hexDigit(high), hexDigit(low)]
    }
    index += 3
  }
  return result
}
