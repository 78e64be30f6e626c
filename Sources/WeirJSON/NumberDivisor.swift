/// The operand of `multipleOf` (`divisibleBy` in draft 3), prepared once. Exact for every size.
///
/// With both numbers as m · 10^e and d · 10^f, m and d not ending in 0: the quotient is an integer
/// exactly if e ≥ f and d, less up to e - f factors 2 and as many factors 5, divides m. So no power
/// of ten is ever multiplied out, and `1e100000000` costs what `1` costs.
@usableFromInline
package struct NumberDivisor: Sendable {
  /// An integer of up to 18 digits is a multiple exactly if this divides it. At least 1.
  @usableFromInline let integerDivisor: UInt64

  /// d, if it has up to 18 digits.
  private let coefficient: UInt64?

  /// f, clamped: compared with the exponents of small decimals only.
  private let exponent: Int
  private let token: [UInt8]

  /// Prepares a JSON number token; nil unless it is greater than zero.
  package init?(_ token: ByteSlice) {
    let number = ExactNumber(token)
    guard !number.isZero, !number.isNegative else { return nil }
    self.token = token.copied()
    exponent = number.exponent.clamped
    var digits = number.digits
    coefficient =
      number.digitCount <= SmallDecimal.maxDigits ? digits.nextChunk().map { $0.value } : nil
    integerDivisor = Self.integerDivisor(of: number)
  }

  /// Whether an integer token (no point, no exponent) is a multiple of the divisor.
  @inlinable
  package func divides(integer token: ByteSlice) -> Bool {
    guard let value = token.smallInteger else { return divides(token) }
    return value.magnitude % integerDivisor == 0
  }

  /// Whether any number token is a multiple of the divisor. Allocates only if the divisor has more
  /// than 18 digits; then quadratic in the number of digits.
  @usableFromInline
  package func divides(_ token: ByteSlice) -> Bool {
    if let coefficient, let value = SmallDecimal(token) {
      return Self.divides(coefficient, shift: value.exponent - exponent, value.magnitude)
    }
    return dividesExactly(ExactNumber(token))
  }

  /// Whether coefficient divides magnitude · 10^shift; both are below 10^18.
  private static func divides(_ coefficient: UInt64, shift: Int, _ magnitude: UInt64) -> Bool {
    if magnitude == 0 { return true }
    if shift >= 0 { return magnitude % reduced(coefficient, by: shift) == 0 }
    // 18 digits end in fewer than 18 zeros.
    guard -shift < SmallDecimal.maxDigits else { return false }
    let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: powersOfTen[-shift])
    return rest == 0 && whole % coefficient == 0
  }

  private func dividesExactly(_ number: ExactNumber) -> Bool {
    if number.isZero { return true }
    return token.withByteSlice { divisorToken in
      let divisor = ExactNumber(divisorToken)
      let shift = number.exponent.difference(to: divisor.exponent)
      if shift < 0 { return false }
      if let coefficient {
        return number.digits.remainder(dividingBy: Self.reduced(coefficient, by: shift)) == 0
      }
      var limbs = DecimalLimbs(divisor.digits)
      limbs.removeFactors(of: 2, upTo: shift)
      limbs.removeFactors(of: 5, upTo: shift)
      return DecimalLimbs(number.digits).isMultiple(of: limbs)
    }
  }
}

extension NumberDivisor {
  /// `coefficient` less up to `count` factors 2 and up to `count` factors 5.
  private static func reduced(_ coefficient: UInt64, by count: Int) -> UInt64 {
    var value = coefficient >> min(count, coefficient.trailingZeroBitCount)
    var left = count
    while left > 0, value % 5 == 0 {
      value /= 5
      left -= 1
    }
    return value
  }

  /// What must divide an integer below 10^18; above that nothing but zero is a multiple.
  private static func integerDivisor(of number: ExactNumber) -> UInt64 {
    let exponent = number.exponent.clamped
    var digits = number.digits
    guard number.digitCount <= SmallDecimal.maxDigits, let coefficient = digits.nextChunk()?.value
    else {
      guard exponent <= 0 else { return .max }
      var limbs = DecimalLimbs(number.digits)
      limbs.removeFactors(of: 2, upTo: -exponent)
      limbs.removeFactors(of: 5, upTo: -exponent)
      return limbs.smallValue ?? .max
    }
    if exponent <= 0 { return reduced(coefficient, by: -exponent) }
    guard exponent <= SmallDecimal.maxDigits else { return .max }
    let (product, overflow) = coefficient.multipliedReportingOverflow(by: powersOfTen[exponent])
    return overflow ? .max : product
  }
}

extension SignificantDigits {
  /// The digits as an integer, modulo `divisor`, 18 digits at a time.
  fileprivate func remainder(dividingBy divisor: UInt64) -> UInt64 {
    var rest = self
    var remainder: UInt64 = 0
    while let chunk = rest.nextChunk() {
      let shifted = remainder.multipliedFullWidth(by: chunk.scale)
      let (low, carry) = shifted.low.addingReportingOverflow(chunk.value)
      // remainder < divisor and chunk < scale: the whole is below divisor · scale, so its high word
      // is below the divisor, as dividingFullWidth demands.
      let high = shifted.high + (carry ? 1 : 0)
      remainder = divisor.dividingFullWidth((high, low)).remainder
    }
    return remainder
  }
}
