/// A JSON value for comparing, read by a reader that shares nothing with the ones under test.
///
/// Trusts its input. Numbers are compared as doubles, keys without their order.
indirect enum JSONValue: Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// All values of a text that holds any number of them, one after another.
  static func values(in text: [UInt8]) -> [JSONValue] {
    var reader = JSONReader(text: text)
    var values: [JSONValue] = []
    while let value = reader.value() { values.append(value) }
    return values
  }
}

private struct JSONReader {
  let text: [UInt8]
  var offset = 0

  init(text: [UInt8]) { self.text = text }

  mutating func value() -> JSONValue? {
    skipSpace()
    guard offset < text.count else { return nil }
    switch text[offset] {
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "\""): return .string(string())
    default: return word()
    }
  }

  private mutating func object() -> JSONValue {
    var members: [String: JSONValue] = [:]
    offset += 1
    while !takes(UInt8(ascii: "}")) {
      skipSpace()
      let key = string()
      _ = takes(UInt8(ascii: ":"))
      members[key] = value()
      _ = takes(UInt8(ascii: ","))
    }
    return .object(members)
  }

  private mutating func array() -> JSONValue {
    var elements: [JSONValue] = []
    offset += 1
    while !takes(UInt8(ascii: "]")) {
      if let element = value() { elements.append(element) }
      _ = takes(UInt8(ascii: ","))
    }
    return .array(elements)
  }

  private mutating func string() -> String {
    var units: [UInt16] = []
    var run: [UInt8] = []
    offset += 1
    while text[offset] != UInt8(ascii: "\"") {
      guard text[offset] == UInt8(ascii: "\\") else {
        run.append(text[offset])
        offset += 1
        continue
      }
      units += Array(String(decoding: run, as: UTF8.self).utf16)
      run = []
      units.append(escape())
    }
    offset += 1
    units += Array(String(decoding: run, as: UTF8.self).utf16)
    return String(decoding: units, as: UTF16.self)
  }

  private mutating func escape() -> UInt16 {
    defer { offset += 2 }
    switch text[offset + 1] {
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "u"):
      let digits = String(decoding: text[offset + 2..<offset + 6], as: UTF8.self)
      offset += 4
      return UInt16(digits, radix: 16) ?? 0
    case let byte: return UInt16(byte)
    }
  }

  private mutating func word() -> JSONValue {
    let end =
      text[offset...].firstIndex { " \n\r\t,]}:".utf8.contains($0) } ?? text.count
    let word = String(decoding: text[offset..<end], as: UTF8.self)
    offset = end
    switch word {
    case "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default: return Double(word).map(JSONValue.number) ?? .string("no JSON: " + word)
    }
  }

  private mutating func skipSpace() {
    while offset < text.count, text[offset] <= 0x20 { offset += 1 }
  }

  private mutating func takes(_ byte: UInt8) -> Bool {
    skipSpace()
    guard offset >= text.count || text[offset] == byte else { return false }
    offset += 1
    return true
  }
}
