/// A set of code points, surrogates included, as sorted ranges that neither touch nor overlap.
struct ScalarSet: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<UInt32>]

  static let last: UInt32 = 0x10FFFF

  init(_ ranges: [ClosedRange<UInt32>] = []) {
    self.ranges = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) { append(range) }
  }

  init(_ scalar: UInt32) { ranges = [scalar...scalar] }

  /// - Parameter bounds: In order, each a code point where the set begins or ends to hold members.
  init(bounds: [UInt32]) {
    ranges = []
    for index in stride(from: 0, to: bounds.count - 1, by: 2)
    where bounds[index] < bounds[index + 1] {
      append(bounds[index]...bounds[index + 1] - 1)
    }
  }

  /// Adds a range that does not begin before the last one.
  private mutating func append(_ range: ClosedRange<UInt32>) {
    if let last = ranges.last, range.lowerBound <= last.upperBound &+ 1 {
      ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
    } else {
      ranges.append(range)
    }
  }

  /// Code points where the set begins or ends to hold members, in order.
  private var bounds: [UInt32] { ranges.flatMap { [$0.lowerBound, $0.upperBound + 1] } }

  var inverted: ScalarSet { symmetricDifference(.all) }

  /// What is in just one of both.
  func symmetricDifference(_ other: ScalarSet) -> ScalarSet {
    // A bound of both is a bound of neither.
    var bounds: [UInt32] = []
    for bound in (self.bounds + other.bounds).sorted() {
      if bounds.last == bound { bounds.removeLast() } else { bounds.append(bound) }
    }
    return ScalarSet(bounds: bounds)
  }

  /// Logarithmic in the ranges.
  func contains(_ scalar: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= scalar
  }

  /// The one member, if there is just one.
  var onlyMember: UInt32? {
    guard ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
    return range.lowerBound
  }
}

// The classes of ECMA-262 §22.2.2.9 without the `i` flag.
extension ScalarSet {
  static let digits = ScalarSet([0x30...0x39])
  static let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  /// WhiteSpace and LineTerminator, §12.2 and §12.3.
  static let space = ScalarSet([
    0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
    0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ])
  static let lineTerminators = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])
  static let anyButLineTerminators = lineTerminators.inverted
  static let all = ScalarSet([0...last])
}
