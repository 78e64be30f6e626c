import WeirSchema

/// Whether a text is a URI with a scheme, which may carry a fragment. RFC 3986 §3.
public func isAbsoluteURI(_ text: String) -> Bool {
  FileURI.scheme(of: text) != nil && URIReference(text).isWellFormed
}

/// The names of a path from the root on. One that is relative is seen from the current directory; dot
/// segments are removed by the text, not by following links.
func absoluteNames(of path: String) -> [Substring] {
  let absolute = path.hasPrefix("/") ? path : currentDirectory() + "/" + path
  var names: [Substring] = []
  for name in absolute.split(separator: "/") where name != "." {
    if name == ".." { _ = names.popLast() } else { names.append(name) }
  }
  return names
}

/// A path without dot segments, but for those at its beginning that lead out; by the text.
func shortened(_ path: String) -> String {
  var names: [Substring] = []
  for name in path.split(separator: "/") where name != "." {
    if name == "..", let last = names.last, last != ".." {
      names.removeLast()
    } else if name != ".." || !path.hasPrefix("/") {
      names.append(name)
    }
  }
  let text = names.joined(separator: "/")
  if path.hasPrefix("/") { return "/" + text }
  return text.isEmpty ? "." : text
}

/// Paths as `file:` URIs and back. RFC 8089, RFC 3986 §2.
enum FileURI {
  /// The absolute `file:` URI of a path, which may be relative to the current directory.
  ///
  /// Dot segments are removed by the text, as URI resolution does it, not by following links. Bytes
  /// that may not stand in a URI's path are percent-encoded.
  static func uri(ofPath path: String) -> String {
    let segments = absoluteNames(of: path)
    let isFolder = path.hasSuffix("/") && !segments.isEmpty
    return "file:///" + segments.map(encoded).joined(separator: "/") + (isFolder ? "/" : "")
  }

  /// The path that a `file:` URI of this machine names, its fragment and query left out; nil for
  /// other URIs.
  static func path(of uri: String) -> String? {
    guard let scheme = scheme(of: uri), scheme == "file" else { return nil }
    var rest = uri.dropFirst("file:".count).prefix { $0 != "#" && $0 != "?" }
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      let host = rest[..<slash].lowercased()
      guard host.isEmpty || host == "localhost" else { return nil }
      rest = rest[slash...]
    }
    return rest.hasPrefix("/") ? percentDecoded(rest) : nil
  }

  /// A URI's scheme in lower case; nil for a relative reference or a path. RFC 3986 §3.1.
  ///
  /// One letter is no scheme here but a drive or a mistyped path.
  static func scheme(of text: String) -> String? {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = text[..<colon].lowercased()
    guard name.utf8.count > 1, let first = name.utf8.first, isLetter(first) else { return nil }
    let isScheme = name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
    return isScheme ? name : nil
  }

  /// Percent-encodings as the bytes they mean; a `%` that begins none stands for itself.
  static func percentDecoded(_ text: some StringProtocol) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "%")) else { return String(text) }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        isHexadecimal(bytes[index + 1]), isHexadecimal(bytes[index + 2]),
        let byte = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
      {
        result.append(byte)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func encoded(_ segment: Substring) -> String {
    var result = ""
    for byte in segment.utf8 {
      if isLetter(byte) || isDigit(byte) || "-._~!$&'()*+,;=:@".utf8.contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
      }
    }
    return result
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }
}
