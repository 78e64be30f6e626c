/// A number of the schema that instances are compared with, prepared once: `minimum`, `maximum`.
///
/// Its `estimate` decides about most tokens. Decimals of up to 18 digits take 64-bit arithmetic;
/// anything else is compared symbolically. Exact in all cases; never allocates.
package struct NumberBound: Sendable {
  /// The part that the evaluator asks first.
  package let estimate: BoundEstimate

  private let small: SmallDecimal?
  private let token: [UInt8]

  /// Prepares a JSON number token of any size. Copies it.
  package init(_ token: ByteSlice) {
    self.token = token.copied()
    small = SmallDecimal(token)
    estimate = BoundEstimate(ExactNumber(token))
  }

  /// Where an integer token (no point, no exponent) stands: -1 below the bound, 0 on it, 1 above.
  package func order(ofInteger token: ByteSlice) -> Int {
    estimate.order(ofInteger: token) ?? order(of: token)
  }

  /// Where any number token stands: -1 below the bound, 0 on it, 1 above.
  package func order(of token: ByteSlice) -> Int {
    if let order = estimate.order(ofDecimal: token) { return order }
    if let small, let value = SmallDecimal(token) { return value.compare(to: small) }
    return self.token.withByteSlice { ExactNumber(token).compare(to: ExactNumber($0)) }
  }
}

/// What can be said about a bound in 64 bits: a few instructions a digit, inlined into the evaluator.
/// Declines where that does not decide.
@usableFromInline
package struct BoundEstimate: BitwiseCopyable, Sendable {
  /// The largest integer that is not above the bound, or the end of the range it lies beyond.
  @usableFromInline let floor: Int64

  /// Whether the bound is above `floor`.
  @usableFromInline let isAboveFloor: Bool

  init(_ bound: ExactNumber) {
    floor = bound.clampedFloor
    // Below Int64.min only when it is negative and has no floor; no 18-digit token gets there.
    isAboveFloor = bound.int64Value != floor
  }

  /// Where an integer token of up to 18 digits stands: -1 below the bound, 0 on it, 1 above.
  @inlinable
  package func order(ofInteger token: ByteSlice) -> Int? {
    guard let value = token.smallInteger else { return nil }
    if value > floor { return 1 }
    return value == floor && !isAboveFloor ? 0 : -1
  }

  /// Where a token of up to 18 digits before a point and none that is no digit behind it stands, if
  /// its integral part alone can tell.
  @inlinable
  package func order(ofDecimal token: ByteSlice) -> Int? {
    guard let whole = token.wholePart, whole != floor else { return nil }
    return whole > floor ? 1 : -1
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
