extension [UInt8] {
  mutating func append(_ text: String) { append(contentsOf: text.utf8) }

  /// Appends a number of at least zero in decimal, with leading zeros up to `width` digits.
  mutating func append(number: Int, width: Int = 1) {
    let start = count
    var rest = number
    repeat {
      append(UInt8(truncatingIfNeeded: 0x30 + rest % 10))
      rest /= 10
    } while rest > 0 || count - start < width
    self[start...].reverse()
  }

  /// Appends the lowest `digits` hexadecimal digits of a number.
  mutating func append(hex number: UInt64, digits: Int) {
    for digit in stride(from: digits - 1, through: 0, by: -1) {
      let value = UInt8(truncatingIfNeeded: number >> UInt64(4 * digit)) & 15
      append(value < 10 ? 0x30 + value : 0x57 + value)
    }
  }
}
