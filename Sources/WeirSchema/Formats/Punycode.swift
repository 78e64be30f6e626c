/// Punycode, RFC 3492, with the parameters of §5: the form of a label behind its `xn--`.
///
/// For labels, which are short: encoding is quadratic in the number of scalars.
enum Punycode {
  private static let base = 36
  private static let minThreshold = 1
  private static let maxThreshold = 26
  private static let initialBias = 72
  private static let initialScalar = 0x80
  private static let hyphen = UInt8(ascii: "-")

  /// Decodes lower-case text, §6.2; nil where it is not the form of any scalars.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt32]? {
    var scalars: [UInt32] = []
    var index = text.startIndex
    if let lastHyphen = text.lastIndex(of: hyphen) {
      scalars = text[..<lastHyphen].map(UInt32.init)
      index = lastHyphen + 1
    }
    var scalar = initialScalar
    var position = 0
    var bias = initialBias
    while index < text.endIndex {
      let start = position
      var weight = 1
      var step = base
      while true {
        guard index < text.endIndex, let digit = value(of: text[index]) else { return nil }
        index += 1
        position += digit * weight
        let threshold = threshold(step, bias)
        if digit < threshold { break }
        weight *= base - threshold
        // Beyond any scalar at any place of a label; also keeps the arithmetic in its type.
        guard position < 1 << 32, weight < 1 << 32 else { return nil }
        step += base
      }
      let count = scalars.count + 1
      bias = adapted(position - start, count, isFirst: start == 0)
      scalar += position / count
      position %= count
      guard scalar <= 0x10FFFF, scalar & ~0x7FF != 0xD800 else { return nil }
      scalars.insert(UInt32(scalar), at: position)
      position += 1
    }
    return scalars
  }

  /// Encodes scalars, §6.3. ASCII ones are taken as they are.
  static func encode(_ scalars: [UInt32]) -> [UInt8] {
    var output = scalars.filter { $0 < 0x80 }.map { UInt8($0) }
    let basicCount = output.count
    if basicCount > 0 { output.append(hyphen) }
    var next = initialScalar
    var delta = 0
    var bias = initialBias
    var handled = basicCount
    while handled < scalars.count {
      let smallest = scalars.reduce(UInt32.max) { $1 >= next ? min($0, $1) : $0 }
      delta += (Int(smallest) - next) * (handled + 1)
      next = Int(smallest)
      for scalar in scalars {
        if scalar < next { delta += 1 }
        guard scalar == next else { continue }
        append(delta, bias, to: &output)
        bias = adapted(delta, handled + 1, isFirst: handled == basicCount)
        delta = 0
        handled += 1
      }
      delta += 1
      next += 1
    }
    return output
  }

  private static func append(_ delta: Int, _ bias: Int, to output: inout [UInt8]) {
    var rest = delta
    var step = base
    while true {
      let threshold = threshold(step, bias)
      if rest < threshold { break }
      output.append(digit(threshold + (rest - threshold) % (base - threshold)))
      rest = (rest - threshold) / (base - threshold)
      step += base
    }
    output.append(digit(rest))
  }

  private static func threshold(_ step: Int, _ bias: Int) -> Int {
    min(max(step - bias, minThreshold), maxThreshold)
  }

  /// The bias for the next delta, §6.1.
  private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    let skew = 38
    let damp = 700
    var delta = isFirst ? delta / damp : delta / 2
    delta += delta / count
    var bias = 0
    while delta > (base - minThreshold) * maxThreshold / 2 {
      delta /= base - minThreshold
      bias += base
    }
    return bias + (base - minThreshold + 1) * delta / (delta + skew)
  }

  private static func value(of byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a"))
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 26
    default: nil
    }
  }

  private static func digit(_ value: Int) -> UInt8 {
    value < 26 ? UInt8(value) + UInt8(ascii: "a") : UInt8(value - 26) + UInt8(ascii: "0")
  }
}
