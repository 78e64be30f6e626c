extension ScalarSet {
  /// Sequences of byte ranges that together stand for the UTF-8 forms of the members and no others:
  /// one byte from each range in turn. Surrogates take three bytes, as in WTF-8.
  ///
  /// A few sequences for each range of the set.
  var utf8Sequences: [[ClosedRange<UInt8>]] {
    var result: [[ClosedRange<UInt8>]] = []
    for range in ranges {
      if range.upperBound < 0x80 {
        result.append([UInt8(range.lowerBound)...UInt8(range.upperBound)])
        continue
      }
      // The length of the form changes between these.
      for limits in [0...0x7F, 0x80...0x7FF, 0x800...0xFFFF, 0x10000...0x10FFFF]
        as [ClosedRange<UInt32>]
      where range.overlaps(limits) {
        let part = range.clamped(to: limits)
        Self.addSequences(
          Self.encoded(part.lowerBound)[...], Self.encoded(part.upperBound)[...], [], &result)
      }
    }
    return result
  }

  /// Adds sequences for all forms between two of the same length, behind `prefix`. Where the leading
  /// bytes differ, the ends keep their own tails and all between share a full one.
  private static func addSequences(
    _ low: ArraySlice<UInt8>, _ high: ArraySlice<UInt8>, _ prefix: [ClosedRange<UInt8>],
    _ result: inout [[ClosedRange<UInt8>]]
  ) {
    guard let lowLead = low.first, let highLead = high.first else { return result.append(prefix) }
    let lowRest = low.dropFirst()
    let highRest = high.dropFirst()
    let full = [ClosedRange<UInt8>](repeating: 0x80...0xBF, count: lowRest.count)
    let bottom = [UInt8](repeating: 0x80, count: lowRest.count)
    let top = [UInt8](repeating: 0xBF, count: lowRest.count)
    if lowLead == highLead {
      return addSequences(lowRest, highRest, prefix + [lowLead...lowLead], &result)
    }
    let lowIsFull = lowRest.elementsEqual(bottom)
    let highIsFull = highRest.elementsEqual(top)
    if !lowIsFull { addSequences(lowRest, top[...], prefix + [lowLead...lowLead], &result) }
    let first = lowIsFull ? lowLead : lowLead + 1
    let last = highIsFull ? highLead : highLead - 1
    if first <= last { result.append(prefix + [first...last] + full) }
    if !highIsFull { addSequences(bottom[...], highRest, prefix + [highLead...highLead], &result) }
  }

  private static func encoded(_ scalar: UInt32) -> [UInt8] {
    func byte(_ value: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: value) }
    func tail(_ shift: UInt32) -> UInt8 { byte(0x80 | scalar >> shift & 0x3F) }
    return switch scalar {
    case 0..<0x80: [byte(scalar)]
    case 0x80..<0x800: [byte(0xC0 | scalar >> 6), tail(0)]
    case 0x800..<0x10000: [byte(0xE0 | scalar >> 12), tail(6), tail(0)]
    default: [byte(0xF0 | scalar >> 18), tail(12), tail(6), tail(0)]
    }
  }
}
