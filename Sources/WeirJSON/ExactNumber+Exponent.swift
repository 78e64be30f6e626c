/// A power of ten: an exponent as written, of any length, plus a small offset.
///
/// An exponent may have more digits than any integer type holds. Only the difference of two ever
/// matters, and only until it is larger than a number has digits; so it is found digit by digit
/// and clamped.
struct DecimalExponent {
  /// Exponents and differences beyond ± this are all alike: no token has that many digits.
  static let limit = 100_000_000_000_000_000

  /// The digits as written, without sign and leading zeros.
  let digits: ByteSlice
  let isNegative: Bool

  /// Added to the written exponent; at most a token's length from zero.
  let offset: Int

  /// Reads what follows the `e`: an optional sign and digits, or nothing at all.
  init(_ written: ByteSlice, offset: Int) {
    var start = 0
    var isNegative = false
    if !written.isEmpty {
      isNegative = written[0] == UInt8(ascii: "-")
      if isNegative || written[0] == UInt8(ascii: "+") { start = 1 }
    }
    while start < written.count, written[start] == UInt8(ascii: "0") { start += 1 }
    digits = written[start..<written.count]
    self.isNegative = isNegative
    self.offset = offset
  }

  /// The exponent, exact within about ± `limit` and on the right side of it beyond.
  var clamped: Int {
    var value = 0
    for index in 0..<digits.count {
      value = value * 10 + signedDigit(index)
      if abs(value) > Self.limit { break }
    }
    return value + offset
  }

  /// `self - other`, exact within about ± `limit` and on the right side of it beyond.
  func difference(to other: DecimalExponent) -> Int {
    let length = max(digits.count, other.digits.count)
    let mySkip = length - digits.count
    let otherSkip = length - other.digits.count
    var value = 0
    for index in 0..<length {
      let mine = index < mySkip ? 0 : signedDigit(index - mySkip)
      let theirs = index < otherSkip ? 0 : other.signedDigit(index - otherSkip)
      value = value * 10 + mine - theirs
      // From here on no digit can bring it back: 10·|v| - 18 > |v| as soon as |v| > 2.
      if abs(value) > Self.limit { break }
    }
    return value + offset - other.offset
  }

  /// The exponent modulo `modulus`, which is between 2⁵⁹ and 2⁶⁰: equal exponents agree however
  /// they are split into written part and offset.
  func remainder(modulo modulus: UInt64) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<digits.count {
      value = (value * 10 + UInt64(digits[index] &- UInt8(ascii: "0"))) % modulus
    }
    if isNegative, value > 0 { value = modulus - value }
    let shift = UInt64(offset.magnitude)
    return (value + (offset < 0 ? modulus - shift : shift)) % modulus
  }

  private func signedDigit(_ index: Int) -> Int {
    let digit = Int(digits[index] &- UInt8(ascii: "0"))
    return isNegative ? -digit : digit
  }
}
