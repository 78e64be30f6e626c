/// The fast path: a number of at most 18 digits as ± magnitude · 10^exponent.
///
/// Declines (`nil`) what does not fit; `ExactNumber` then decides. Not normalised: `10` and `1e1`
/// differ in their parts and compare equal.
struct SmallDecimal: Sendable {
  /// 10^18 - 1 fits an `Int64`, and the product of two such magnitudes 128 bits.
  static let maxDigits = 18

  let magnitude: UInt64
  let exponent: Int
  let isNegative: Bool

  init(magnitude: UInt64, exponent: Int, isNegative: Bool) {
    self.magnitude = magnitude
    self.exponent = exponent
    self.isNegative = isNegative
  }

  /// Reads a token with up to 18 digits, leading zeros included, and an exponent up to ± 999.
  init?(_ token: ByteSlice) {
    let isNegative = token[0] == UInt8(ascii: "-")
    var index = isNegative ? 1 : 0
    var magnitude: UInt64 = 0
    var exponent = 0
    // Sign, point and `e-999` beside the digits.
    guard token.count <= Self.maxDigits + 7 else { return nil }
    let start = index
    var point = -1
    while index < token.count {
      let digit = token[index] &- UInt8(ascii: "0")
      if digit <= 9 {
        // May wrap around; too many digits are declined below.
        magnitude = magnitude &* 10 &+ UInt64(digit)
      } else if token[index] == UInt8(ascii: ".") {
        point = index
      } else {
        break
      }
      index += 1
    }
    guard index - start - (point < 0 ? 0 : 1) <= Self.maxDigits else { return nil }
    if point >= 0 { exponent = point + 1 - index }
    if index < token.count {
      guard let written = Self.writtenExponent(token[index + 1..<token.count]) else { return nil }
      exponent += written
    }
    self.init(magnitude: magnitude, exponent: exponent, isNegative: isNegative)
  }

  private static func writtenExponent(_ text: ByteSlice) -> Int? {
    let isNegative = text[0] == UInt8(ascii: "-")
    let start = isNegative || text[0] == UInt8(ascii: "+") ? 1 : 0
    guard text.count - start <= 3 else { return nil }
    var value = 0
    for index in start..<text.count { value = value * 10 + Int(text[index] - UInt8(ascii: "0")) }
    return isNegative ? -value : value
  }

  /// -1, 0 or 1 as `self` is less than, equal to or greater than `other`.
  func compare(to other: SmallDecimal) -> Int {
    if magnitude == 0 || other.magnitude == 0 { return signum - other.signum }
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let order = compareMagnitude(to: other)
    return isNegative ? -order : order
  }

  private var signum: Int { magnitude == 0 ? 0 : isNegative ? -1 : 1 }

  /// Both magnitudes are at least 1 and below 10^18.
  private func compareMagnitude(to other: SmallDecimal) -> Int {
    let shift = exponent - other.exponent
    if shift < 0 { return -other.compareMagnitude(to: self) }
    guard shift <= Self.maxDigits else { return 1 }
    let scaled = magnitude.multipliedFullWidth(by: powersOfTen[shift])
    if scaled.high != 0 || scaled.low > other.magnitude { return 1 }
    return scaled.low == other.magnitude ? 0 : -1
  }
}

/// 10^0 … 10^19, all that a `UInt64` holds.
let powersOfTen: [UInt64] = [
  1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
  1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
  1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]

extension ByteSlice {
  /// The value of an integer token (no point, no exponent) of at most 18 digits, else nil.
  ///
  /// Inlined into the evaluator; eight digits at a time.
  @inlinable
  package var smallInteger: Int64? {
    let isNegative = self[0] == UInt8(ascii: "-")
    var index = isNegative ? 1 : 0
    guard count - index <= 18 else { return nil }
    var value: UInt64 = 0
    while index + 8 <= count {
      value = value &* 100_000_000 &+ eightDigits(word(at: index))
      index += 8
    }
    while index < count {
      value = value &* 10 &+ UInt64(self[index] &- UInt8(ascii: "0"))
      index += 1
    }
    return isNegative ? 0 &- Int64(truncatingIfNeeded: value) : Int64(truncatingIfNeeded: value)
  }
}

extension ByteSlice {
  /// The digits before the point of a token without sign and exponent, if there are at most 18; the
  /// number is at least that and less than one more.
  @inlinable
  package var wholePart: Int64? {
    var value: UInt64 = 0
    var index = 0
    while index < count, self[index] &- UInt8(ascii: "0") <= 9 {
      value = value &* 10 &+ UInt64(self[index] &- UInt8(ascii: "0"))
      index &+= 1
    }
    guard index < count, index <= 18, self[index] == UInt8(ascii: ".") else { return nil }
    index &+= 1
    while index < count, self[index] &- UInt8(ascii: "0") <= 9 { index &+= 1 }
    return index == count ? Int64(truncatingIfNeeded: value) : nil
  }
}

/// Eight ASCII digits, the first in the lowest byte, as a number: pairs, then fours, then all.
@inlinable
func eightDigits(_ word: UInt64) -> UInt64 {
  let digits = word &- 0x3030_3030_3030_3030
  let pairs = digits &* 10 &+ (digits >> 8)
  let mask: UInt64 = 0x0000_00FF_0000_00FF
  let odd = (pairs & mask) &* 0x000F_4240_0000_0064
  let even = ((pairs >> 16) & mask) &* 0x0000_2710_0000_0001
  return (odd &+ even) >> 32
}
