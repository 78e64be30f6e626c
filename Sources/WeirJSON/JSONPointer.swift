/// A JSON Pointer (RFC 6901): the keys and indices on the way from the root to a value.
///
/// Tokens are unescaped bytes, UTF-8 like the keys they name, so they compare by bytes.
package struct JSONPointer: Hashable, Sendable {
  package var tokens: [[UInt8]]

  /// The pointer to the whole document, unless tokens are given.
  package init(tokens: [[UInt8]] = []) {
    self.tokens = tokens
  }

  /// Parses the text of a pointer: empty, or tokens that each follow a `/`. RFC 6901 §3.
  package init(_ text: ByteSlice) throws(JSONPointerError) {
    tokens = []
    if text.isEmpty { return }
    guard text[0] == UInt8(ascii: "/") else { throw JSONPointerError(.missingSlash, at: 0) }
    var token: [UInt8] = []
    var index = 1
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "/"):
        tokens.append(token)
        token.removeAll()
      case UInt8(ascii: "~"):
        let escaped = index + 1 < text.count ? text[index + 1] : 0
        guard escaped == UInt8(ascii: "0") || escaped == UInt8(ascii: "1") else {
          throw JSONPointerError(.escape, at: index)
        }
        token.append(escaped == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
        index += 1
      default: token.append(text[index])
      }
      index += 1
    }
    tokens.append(token)
  }

  package init(_ text: String) throws(JSONPointerError) {
    let bytes = Array(text.utf8)
    self = try bytes.withByteSlice { (slice) throws(JSONPointerError) in try JSONPointer(slice) }
  }

  /// Parses a pointer as people give it: as text, or as a URI fragment, which begins with `#` and may
  /// hold any byte as `%` and two hexadecimal digits. RFC 6901 §6.
  package init(textOrFragment text: String) throws(JSONPointerError) {
    guard text.hasPrefix("#") else {
      try self.init(text)
      return
    }
    let fragment = Array(text.utf8)
    var bytes: [UInt8] = []
    var index = 1
    while index < fragment.count {
      guard fragment[index] == UInt8(ascii: "%") else {
        bytes.append(fragment[index])
        index += 1
        continue
      }
      guard index + 2 < fragment.count, let high = hexValue(fragment[index + 1]),
        let low = hexValue(fragment[index + 2])
      else { throw JSONPointerError(.percentEncoding, at: index) }
      bytes.append(UInt8(high << 4 | low))
      index += 3
    }
    self = try bytes.withByteSlice { (slice) throws(JSONPointerError) in try JSONPointer(slice) }
  }
}

extension JSONPointer {
  /// The pointer's text, escaped. UTF-8, or WTF-8 where a key holds a lone surrogate.
  package var bytes: [UInt8] {
    var result: [UInt8] = []
    for token in tokens {
      result.append(UInt8(ascii: "/"))
      Self.appendEscaped(token, to: &result)
    }
    return result
  }

  package func appending(_ key: some Sequence<UInt8>) -> JSONPointer {
    JSONPointer(tokens: tokens + [Array(key)])
  }

  package func appending(_ index: Int) -> JSONPointer {
    appending(String(index).utf8)
  }

  /// Appends an escaped token, without the `/` before it, to the text of a pointer. RFC 6901 §3.
  package static func appendEscaped(_ token: some Sequence<UInt8>, to text: inout [UInt8]) {
    for byte in token {
      switch byte {
      case UInt8(ascii: "~"): text.append(contentsOf: "~0".utf8)
      case UInt8(ascii: "/"): text.append(contentsOf: "~1".utf8)
      default: text.append(byte)
      }
    }
  }

  /// The index of an array element that `token` names: decimal digits without leading zeros.
  /// Nil for anything else, including `-`, the element after the last. RFC 6901 §4.
  package static func arrayIndex(_ token: some Collection<UInt8>) -> Int? {
    // Longer ones exceed every array, and Int64.
    guard let first = token.first, token.count <= 18 else { return nil }
    if first == UInt8(ascii: "0") && token.count > 1 { return nil }
    var value = 0
    for byte in token {
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }
}

extension JSONPointer: CustomStringConvertible {
  package var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// Why a text is no JSON Pointer, and where.
package struct JSONPointerError: Error, Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case missingSlash, escape, percentEncoding
  }

  package let kind: Kind

  /// Offset in bytes of the first wrong byte.
  package let byteOffset: Int

  init(_ kind: Kind, at byteOffset: Int) {
    self.kind = kind
    self.byteOffset = byteOffset
  }
}

extension JSONPointerError: CustomStringConvertible {
  package var description: String {
    switch kind {
    case .missingSlash: "a JSON Pointer is empty or starts with /"
    case .escape: "a ~ must be followed by 0 or 1"
    case .percentEncoding: "a % must be followed by two hexadecimal digits"
    }
  }
}
