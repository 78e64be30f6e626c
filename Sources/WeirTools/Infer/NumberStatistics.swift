import WeirJSON

/// What is kept of the numbers at one place.
struct NumberStatistics {
  private(set) var count = 0

  /// Whether every one is an integer, however it is written.
  private(set) var areIntegers = true

  /// The least and the greatest as they were written; nil if one is too long to be kept.
  private(set) var bounds: (least: [UInt8], greatest: [UInt8])?

  mutating func add(_ token: ByteSlice, kind: NodeKind) {
    if kind == .decimal, areIntegers, !isIntegral(token) { areIntegers = false }
    defer { count += 1 }
    guard token.count <= InferLimits.maxNumberBytes else {
      bounds = nil
      return
    }
    guard count > 0 else {
      bounds = (token.copied(), token.copied())
      return
    }
    guard let (least, greatest) = bounds else { return }
    if least.withByteSlice({ compareNumbers(token, $0) < 0 }) {
      bounds?.least = token.copied()
    } else if greatest.withByteSlice({ compareNumbers(token, $0) > 0 }) {
      bounds?.greatest = token.copied()
    }
  }

  mutating func merge(_ other: NumberStatistics) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    count += other.count
    areIntegers = areIntegers && other.areIntegers
    guard let (least, greatest) = bounds, let theirs = other.bounds else {
      bounds = nil
      return
    }
    bounds = (
      compare(theirs.least, least) < 0 ? theirs.least : least,
      compare(theirs.greatest, greatest) > 0 ? theirs.greatest : greatest
    )
  }

  /// Whether none is less than zero; false if that is not known.
  var areNonNegative: Bool {
    bounds.map { compare($0.least, [UInt8(ascii: "0")]) >= 0 } ?? false
  }

  private func compare(_ first: [UInt8], _ second: [UInt8]) -> Int {
    first.withByteSlice { first in second.withByteSlice { compareNumbers(first, $0) } }
  }
}
