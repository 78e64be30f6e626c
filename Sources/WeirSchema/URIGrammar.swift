import WeirJSON

/// Where and why a text is no URI or IRI reference.
struct URIError: Error, Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case missingScheme, character, percentEncoding, host, port
  }

  let kind: Kind

  /// Offset in bytes of the first wrong byte.
  let byteOffset: Int

  init(_ kind: Kind, at byteOffset: Int) {
    self.kind = kind
    self.byteOffset = byteOffset
  }
}

extension URIError: CustomStringConvertible {
  var description: String {
    switch kind {
    case .missingScheme: "a scheme, such as https:, is missing"
    case .character: "this character cannot stand here unless it is percent-encoded"
    case .percentEncoding: "a % must be followed by two hexadecimal digits"
    case .host: "not a host"
    case .port: "a port has decimal digits only"
    }
  }
}

/// The grammars of RFC 3986 appendix A (URIs) and RFC 3987 §2.2 (IRIs).
///
/// A check runs once over the text and does not allocate.
enum URIGrammar {
  /// The characters beyond ASCII that may stand: none in a URI; in an IRI `ucschar`, and in its
  /// query `iprivate` too.
  enum Repertoire {
    case uri, iri
  }

  /// Throws at the first fault of `text` as a URI with a scheme or a relative reference.
  static func checkReference(_ text: ByteSlice, _ repertoire: Repertoire) throws(URIError) {
    var scan = URIScan(text: text, repertoire: repertoire)
    try scan.reference()
  }

  /// Throws at the first fault of `text` as a URI, which has a scheme and may have a fragment.
  static func checkAbsolute(_ text: ByteSlice, _ repertoire: Repertoire) throws(URIError) {
    guard schemeLength(text) != nil else { throw URIError(.missingScheme, at: 0) }
    try checkReference(text, repertoire)
  }

  /// The length of the scheme before the first colon, RFC 3986 §3.1; nil if there is none.
  static func schemeLength(_ text: ByteSlice) -> Int? {
    let set = ASCIISet.scheme
    var length = 0
    while length < text.count, set.contains(text[length]) { length += 1 }
    guard length > 0, length < text.count, text[length] == UInt8(ascii: ":"),
      ASCIISet.letters.contains(text[0])
    else { return nil }
    return length
  }
}

extension URIGrammar {
  /// `ucschar`, RFC 3987 §2.2.
  static func isUCSCharacter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
    case 0x10000...0xDFFFD: scalar & 0xFFFF <= 0xFFFD
    case 0xE1000...0xEFFFD: true
    default: false
    }
  }

  /// `iprivate`, RFC 3987 §2.2.
  static func isPrivate(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: true
    default: false
    }
  }
}

extension ASCIISet {
  static let letters = ASCIISet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  static let digits = ASCIISet("0123456789")
  static let hexDigits = digits.union(ASCIISet("abcdefABCDEF"))
  static let scheme = letters.union(digits).union(ASCIISet("+-."))
  static let unreserved = letters.union(digits).union(ASCIISet("-._~"))
  static let subDelimiters = ASCIISet("!$&'()*+,;=")

  static let registeredName = unreserved.union(subDelimiters)
  static let userInfo = registeredName.union(ASCIISet(":"))
  static let pathSegment = userInfo.union(ASCIISet("@"))
  static let segmentWithoutColon = registeredName.union(ASCIISet("@"))
  static let path = pathSegment.union(ASCIISet("/"))
  static let query = path.union(ASCIISet("?"))
  static let fragment = query
}

/// A position in a text that is being checked, with a function for each rule of the grammar.
private struct URIScan {
  let text: ByteSlice
  let repertoire: URIGrammar.Repertoire
  private var index = 0

  init(text: ByteSlice, repertoire: URIGrammar.Repertoire) {
    self.text = text
    self.repertoire = repertoire
  }

  /// `URI-reference`
  mutating func reference() throws(URIError) {
    let schemeLength = URIGrammar.schemeLength(text)
    if let schemeLength { index = schemeLength + 1 }
    if next == slash, index + 1 < text.count, text[index + 1] == slash {
      index += 2
      try authority()
    } else if schemeLength == nil {
      // `path-noscheme`: a colon in the first segment would make it a scheme.
      try run(.segmentWithoutColon)
      if next == UInt8(ascii: ":") { throw URIError(.character, at: index) }
    }
    try run(.path)
    if skip(UInt8(ascii: "?")) { try run(.query, isQuery: true) }
    if skip(UInt8(ascii: "#")) { try run(.fragment) }
    if index < text.count { throw URIError(.character, at: index) }
  }

  /// `[ userinfo "@" ] host [ ":" port ]`, up to the path, the query, the fragment or the end.
  private mutating func authority() throws(URIError) {
    let start = index
    try run(.userInfo)
    if !skip(UInt8(ascii: "@")) { index = start }
    if next == UInt8(ascii: "[") {
      try addressLiteral()
    } else {
      try run(.registeredName)
    }
    var kind = URIError.Kind.host
    if skip(UInt8(ascii: ":")) {
      while let byte = next, ASCIISet.digits.contains(byte) { index += 1 }
      kind = .port
    }
    guard let byte = next else { return }
    let endsAuthority = byte == slash || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    guard endsAuthority else { throw URIError(kind, at: index) }
  }

  /// `IP-literal`: an IPv6 address, or `v` version `.` and anything, in brackets.
  private mutating func addressLiteral() throws(URIError) {
    let start = index + 1
    while index < text.count, text[index] != UInt8(ascii: "]") { index += 1 }
    guard index < text.count else { throw URIError(.host, at: start) }
    let literal = text[start..<index]
    guard IPAddress.isVersion6(literal) || isFutureAddress(literal) else {
      throw URIError(.host, at: start)
    }
    index += 1
  }

  /// `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`
  private func isFutureAddress(_ literal: ByteSlice) -> Bool {
    guard literal.count >= 4, literal[0] | 0x20 == UInt8(ascii: "v") else { return false }
    var index = 1
    while index < literal.count, ASCIISet.hexDigits.contains(literal[index]) { index += 1 }
    guard index > 1, index + 1 < literal.count, literal[index] == UInt8(ascii: ".") else {
      return false
    }
    return literal[index + 1..<literal.count].allSatisfy(in: .userInfo)
  }

  /// Skips characters of `set`, percent-encodings and, in an IRI, characters beyond ASCII.
  private mutating func run(_ set: ASCIISet, isQuery: Bool = false) throws(URIError) {
    while let byte = next {
      if set.contains(byte) {
        index += 1
      } else if byte == UInt8(ascii: "%") {
        guard index + 2 < text.count, ASCIISet.hexDigits.contains(text[index + 1]),
          ASCIISet.hexDigits.contains(text[index + 2])
        else { throw URIError(.percentEncoding, at: index) }
        index += 3
      } else if byte >= 0x80, repertoire == .iri {
        let scalar = text.decodedScalar(at: index)
        let isAllowed =
          URIGrammar.isUCSCharacter(scalar.value)
          || (isQuery && URIGrammar.isPrivate(scalar.value))
        guard isAllowed else {
          throw URIError(.character, at: index)
        }
        index += scalar.length
      } else {
        return
      }
    }
  }

  private var next: UInt8? { index < text.count ? text[index] : nil }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    index += 1
    return true
  }
}

private let slash = UInt8(ascii: "/")
