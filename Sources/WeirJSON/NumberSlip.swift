/// What people wrote where JSON wants a number, or what was no number and lacks its quotes.
package enum NumberSlip: Hashable, Sendable {
  case leadingZero, hexadecimal, separator
  /// A point without a digit before or behind it.
  case barePoint
  case emptyExponent, plus, bareMinus
  case strayQuote
  /// A text that begins like a number: a date, an address, `10px`.
  case text

  /// - Parameters:
  ///   - offset: Where the parser gave up.
  ///   - text: What was parsed.
  init?(at offset: Int, in text: [UInt8]) {
    let byte = offset < text.count ? text[offset] : 0
    var start = offset
    while start > 0, "+-.0123456789eE".utf8.contains(text[start - 1]) { start -= 1 }
    let before = text[start..<min(offset, text.count)]
    switch (byte, before.last) {
    case (UInt8(ascii: "+"), nil): self = .plus
    case (UInt8(ascii: "."), nil), (_, UInt8(ascii: ".")?): self = .barePoint
    case (UInt8(ascii: "\""), _): self = .strayQuote
    case (_, UInt8(ascii: "e")?), (_, UInt8(ascii: "E")?): self = .emptyExponent
    case (UInt8(ascii: "_"), _?): self = .separator
    case (UInt8(ascii: "x"), UInt8(ascii: "0")?), (UInt8(ascii: "X"), UInt8(ascii: "0")?):
      self = .hexadecimal
    case (let next, UInt8(ascii: "0")?) where UInt8(ascii: "0")...UInt8(ascii: "9") ~= next:
      self = text.isText(from: offset) ? .text : .leadingZero
    case (_, UInt8(ascii: "-")?) where before.count == 1: self = .bareMinus
    case (let next, _?) where next.isOfText: self = .text
    default: return nil
    }
  }

  var message: String {
    switch self {
    case .leadingZero: "a JSON number has no zeros in front"
    case .hexadecimal: "JSON has decimal numbers only"
    case .separator: "JSON has no _ between digits"
    case .barePoint: "the point of a JSON number has digits on both sides"
    case .emptyExponent: "the exponent of this number has no digits"
    case .plus: "JSON has no + in front of numbers"
    case .bareMinus: "no digit follows the minus sign"
    case .strayQuote: "a quote behind a number"
    case .text: "a text that begins like a number is no JSON value"
    }
  }

  var help: String {
    switch self {
    case .leadingZero: "remove the zeros, or put digits that are no number in quotes"
    case .hexadecimal: "write it in decimal digits, or in quotes"
    case .separator: "remove it"
    case .barePoint: "write 0.5 and 5.0"
    case .emptyExponent: "write 1e3, or the number without e"
    case .plus: "remove it"
    case .bareMinus: "write -1, or text in double quotes"
    case .strayQuote: "remove it, or add the quote at the beginning of a string"
    case .text: "put it in double quotes"
    }
  }
}

extension UInt8 {
  /// Whether it goes on a text that begins like a number, and neither ends nor parts values.
  fileprivate var isOfText: Bool {
    self >= 0x80 || "-+.:/%$".utf8.contains(self)
      || UInt8(ascii: "0")...UInt8(ascii: "9") ~= self
      || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20
  }
}

extension [UInt8] {
  /// Whether what goes on behind the digits here is no number's end.
  fileprivate func isText(from offset: Int) -> Bool {
    let rest = self[offset...].drop { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    return rest.first.map { !",]} \t\r\n.eE".utf8.contains($0) } ?? false
  }
}
