/// A JSON number token seen as ± d₁d₂…dₙ · 10^exponent with neither a leading nor a trailing zero.
///
/// The digits stay in the token, and the exponent is never turned into zeros, so `1e100000000` and
/// ten thousand digits cost no memory: everything here is exact, linear in the token, and does not
/// allocate. Zero, of either sign, has no digits.
///
/// Tokens have passed the parser: RFC 8259 §6. Lives as long as the token's bytes.
package struct ExactNumber {
  let token: ByteSlice
  let isNegative: Bool

  /// From the first significant digit to just after the last one; may hold the decimal point.
  let significantBytes: Range<Int>

  /// How many significant digits there are; 0 for zero.
  let digitCount: Int

  /// The power of ten of the last significant digit.
  let exponent: DecimalExponent

  package init(_ token: ByteSlice) {
    let start = token[0] == UInt8(ascii: "-") ? 1 : 0
    var first = -1
    var last = -1
    var point = -1
    var end = start
    scan: while end < token.count {
      switch token[end] {
      case UInt8(ascii: "."): point = end
      case UInt8(ascii: "e"), UInt8(ascii: "E"): break scan
      case UInt8(ascii: "0"): break
      default:
        if first < 0 { first = end }
        last = end
      }
      end += 1
    }
    self.token = token
    guard first >= 0 else {
      isNegative = false
      significantBytes = 0..<0
      digitCount = 0
      exponent = DecimalExponent(token[0..<0], offset: 0)
      return
    }
    let holdsPoint = point > first && point < last
    // The place of the last digit, counted from the units digit to the left.
    let place = point < 0 ? end - 1 - last : last < point ? point - 1 - last : point - last
    isNegative = start == 1
    significantBytes = first..<last + 1
    digitCount = last - first + (holdsPoint ? 0 : 1)
    exponent = DecimalExponent(token[min(end + 1, token.count)..<token.count], offset: place)
  }

  package var isZero: Bool { digitCount == 0 }

  /// Whether the value is a mathematical integer: `1.0`, `1e2` and `10e-1` are.
  package var isIntegral: Bool { isZero || exponent.clamped >= 0 }

  var digits: SignificantDigits { SignificantDigits(token[significantBytes]) }
}

extension ExactNumber {
  /// -1, 0 or 1 as `self` is less than, equal to or greater than `other`.
  package func compare(to other: ExactNumber) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let order = compareMagnitude(to: other)
    return isNegative ? -order : order
  }

  private func compareMagnitude(to other: ExactNumber) -> Int {
    if isZero || other.isZero { return other.isZero ? (isZero ? 0 : 1) : -1 }
    // First by the place of the leading digit, then digit by digit.
    let lead = exponent.difference(to: other.exponent) + digitCount - other.digitCount
    if lead != 0 { return lead.signum() }
    var mine = digits
    var theirs = other.digits
    while let digit = mine.next() {
      guard let otherDigit = theirs.next() else { return 1 }
      if digit != otherDigit { return digit < otherDigit ? -1 : 1 }
    }
    return theirs.next() == nil ? 0 : -1
  }

  /// The value as an `Int64`, if it is an integer that fits.
  package var int64Value: Int64? {
    if isZero { return 0 }
    let power = exponent.clamped
    guard power >= 0, digitCount + power <= 19 else { return nil }
    // At most 19 digits: less than 10^19, which a UInt64 holds.
    var magnitude: UInt64 = 0
    var rest = digits
    while let digit = rest.next() { magnitude = magnitude * 10 + UInt64(digit) }
    magnitude *= powersOfTen[power]
    if magnitude <= UInt64(Int64.max) {
      return isNegative ? -Int64(magnitude) : Int64(magnitude)
    }
    return isNegative && magnitude == UInt64(Int64.max) + 1 ? Int64.min : nil
  }
}

/// The significant digits of a token, as values from 0 to 9, without the decimal point.
struct SignificantDigits: IteratorProtocol {
  private let bytes: ByteSlice
  private var index = 0

  init(_ bytes: ByteSlice) { self.bytes = bytes }

  mutating func next() -> UInt8? {
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") { index += 1 }
    guard index < bytes.count else { return nil }
    defer { index += 1 }
    return bytes[index] &- UInt8(ascii: "0")
  }

  /// Up to 18 digits as one integer, and ten to the power of how many they were; nil at the end.
  mutating func nextChunk() -> (value: UInt64, scale: UInt64)? {
    var value: UInt64 = 0
    var count = 0
    while count < SmallDecimal.maxDigits, let digit = next() {
      value = value * 10 + UInt64(digit)
      count += 1
    }
    return count == 0 ? nil : (value, powersOfTen[count])
  }
}

/// -1, 0 or 1 as the number `a` is less than, equal to or greater than `b`. Both are JSON tokens.
package func compareNumbers(_ a: ByteSlice, _ b: ByteSlice) -> Int {
  if let small = SmallDecimal(a), let other = SmallDecimal(b) { return small.compare(to: other) }
  return ExactNumber(a).compare(to: ExactNumber(b))
}

/// Whether two JSON number tokens stand for the same number: `1`, `1.0` and `10e-1` do.
package func numbersAreEqual(_ a: ByteSlice, _ b: ByteSlice) -> Bool {
  a.elementsEqual(b) || compareNumbers(a, b) == 0
}

/// Whether a JSON number token stands for a mathematical integer.
package func isIntegral(_ token: ByteSlice) -> Bool {
  ExactNumber(token).isIntegral
}

/// The value of a JSON number token, such as `2`, `2.0` or `20e-1`, if an `Int64` holds it.
package func int64Value(of token: ByteSlice) -> Int64? {
  ExactNumber(token).int64Value
}
