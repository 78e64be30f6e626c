/// A natural number in base 10⁹, for the division of numbers with more than 18 digits.
///
/// Least significant limb first, no zero limb at the end; zero has no limbs.
struct DecimalLimbs {
  private static let base: UInt64 = 1_000_000_000
  private static let digitsPerLimb = 9

  private var limbs: [UInt64]

  private init(trimming limbs: [UInt64]) {
    self.limbs = limbs
    trim()
  }

  /// The significant digits of a token as an integer.
  init(_ digits: SignificantDigits) {
    var values: [UInt8] = []
    var rest = digits
    while let digit = rest.next() { values.append(digit) }
    limbs = []
    var end = values.count
    while end > 0 {
      let start = max(0, end - Self.digitsPerLimb)
      limbs.append(values[start..<end].reduce(0) { $0 * 10 + UInt64($1) })
      end = start
    }
  }

  /// The value, if it is below 10¹⁸.
  var smallValue: UInt64? {
    switch limbs.count {
    case 0: 0
    case 1: limbs[0]
    case 2: limbs[1] * Self.base + limbs[0]
    default: nil
    }
  }

  /// Divides by `prime` (2 or 5) as long as it goes, at most `limit` times. Not for zero.
  ///
  /// Large powers first: a number of n limbs takes about n divisions of n limbs.
  mutating func removeFactors(of prime: UInt64, upTo limit: Int) {
    // 2²⁹ and 5¹² are the largest powers below the base.
    var step = prime == 2 ? 29 : 12
    var power = (0..<step).reduce(1) { product, _ in product * prime }
    var left = limit
    while step > 0 {
      if step <= left, let quotient = quotient(dividingExactlyBy: power) {
        self = quotient
        left -= step
      } else {
        step /= 2
        power = (0..<step).reduce(1) { product, _ in product * prime }
      }
    }
  }

  private func quotient(dividingExactlyBy divisor: UInt64) -> DecimalLimbs? {
    var quotient = limbs
    var remainder: UInt64 = 0
    for index in limbs.indices.reversed() {
      let value = remainder * Self.base + limbs[index]
      quotient[index] = value / divisor
      remainder = value % divisor
    }
    return remainder == 0 ? DecimalLimbs(trimming: quotient) : nil
  }

  /// Whether `divisor`, which is not zero, divides this number.
  ///
  /// Schoolbook division (Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D)
  /// that keeps the remainder only.
  func isMultiple(of divisor: DecimalLimbs) -> Bool {
    if limbs.isEmpty { return true }
    if limbs.count < divisor.limbs.count { return false }
    if divisor.limbs.count == 1 { return quotient(dividingExactlyBy: divisor.limbs[0]) != nil }
    // Scale both so that the leading limb of the divisor is at least half the base.
    let scale = Self.base / (divisor.limbs[divisor.limbs.count - 1] + 1)
    let scaledDivisor = divisor.scaled(by: scale)
    var remainder = scaled(by: scale)
    let length = scaledDivisor.count
    remainder.append(0)
    for position in stride(from: remainder.count - 1 - length, through: 0, by: -1) {
      Self.reduce(&remainder, at: position, by: scaledDivisor)
    }
    return remainder.allSatisfy { $0 == 0 }
  }

  /// Takes the divisor, shifted by `position` limbs, from the remainder as often as it goes.
  private static func reduce(_ remainder: inout [UInt64], at position: Int, by divisor: [UInt64]) {
    let length = divisor.count
    let lead = remainder[position + length] * base + remainder[position + length - 1]
    var estimate = min(lead / divisor[length - 1], base - 1)
    if estimate == 0 { return }
    // At most two too large.
    while subtract(estimate, times: divisor, from: &remainder, at: position) {
      add(divisor, timesForUndoing: estimate, to: &remainder, at: position)
      estimate -= 1
    }
  }

  /// Returns whether the result went below zero: then it stands as its base complement.
  private static func subtract(
    _ factor: UInt64, times divisor: [UInt64], from remainder: inout [UInt64], at position: Int
  ) -> Bool {
    var carry: UInt64 = 0
    for index in divisor.indices {
      let product = factor * divisor[index] + carry
      carry = product / base
      let digit = product % base
      if remainder[position + index] < digit {
        remainder[position + index] += base
        carry += 1
      }
      remainder[position + index] -= digit
    }
    let top = position + divisor.count
    let isNegative = remainder[top] < carry
    remainder[top] = isNegative ? remainder[top] + base - carry : remainder[top] - carry
    return isNegative
  }

  /// Undoes `subtract`: adds the product and drops the carry out of the top limb.
  private static func add(
    _ divisor: [UInt64], timesForUndoing factor: UInt64, to remainder: inout [UInt64],
    at position: Int
  ) {
    var carry: UInt64 = 0
    for index in divisor.indices {
      let sum = remainder[position + index] + factor * divisor[index] + carry
      remainder[position + index] = sum % base
      carry = sum / base
    }
    let top = position + divisor.count
    remainder[top] = (remainder[top] + carry) % base
  }

  private func scaled(by factor: UInt64) -> [UInt64] {
    var carry: UInt64 = 0
    var product: [UInt64] = []
    product.reserveCapacity(limbs.count + 1)
    for limb in limbs {
      let value = limb * factor + carry
      product.append(value % Self.base)
      carry = value / Self.base
    }
    if carry > 0 { product.append(carry) }
    return product
  }

  private mutating func trim() {
    while limbs.last == 0 { limbs.removeLast() }
  }
}
