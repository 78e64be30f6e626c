extension ExactNumber {
  /// Appends bytes that are the same for equal numbers, however they are written, and for no others:
  /// sign, significant digits, exponent. Stable from version to version. No byte is 0xFF.
  ///
  /// Exponents of more than 17 digits are told apart by two remainders.
  package func appendKey(to bytes: inout [UInt8]) {
    guard !isZero else {
      bytes.append(UInt8(ascii: "0"))
      return
    }
    bytes.append(isNegative ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    for index in significantBytes where token[index] != UInt8(ascii: ".") {
      bytes.append(token[index])
    }
    bytes.append(UInt8(ascii: "e"))
    let place = exponent.clamped
    bytes.append(contentsOf: String(place).utf8)
    guard place.magnitude >= DecimalExponent.limit else { return }
    for modulus: UInt64 in [0x0800_0000_0000_001D, 0x0FFF_FFFF_FFFF_FFC7] {
      bytes.append(UInt8(ascii: "m"))
      bytes.append(contentsOf: String(exponent.remainder(modulo: modulus)).utf8)
    }
  }
}

extension ExactNumber {
  /// The value times ten to the power of `power`, without what stands behind the decimal point then;
  /// nil where that is no `Int64`.
  package func truncated(timesTenTo power: Int) -> Int64? {
    if isZero { return 0 }
    let place = exponent.clamped + power
    let kept = digitCount + min(place, 0)
    if kept <= 0 { return 0 }
    guard kept + max(place, 0) <= 19 else { return nil }
    // At most 19 digits: less than 10^19, which a UInt64 holds.
    var magnitude: UInt64 = 0
    var rest = digits
    for _ in 0..<kept { magnitude = magnitude * 10 + UInt64(rest.next() ?? 0) }
    magnitude *= powersOfTen[max(place, 0)]
    if magnitude <= UInt64(Int64.max) {
      return isNegative ? -Int64(magnitude) : Int64(magnitude)
    }
    return isNegative && magnitude == UInt64(Int64.max) + 1 ? Int64.min : nil
  }
}
