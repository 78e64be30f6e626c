import WeirJSON

/// A URI reference (RFC 3986 §4.1), or an IRI reference (RFC 3987), split into its components.
///
/// Splitting never fails: references in the wild hold characters that the grammar bars, such as
/// `#/definitions/Map<string,number>`; `URIGrammar` says whether a text keeps the grammar. The
/// bytes stay as written and equality is equality of bytes; `normalized` is what to look up by.
/// Immutable.
package struct URIReference: Sendable {
  /// The whole reference. UTF-8.
  let bytes: [UInt8]

  /// Each without its delimiters; an absent component differs from an empty one.
  private let schemeRange: Range<Int>?
  private let authorityRange: Range<Int>?
  private let pathRange: Range<Int>
  private let queryRange: Range<Int>?
  private let fragmentRange: Range<Int>?

  /// Splits like the expression of RFC 3986 appendix B, except that a scheme must be one (§3.1).
  init(_ bytes: [UInt8]) {
    var fragmentRange: Range<Int>?
    var queryRange: Range<Int>?
    var authorityRange: Range<Int>?
    var rest = bytes.startIndex..<bytes.endIndex
    if let hash = bytes[rest].firstIndex(of: UInt8(ascii: "#")) {
      fragmentRange = hash + 1..<rest.upperBound
      rest = rest.lowerBound..<hash
    }
    if let mark = bytes[rest].firstIndex(of: UInt8(ascii: "?")) {
      queryRange = mark + 1..<rest.upperBound
      rest = rest.lowerBound..<mark
    }
    let schemeLength = bytes.withByteSlice { URIGrammar.schemeLength($0) }
    if let schemeLength { rest = schemeLength + 1..<rest.upperBound }
    if bytes[rest].starts(with: "//".utf8) {
      let start = rest.lowerBound + 2
      let end = bytes[start..<rest.upperBound].firstIndex(of: slash) ?? rest.upperBound
      authorityRange = start..<end
      rest = end..<rest.upperBound
    }
    self.bytes = bytes
    schemeRange = schemeLength.map { 0..<$0 }
    self.authorityRange = authorityRange
    pathRange = rest
    self.queryRange = queryRange
    self.fragmentRange = fragmentRange
  }

  package init(_ text: String) { self.init(Array(text.utf8)) }

  init(_ text: ByteSlice) { self.init(text.copied()) }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package var scheme: ArraySlice<UInt8>? { schemeRange.map { bytes[$0] } }
  package var authority: ArraySlice<UInt8>? { authorityRange.map { bytes[$0] } }
  var path: ArraySlice<UInt8> { bytes[pathRange] }
  var query: ArraySlice<UInt8>? { queryRange.map { bytes[$0] } }

  /// As written, percent-encoded.
  var fragment: ArraySlice<UInt8>? { fragmentRange.map { bytes[$0] } }

  /// Whether it has a scheme, so that it means the same everywhere.
  var isAbsolute: Bool { schemeRange != nil }

  /// Whether it consists of a fragment at most: it names a place in the base document itself.
  var isFragmentOnly: Bool { bytes.count == (fragmentRange.map { $0.count + 1 } ?? 0) }
}

extension URIReference {
  /// Whether the text keeps the grammar of RFC 3986, so that other readers split it alike.
  package var isWellFormed: Bool {
    bytes.withByteSlice { text in (try? URIGrammar.checkReference(text, .uri)) != nil }
  }
}

extension URIReference: Hashable {
  package static func == (a: URIReference, b: URIReference) -> Bool { a.bytes == b.bytes }

  package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension URIReference: CustomStringConvertible {
  package var description: String { text }
}

// MARK: - Fragments

extension URIReference {
  /// Everything before the `#`.
  package var withoutFragment: URIReference {
    guard let fragmentRange else { return self }
    return URIReference(Array(bytes[..<(fragmentRange.lowerBound - 1)]))
  }

  /// The same resource without an empty fragment, which identifies the whole just as well.
  var withoutEmptyFragment: URIReference {
    fragmentRange?.isEmpty == true ? withoutFragment : self
  }

  /// The same resource with `fragment`, given decoded; bytes that may not stand there are encoded.
  package func withFragment(_ fragment: some Sequence<UInt8>) -> URIReference {
    var result = withoutFragment.bytes
    result.append(UInt8(ascii: "#"))
    for byte in fragment {
      if ASCIISet.fragment.contains(byte) {
        result.append(byte)
      } else {
        result.append(contentsOf: [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 15)])
      }
    }
    return URIReference(result)
  }

  /// The fragment with its percent-encodings decoded to bytes; nil if there is none. A `%` that
  /// starts no encoding stands for itself.
  package var decodedFragment: [UInt8]? {
    fragment.map(percentDecoded)
  }
}

/// RFC 3986 §2.1.
func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(text.count)
  var index = text.startIndex
  while index < text.endIndex {
    if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex,
      let high = hexValue(text[index + 1]), let low = hexValue(text[index + 2])
    {
      result.append(high << 4 | low)
      index += 3
    } else {
      result.append(text[index])
      index += 1
    }
  }
  return result
}

func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  default: nil
  }
}

func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
}

private let slash = UInt8(ascii: "/")
