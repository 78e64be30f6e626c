/// Numbers of the core schema as JSON numbers: the same value, as much of the text as can stay.
extension CoreNumber {
  /// Appends the JSON number that `text`, written this way, stands for.
  ///
  /// What JSON can read is kept as it is. `+1` loses its sign, `012` its zeros (it is twelve),
  /// `.5` becomes `0.5`, `1.` becomes `1.0`; octal and hexadecimal integers of any size become
  /// decimal ones, in time quadratic in their digits, which the caller limits.
  func appendJSON(of text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    switch self {
    case .octalInteger: appendDecimal(of: text.dropFirst(2), bitsPerDigit: 3, to: &bytes)
    case .hexadecimalInteger: appendDecimal(of: text.dropFirst(2), bitsPerDigit: 4, to: &bytes)
    case .decimalInteger, .float: appendNormalised(text, to: &bytes)
    }
  }
}

private let zero = UInt8(ascii: "0")

private func appendNormalised(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
  var rest = text
  if rest.first == UInt8(ascii: "-") { bytes.append(UInt8(ascii: "-")) }
  if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }

  let whole = rest.prefix { $0 >= zero && $0 <= zero + 9 }
  rest.removeFirst(whole.count)
  let significant = whole.drop { $0 == zero }
  if significant.isEmpty { bytes.append(zero) } else { bytes.append(contentsOf: significant) }

  guard rest.first == UInt8(ascii: ".") else {
    bytes.append(contentsOf: rest)
    return
  }
  let fraction = rest.dropFirst().prefix { $0 >= zero && $0 <= zero + 9 }
  bytes.append(UInt8(ascii: "."))
  if fraction.isEmpty { bytes.append(zero) } else { bytes.append(contentsOf: fraction) }
  bytes.append(contentsOf: rest.dropFirst(1 + fraction.count))
}

/// Long division's mirror: multiply what was read by a power of the base, add the next digits; nine
/// decimal digits to a limb, some 30 bits of digits at a time.
private func appendDecimal(
  of digits: ArraySlice<UInt8>, bitsPerDigit: Int, to bytes: inout [UInt8]
) {
  let limbBase: UInt64 = 1_000_000_000
  var limbs: [UInt64] = [0]
  var rest = digits
  while !rest.isEmpty {
    let chunk = rest.prefix(30 / bitsPerDigit)
    rest = rest.dropFirst(chunk.count)
    var carry = chunk.reduce(0) { $0 << bitsPerDigit | digitValue($1) }
    for index in limbs.indices {
      let sum = limbs[index] << (chunk.count * bitsPerDigit) + carry
      limbs[index] = sum % limbBase
      carry = sum / limbBase
    }
    while carry > 0 {
      limbs.append(carry % limbBase)
      carry /= limbBase
    }
  }
  bytes.append(contentsOf: String(limbs.last ?? 0).utf8)
  for limb in limbs.dropLast().reversed() {
    let text = String(limb)
    bytes.append(contentsOf: repeatElement(zero, count: 9 - text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }
}

/// The value of a digit that was checked: 0…9, a…f, A…F.
private func digitValue(_ digit: UInt8) -> UInt64 {
  UInt64(digit <= zero + 9 ? digit - zero : (digit | 0x20) - UInt8(ascii: "a") + 10)
}
