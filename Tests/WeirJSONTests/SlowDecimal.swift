import TestSupport

@testable import WeirJSON

/// Decimal arithmetic by the rules of primary school: slow, obvious, for small exponents only.
struct SlowDecimal {
  var isNegative: Bool
  /// Most significant first; may have zeros at both ends.
  var digits: [Int]
  var exponent: Int

  init(_ text: String) {
    var text = Substring(text)
    isNegative = text.hasPrefix("-")
    if isNegative { text.removeFirst() }
    let parts = text.split(whereSeparator: { $0 == "e" || $0 == "E" })
    let mantissa = parts[0].split(separator: ".")
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    digits = (mantissa[0] + fraction).compactMap(\.wholeNumberValue)
    exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - fraction.count
  }

  init(isNegative: Bool, digits: [Int], exponent: Int) {
    self.isNegative = isNegative
    self.digits = digits
    self.exponent = exponent
  }

  var text: String {
    (isNegative ? "-" : "") + stripped(digits).map(String.init).joined() + "e\(exponent)"
  }

  var isZero: Bool { digits.allSatisfy { $0 == 0 } }
  var isPositive: Bool { !isZero && !isNegative }

  func compare(to other: SlowDecimal) -> Int {
    let common = min(exponent, other.exponent)
    let order = orderOf(integer(at: common), other.integer(at: common))
    if isZero && other.isZero { return 0 }
    let mine = isNegative && !isZero
    let theirs = other.isNegative && !other.isZero
    if mine != theirs { return mine ? -1 : 1 }
    return mine ? -order : order
  }

  func times(_ other: SlowDecimal) -> SlowDecimal {
    var product = Array(repeating: 0, count: digits.count + other.digits.count)
    for (i, a) in digits.reversed().enumerated() {
      for (j, b) in other.digits.reversed().enumerated() { product[i + j] += a * b }
    }
    for index in product.indices.dropLast() {
      product[index + 1] += product[index] / 10
      product[index] %= 10
    }
    return SlowDecimal(
      isNegative: isNegative != other.isNegative, digits: product.reversed(),
      exponent: exponent + other.exponent)
  }

  /// Long division, digit by digit, by repeated subtraction.
  func isMultiple(of divisor: SlowDecimal) -> Bool {
    let common = min(exponent, divisor.exponent)
    let divisorDigits = divisor.integer(at: common)
    var remainder: [Int] = []
    for digit in integer(at: common) {
      remainder = stripped(remainder + [digit])
      while orderOf(remainder, divisorDigits) >= 0 {
        remainder = difference(remainder, divisorDigits)
      }
    }
    return remainder.allSatisfy { $0 == 0 }
  }

  private func integer(at common: Int) -> [Int] {
    stripped(digits + Array(repeating: 0, count: exponent - common))
  }
}

private func stripped(_ digits: [Int]) -> [Int] {
  let rest = Array(digits.drop { $0 == 0 })
  return rest.isEmpty ? [0] : rest
}

private func orderOf(_ a: [Int], _ b: [Int]) -> Int {
  if a.count != b.count { return a.count < b.count ? -1 : 1 }
  for (x, y) in zip(a, b) where x != y { return x < y ? -1 : 1 }
  return 0
}

private func difference(_ a: [Int], _ b: [Int]) -> [Int] {
  var result = a
  let offset = a.count - b.count
  for index in a.indices.reversed() {
    result[index] -= index >= offset ? b[index - offset] : 0
    if result[index] < 0 {
      result[index] += 10
      result[index - 1] -= 1
    }
  }
  return stripped(result)
}

/// JSON number tokens of all shapes, biased towards the borders of the fast paths.
enum RandomNumber {
  static func text(using generator: inout SeededGenerator) -> String {
    let lengths = [1, 1, 2, 2, 3, 5, 8, 9, 16, 17, 18, 19, 20, 27, 40]
    var text = Bool.random(using: &generator) ? "-" : ""
    text += digits(lengths.randomElement(using: &generator) ?? 1, using: &generator, leading: true)
    if Int.random(in: 0..<3, using: &generator) == 0 {
      text += "." + digits(lengths.randomElement(using: &generator) ?? 1, using: &generator)
    }
    if Int.random(in: 0..<3, using: &generator) == 0 {
      text += "e\(Int.random(in: -40...40, using: &generator))"
    }
    return text
  }

  /// The same number written otherwise, a neighbour of it, or another one altogether.
  static func variant(of text: String, using generator: inout SeededGenerator) -> String {
    var decimal = SlowDecimal(text)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: return Self.text(using: &generator)
    case 1: decimal.digits[decimal.digits.count - 1] ^= 1
    default: break
    }
    let zeros = Int.random(in: 0..<6, using: &generator)
    decimal.digits += Array(repeating: 0, count: zeros)
    decimal.exponent -= zeros
    return decimal.text
  }

  private static func digits(
    _ count: Int, using generator: inout SeededGenerator, leading: Bool = false
  ) -> String {
    let zeros = Int.random(in: 0..<3, using: &generator) == 0 ? count / 2 : 0
    var digits = (0..<count).map { _ in Int.random(in: 0...9, using: &generator) }
    for index in 0..<zeros { digits[count - 1 - index] = 0 }
    if leading && count > 1 && digits[0] == 0 { digits[0] = 1 }
    return digits.map(String.init).joined()
  }
}

extension String {
  /// Lends the text's bytes as a token.
  func token<Result>(_ body: (ByteSlice) -> Result) -> Result {
    Array(utf8).withByteSlice(body)
  }

  /// Lends the bytes of two texts.
  func token<Result>(with other: String, _ body: (ByteSlice, ByteSlice) -> Result) -> Result {
    token { mine in other.token { body(mine, $0) } }
  }
}
