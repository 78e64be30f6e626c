import WeirJSON

/// What a plain scalar stands for by YAML 1.2's core schema. YAML 1.2.2 §10.3.2.
///
/// `yes`, `no`, `on`, `off`, timestamps and `1_000` are strings.
enum CoreValue {
  case null
  case boolean(Bool)
  case number(CoreNumber)
  /// `.inf`, `.nan` and their variants, which JSON cannot say.
  case notFinite
  case string
}

/// How a number is written.
enum CoreNumber {
  case decimalInteger, octalInteger, hexadecimalInteger
  case float
}

extension CoreValue {
  /// Resolves the text of a plain scalar. Linear, does not allocate.
  init(_ text: ArraySlice<UInt8>) {
    guard let first = text.first else {
      self = .null
      return
    }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      if let number = CoreNumber(text) {
        self = .number(number)
      } else {
        self = isNotFinite(text) ? .notFinite : .string
      }
    case UInt8(ascii: "~"): self = text.count == 1 ? .null : .string
    case UInt8(ascii: "n"), UInt8(ascii: "N"): self = text.isWord("null") ? .null : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"):
      self = text.isWord("true") ? .boolean(true) : .string
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      self = text.isWord("false") ? .boolean(false) : .string
    default: self = .string
    }
  }
}

extension CoreNumber {
  /// The way of writing, or nil when the text is no number.
  init?(_ text: ArraySlice<UInt8>) {
    if text.count > 2, text.first == UInt8(ascii: "0") {
      switch text[text.startIndex + 1] {
      case UInt8(ascii: "o"):
        guard text.dropFirst(2).allSatisfy(isOctalDigit) else { return nil }
        self = .octalInteger
        return
      case UInt8(ascii: "x"):
        guard text.dropFirst(2).allSatisfy(isHexadecimalDigit) else { return nil }
        self = .hexadecimalInteger
        return
      default: break
      }
    }
    var rest = text.dropSign()
    let wholeDigits = rest.takeDigits()
    guard let point = rest.first else {
      guard !wholeDigits.isEmpty else { return nil }
      self = .decimalInteger
      return
    }
    if point == UInt8(ascii: ".") {
      rest.removeFirst()
      let fraction = rest.takeDigits()
      guard !wholeDigits.isEmpty || !fraction.isEmpty else { return nil }
    } else if wholeDigits.isEmpty {
      return nil
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst().dropSign()
      guard !rest.takeDigits().isEmpty else { return nil }
    }
    guard rest.isEmpty else { return nil }
    self = .float
  }
}

/// The boolean of YAML 1.1 that a plain scalar is, which YAML 1.2 reads as a string; nil for others.
func booleanLookalike(_ text: ArraySlice<UInt8>) -> Bool? {
  guard let first = text.first, text.count <= 3 else { return nil }
  switch first | 0x20 {
  case UInt8(ascii: "y"): return text.count == 1 || text.isWord("yes") ? true : nil
  case UInt8(ascii: "n"): return text.count == 1 || text.isWord("no") ? false : nil
  case UInt8(ascii: "o"): return text.isWord("on") ? true : text.isWord("off") ? false : nil
  default: return nil
  }
}

private func isNotFinite(_ text: ArraySlice<UInt8>) -> Bool {
  let unsigned = text.dropSign()
  guard unsigned.first == UInt8(ascii: ".") else { return false }
  let word = unsigned.dropFirst()
  if word.isWord("inf") { return true }
  return unsigned.count == text.count
    && (word.elementsEqual("nan".utf8) || word.elementsEqual("NaN".utf8)
      || word.elementsEqual("NAN".utf8))
}

private func isOctalDigit(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "7")
}

private func isHexadecimalDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
    UInt8(ascii: "A")...UInt8(ascii: "F"):
    true
  default: false
  }
}

extension ArraySlice<UInt8> {
  /// Whether this is `word` in lower case, Capitalised, or in UPPER CASE. `word` is lower case.
  fileprivate func isWord(_ word: StaticString) -> Bool {
    let expected = ByteSlice(word)
    guard count == expected.count, let first, first | 0x20 == expected[0] else { return false }
    // The rest is in one case, and in upper case only behind an upper case letter.
    var isLower = true
    var isUpper = first & 0x20 == 0
    for offset in 1..<count {
      let byte = self[startIndex + offset]
      isLower = isLower && byte == expected[offset]
      isUpper = isUpper && byte == expected[offset] & 0xDF
    }
    return isLower || isUpper
  }

  fileprivate func dropSign() -> ArraySlice<UInt8> {
    first == UInt8(ascii: "+") || first == UInt8(ascii: "-") ? dropFirst() : self
  }

  /// Removes the decimal digits at the front and returns them.
  fileprivate mutating func takeDigits() -> ArraySlice<UInt8> {
    let digits = prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    removeFirst(digits.count)
    return digits
  }
}
