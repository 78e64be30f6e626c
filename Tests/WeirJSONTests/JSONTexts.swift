import TestSupport

/// An endless supply of JSON texts: any nesting, blanks, escapes, numbers, repeated keys.
struct JSONTexts {
  private var generator: SeededGenerator
  private var text: [UInt8] = []
  private var budget = 0

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// The next text, with up to about `size` values.
  mutating func next(size: Int = 120) -> [UInt8] {
    text = []
    budget = Int.random(in: 1...size, using: &generator)
    appendValue(depth: 0)
    appendBlanks()
    return text
  }

  /// Changes one to three places of `text`: a byte replaced, removed, inserted or repeated.
  mutating func damage(_ text: inout [UInt8]) {
    let bytes = Array("\"\\{}[]:,0-.eu \n\u{0}é".utf8) + [0x80, 0xC0, 0xED, 0xFF]
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !text.isEmpty {
      let place = Int.random(in: 0..<text.count, using: &generator)
      let byte = bytes.randomElement(using: &generator) ?? 0
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: text[place] = byte
      case 1: text.remove(at: place)
      case 2: text.insert(byte, at: place)
      case 3: text[place] = text.randomElement(using: &generator) ?? byte
      default:
        text.removeSubrange(place..<min(text.count, place + (place.isMultiple(of: 7) ? 40 : 2)))
      }
    }
  }

  private mutating func appendValue(depth: Int) {
    budget -= 1
    appendBlanks()
    let isLeaf = depth > 40 || budget <= 0
    switch Int.random(in: isLeaf ? 4..<10 : 0..<10, using: &generator) {
    case 0, 1: appendContainer("{", "}", depth: depth)
    case 2, 3: appendContainer("[", "]", depth: depth)
    case 4, 5, 6: appendString()
    case 7, 8: append(choose(Self.numbers))
    default: append(choose(["true", "false", "null"]))
    }
  }

  private mutating func appendContainer(_ open: String, _ close: String, depth: Int) {
    append(open)
    // Now and then many members, beyond what a set of hash bits can keep apart.
    let limit = Int.random(in: 0..<20, using: &generator) == 0 ? 80 : 6
    for position in 0..<Int.random(in: 0...limit, using: &generator) {
      if position > 0 { append(",") }
      if open == "{" {
        appendBlanks()
        appendString()
        appendBlanks()
        append(":")
      }
      appendValue(depth: depth + 1)
      appendBlanks()
    }
    appendBlanks()
    append(close)
  }

  private mutating func appendString() {
    append("\"")
    for _ in 0..<Int.random(in: 0...3, using: &generator) { append(choose(Self.fragments)) }
    if Bool.random(using: &generator) {
      append(String(Int.random(in: 0..<1_000, using: &generator)))
    }
    append("\"")
  }

  private mutating func appendBlanks() {
    if Int.random(in: 0..<4, using: &generator) == 0 {
      append(choose([" ", "  ", "\n", "\r\n", "\t", String(repeating: " ", count: 70)]))
    }
  }

  private mutating func choose(_ candidates: [String]) -> String {
    candidates.randomElement(using: &generator) ?? ""
  }

  private mutating func append(_ string: String) { text += Array(string.utf8) }

  private static let numbers = [
    "0", "-0", "1", "-1", "12345678", "123456789012345678901234567890", "0.5", "1.000000001",
    "-2.5e-10", "1E400", "3e+8", "1e100000000", "0.00000000000000000000001",
  ]

  private static let fragments = [
    "a", "key", "é", "e\u{301}", "日本語", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u00e9",
    "\\ud83d\\ude00", "\\ud800", "\\udc00", "\\ud800\\u0041", "\\u0000", "{", "]", ",", "\u{7F}",
    "a longer run of plain text, so that a string spans more than one block of the scan",
  ]
}
