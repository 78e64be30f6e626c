import WeirJSON

/// A length of time, as options name it: `500ms`, `30s`, `15m`, `24h`, `7d`.
package struct Span: Hashable, Sendable {
  package let nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]

  /// Reads a whole number with a unit; nil for anything else, and for more than 292 years.
  package init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let name = text.dropFirst(digits.count)
    guard let count = Int64(digits), let unit = Span.units.first(where: { $0.name == name }) else {
      return nil
    }
    let (product, overflows) = count.multipliedReportingOverflow(by: unit.nanoseconds)
    if overflows { return nil }
    nanoseconds = product
  }
}

extension Span: CustomStringConvertible {
  /// As options name it, in the largest unit of which it is a whole number.
  package var description: String {
    let unit = Span.units.last { nanoseconds % $0.nanoseconds == 0 }
    guard nanoseconds != 0, let unit else { return "\(nanoseconds)s" }
    return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
  }
}

extension Timestamp {
  /// The moment so long before this one, or the earliest there is.
  package func before(_ span: Span) -> Timestamp {
    let (moment, overflows) = nanoseconds.subtractingReportingOverflow(span.nanoseconds)
    return Timestamp(nanoseconds: overflows ? .min : moment)
  }

  package init?(rfc3339 text: String) {
    let parsed = Array(text.utf8).withByteSlice { Timestamp(rfc3339: $0) }
    guard let parsed else { return nil }
    self = parsed
  }
}
