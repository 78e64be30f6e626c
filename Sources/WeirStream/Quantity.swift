/// A number of bytes, records or keys as options and configurations name it: `250`, `10k`, `16M`, `2G`, by
/// thousands as the SI has them, also with a B; `16MiB` and its like go by 1024.
package struct Quantity: Hashable, Sendable {
  package let value: Int

  package init(_ value: Int) { self.value = value }

  package enum Fault: Error, Hashable {
    case form
    case tooLarge

    package var message: String {
      switch self {
      case .form:
        "a whole number, alone or with k, M or G (thousands, as in 16M), or KiB, MiB or GiB"
      case .tooLarge: "that is too much"
      }
    }
  }

  private static let units = [
    "": 1, "k": 1000, "M": 1_000_000, "G": 1_000_000_000, "kB": 1000, "MB": 1_000_000,
    "GB": 1_000_000_000, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
  ]

  package init(_ text: String) throws(Fault) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits),
      let unit = Quantity.units[String(text.dropFirst(digits.count))]
    else { throw .form }
    let (product, overflows) = number.multipliedReportingOverflow(by: unit)
    guard !overflows else { throw .tooLarge }
    value = product
  }
}

extension Quantity: CustomStringConvertible {
  /// In the largest of the units by 1024 of which it is a whole number.
  package var description: String {
    let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    guard value != 0, let unit = units.first(where: { value % $0.1 == 0 }) else {
      return "\(value)"
    }
    return "\(value / unit.1)\(unit.0)"
  }
}
