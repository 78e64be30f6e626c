/// A number of the schema that instances are compared with, prepared once: `minimum`, `maximum`.
///
/// Comparing an integer token of up to 18 digits costs a few instructions per digit, inlined into
/// the evaluator. Decimals of up to 18 digits take 64-bit arithmetic; anything else is compared
/// symbolically. Exact in all cases; never allocates.
@usableFromInline
package struct NumberBound: Sendable {
  /// The largest integer that is not above the bound, or the end of the range it lies beyond.
  @usableFromInline let floor: Int64

  /// Whether the bound is above `floor`.
  @usableFromInline let isAboveFloor: Bool

  private let small: SmallDecimal?
  private let token: [UInt8]

  /// Prepares a JSON number token of any size. Copies it.
  package init(_ token: ByteSlice) {
    self.token = token.copied()
    small = SmallDecimal(token)
    let number = ExactNumber(token)
    floor = number.clampedFloor
    if let value = number.int64Value {
      isAboveFloor = value != floor
    } else {
      // Below Int64.min only when it is negative and has no floor; no 18-digit token gets there.
      isAboveFloor = true
    }
  }

  /// Where an integer token (no point, no exponent) stands: -1 below the bound, 0 on it, 1 above.
  @inlinable
  package func order(ofInteger token: ByteSlice) -> Int {
    guard let value = token.smallInteger else { return order(of: token) }
    if value > floor { return 1 }
    return value == floor && !isAboveFloor ? 0 : -1
  }

  /// Where any number token stands: -1 below the bound, 0 on it, 1 above.
  @usableFromInline
  package func order(of token: ByteSlice) -> Int {
    if let small, let value = SmallDecimal(token) { return value.compare(to: small) }
    return self.token.withByteSlice { ExactNumber(token).compare(to: ExactNumber($0)) }
  }
}

extension ExactNumber {
  /// The largest integer not above the number, clamped to what an `Int64` holds.
  fileprivate var clampedFloor: Int64 {
    if isZero { return 0 }
    let power = exponent.clamped
    let integerDigits = digitCount + power
    if integerDigits <= 0 { return isNegative ? -1 : 0 }
    guard integerDigits <= SmallDecimal.maxDigits + 1 else {
      return isNegative ? Int64.min : Int64.max
    }
    var magnitude: UInt64 = 0
    var rest = digits
    for _ in 0..<integerDigits { magnitude = magnitude * 10 + UInt64(rest.next() ?? 0) }
    // A negative number with a fraction has its floor one further out.
    if isNegative && power < 0 { magnitude += 1 }
    guard magnitude <= UInt64(Int64.max) else { return isNegative ? Int64.min : Int64.max }
    return isNegative ? -Int64(magnitude) : Int64(magnitude)
  }
}
