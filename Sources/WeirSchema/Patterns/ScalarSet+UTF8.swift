/// Byte ranges that stand for the UTF-8 forms of some code points: one byte from each range in turn.
struct UTF8Sequence: BitwiseCopyable {
  /// The first byte lowest.
  private let low: UInt32
  private let high: UInt32
  let count: Int

  /// - Parameter range: Code points whose forms are all combinations of the bytes of the ends.
  fileprivate init(_ range: ClosedRange<UInt32>) {
    (low, count) = Self.encoded(range.lowerBound)
    high = Self.encoded(range.upperBound).bytes
  }

  subscript(index: Int) -> ClosedRange<UInt8> {
    let shift = UInt32(index * 8)
    return UInt8(truncatingIfNeeded: low >> shift)...UInt8(truncatingIfNeeded: high >> shift)
  }

  private static func encoded(_ scalar: UInt32) -> (bytes: UInt32, count: Int) {
    func tail(_ shift: UInt32) -> UInt32 { 0x80 | scalar >> shift & 0x3F }
    return switch scalar {
    case 0..<0x80: (scalar, 1)
    case 0x80..<0x800: (0xC0 | scalar >> 6 | tail(0) << 8, 2)
    case 0x800..<0x10000: (0xE0 | scalar >> 12 | tail(6) << 8 | tail(0) << 16, 3)
    default: (0xF0 | scalar >> 18 | tail(12) << 8 | tail(6) << 16 | tail(0) << 24, 4)
    }
  }
}

extension ScalarSet {
  /// Sequences that together stand for the members and no others. Surrogates take three bytes, as in
  /// WTF-8.
  ///
  /// A few sequences for each range of the set.
  var utf8Sequences: [UTF8Sequence] {
    var result: [UTF8Sequence] = []
    var pending: [ClosedRange<UInt32>] = ranges.reversed()
    while let range = pending.popLast() {
      if let (first, rest) = Self.split(range) {
        pending.append(rest)
        pending.append(first)
      } else {
        result.append(UTF8Sequence(range))
      }
    }
    return result
  }

  /// Splits a range where the length of the forms changes, and where not all combinations of bytes
  /// between its ends are members: below and above what has full tails. Nil if there is nothing left
  /// to split.
  private static func split(
    _ range: ClosedRange<UInt32>
  ) -> (ClosedRange<UInt32>, ClosedRange<UInt32>)? {
    let low = range.lowerBound
    let high = range.upperBound
    for last: UInt32 in [0x7F, 0x7FF, 0xFFFF] where low <= last && last < high {
      return (low...last, last + 1...high)
    }
    if high < 0x80 { return nil }
    for shift: UInt32 in [6, 12, 18] {
      let tail = UInt32(1) << shift - 1
      guard low & ~tail != high & ~tail else { continue }
      if low & tail != 0 { return (low...low | tail, (low | tail) + 1...high) }
      if high & tail != tail { return (low...(high & ~tail) - 1, high & ~tail...high) }
    }
    return nil
  }
}
