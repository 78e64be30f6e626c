/// A 64-bit hash of the number that a JSON token stands for.
///
/// Equal numbers hash alike however they are written (`1`, `1.0`, `10e-1`; `0`, `-0`, `0e5`).
/// A secret `seed` keeps instances from being built to collide. Exact, does not allocate.
package func hashNumber(_ token: ByteSlice, seed: UInt64) -> UInt64 {
  var end = 0
  while end < token.count, token[end] <= UInt8(ascii: "9"), token[end] != UInt8(ascii: ".") {
    end += 1
  }
  if end == token.count, let value = token.smallInteger { return hash(integer: value, seed: seed) }
  let number = ExactNumber(token)
  // The choice between the two forms depends on the number alone, not on how it is written.
  if let value = number.int64Value, value.magnitude < powersOfTen[SmallDecimal.maxDigits] {
    return hash(integer: value, seed: seed)
  }
  return number.hash(seed: seed)
}

private func hash(integer value: Int64, seed: UInt64) -> UInt64 {
  folded(UInt64(bitPattern: value) ^ 0x9E37_79B9_7F4A_7C15, seed ^ 0xD6E8_FEB8_6659_FD93)
}

extension ExactNumber {
  /// Digits and exponent are unique to the number since neither end of the digits is a zero.
  fileprivate func hash(seed: UInt64) -> UInt64 {
    // A modulus that depends on the seed: exponents cannot be chosen to agree in it.
    let modulus = (1 << 59) | (folded(seed, 0xA076_1D64_78BD_642F) >> 5) | 1
    var state = folded(exponent.remainder(modulo: modulus) ^ seed, isNegative ? 0x2D : 0x2B)
    var rest = digits
    while let chunk = rest.nextChunk() {
      state = folded(state ^ chunk.value ^ 0xE703_7ED1_A0B4_28DB, chunk.scale ^ seed)
    }
    return state
  }
}

/// Both halves of the 128-bit product, folded into one: every bit of the input reaches all.
private func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let product = (a ^ 0x8EBC_6AF0_9C88_C6E3).multipliedFullWidth(by: b ^ 0x5899_65CC_7537_4CC3)
  return product.high ^ product.low
}
