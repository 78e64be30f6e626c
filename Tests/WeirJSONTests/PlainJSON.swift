/// A JSON value in its plainest form, to compare documents with.
///
/// Numbers and literals stay as written, strings are their decoded bytes (WTF-8 for lone
/// surrogates). Of equal keys the last stays, where it stands.
indirect enum PlainJSON: Hashable {
  case literal([UInt8])
  case string([UInt8])
  case array([PlainJSON])
  case object([Member])

  struct Member: Hashable {
    var key: [UInt8]
    var value: PlainJSON
  }
}

/// RFC 8259 read byte by byte and recursively: slow, short, and the judge of the real parser.
struct PlainParser {
  private let bytes: [UInt8]
  private let isStrict: Bool
  private var offset = 0

  /// The value of a whole text, or nil where it is not acceptable JSON.
  static func value(of bytes: [UInt8], isStrict: Bool) -> PlainJSON? {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    var parser = PlainParser(bytes: bytes, isStrict: isStrict)
    guard let value = parser.value() else { return nil }
    parser.skipBlanks()
    return parser.offset == bytes.count ? value : nil
  }

  private init(bytes: [UInt8], isStrict: Bool) {
    self.bytes = bytes
    self.isStrict = isStrict
  }

  private mutating func value() -> PlainJSON? {
    skipBlanks()
    switch peek {
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "t"): return literal("true")
    case UInt8(ascii: "f"): return literal("false")
    case UInt8(ascii: "n"): return literal("null")
    default: return number()
    }
  }

  private mutating func object() -> PlainJSON? {
    offset += 1
    var members: [PlainJSON.Member] = []
    if take("}") { return .object([]) }
    repeat {
      skipBlanks()
      guard peek == UInt8(ascii: "\""), let key = string(), take(":"), let value = value() else {
        return nil
      }
      if let first = members.firstIndex(where: { $0.key == key }) {
        if isStrict { return nil }
        members.remove(at: first)
      }
      members.append(PlainJSON.Member(key: key, value: value))
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func array() -> PlainJSON? {
    offset += 1
    var elements: [PlainJSON] = []
    if take("]") { return .array([]) }
    repeat {
      guard let element = value() else { return nil }
      elements.append(element)
    } while take(",")
    return take("]") ? .array(elements) : nil
  }

  private mutating func literal(_ text: String) -> PlainJSON? {
    let expected = Array(text.utf8)
    guard bytes[offset...].starts(with: expected) else { return nil }
    offset += expected.count
    return .literal(expected)
  }

  private mutating func number() -> PlainJSON? {
    let start = offset
    if peek == UInt8(ascii: "-") { offset += 1 }
    if peek == UInt8(ascii: "0") { offset += 1 } else if !digits() { return nil }
    if peek == UInt8(ascii: ".") {
      offset += 1
      if !digits() { return nil }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      offset += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
      if !digits() { return nil }
    }
    return .literal(Array(bytes[start..<offset]))
  }

  private mutating func digits() -> Bool {
    let start = offset
    while let byte = peek, (0x30...0x39).contains(byte) { offset += 1 }
    return offset > start
  }

  private mutating func string() -> [UInt8]? {
    offset += 1
    var content: [UInt8] = []
    while let byte = peek {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return content
      case 0..<0x20: return nil
      case UInt8(ascii: "\\"):
        guard let escaped = escape() else { return nil }
        content += escaped
      default: content.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> [UInt8]? {
    guard let byte = peek else { return nil }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"): return unit().flatMap { unicodeEscape($0) }
    default: return nil
    }
  }

  private mutating func unicodeEscape(_ unit: UInt32) -> [UInt8]? {
    if let scalar = Unicode.Scalar(unit) { return Array(String(scalar).utf8) }
    let start = offset
    if unit < 0xDC00, peek == UInt8(ascii: "\\") {
      offset += 1
      if peek == UInt8(ascii: "u") {
        offset += 1
        guard let second = self.unit() else { return nil }
        if second & 0xFC00 == 0xDC00,
          let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
        {
          return Array(String(scalar).utf8)
        }
      }
      offset = start
    }
    let bytes = [0xE0 | unit >> 12, 0x80 | unit >> 6 & 0x3F, 0x80 | unit & 0x3F]
    return isStrict ? nil : bytes.map { UInt8($0) }
  }

  private mutating func unit() -> UInt32? {
    guard offset + 4 <= bytes.count else { return nil }
    let digits = bytes[offset..<offset + 4]
    offset += 4
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard peek == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
  }
}
