package import WeirJSON

extension Timestamp {
  /// Reads a `date-time` of RFC 3339 section 5.6, exact to the nanosecond; further digits are dropped.
  ///
  /// nil for anything else, and for moments that 64 bits of nanoseconds do not reach (1677 to 2262). A
  /// leap second counts as the first second of the next minute.
  package init?(rfc3339 text: ByteSlice) {
    guard text.count >= 20, let year = text.digits(at: 0, 4), text[4] == UInt8(ascii: "-"),
      let month = text.digits(at: 5, 2), text[7] == UInt8(ascii: "-"),
      let day = text.digits(at: 8, 2), text[10] | 0x20 == UInt8(ascii: "t"),
      let hour = text.digits(at: 11, 2), text[13] == UInt8(ascii: ":"),
      let minute = text.digits(at: 14, 2), text[16] == UInt8(ascii: ":"),
      let second = text.digits(at: 17, 2), (1...12).contains(month),
      (1...daysOfMonth(month, year)).contains(day), hour <= 23, minute <= 59, second <= 60
    else { return nil }
    var index = 19
    var fraction = 0
    if text[index] == UInt8(ascii: ".") {
      let start = index + 1
      index = start
      var unit = 100_000_000
      while index < text.count, text[index] &- UInt8(ascii: "0") <= 9 {
        fraction += Int(text[index] - UInt8(ascii: "0")) * unit
        unit /= 10
        index += 1
      }
      guard index > start else { return nil }
    }
    guard let offset = text.offsetSeconds(at: index) else { return nil }
    let days = dayNumber(year: year, month: month, day: day)
    let seconds = Int64(((days * 24 + hour) * 60 + minute) * 60 + second - offset)
    let (scaled, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflows) = scaled.addingReportingOverflow(Int64(fraction))
    guard !isTooLarge, !overflows else { return nil }
    self.init(nanoseconds: sum)
  }
}

extension ByteSlice {
  /// A number of exactly so many digits.
  fileprivate func digits(at start: Int, _ count: Int) -> Int? {
    var value = 0
    for index in start..<start + count {
      let digit = self[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// What must be subtracted to get UTC, from `Z` or `±hh:mm` that ends the text.
  fileprivate func offsetSeconds(at index: Int) -> Int? {
    guard index < count else { return nil }
    if self[index] | 0x20 == UInt8(ascii: "z") { return index + 1 == count ? 0 : nil }
    guard index + 6 == count, self[index + 3] == UInt8(ascii: ":"),
      let hours = digits(at: index + 1, 2), let minutes = digits(at: index + 4, 2), hours <= 23,
      minutes <= 59
    else { return nil }
    let seconds = (hours * 60 + minutes) * 60
    switch self[index] {
    case UInt8(ascii: "+"): return seconds
    case UInt8(ascii: "-"): return -seconds
    default: return nil
    }
  }
}

private func daysOfMonth(_ month: Int, _ year: Int) -> Int {
  let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar: eras of 400 years, years that
/// begin in March so that the leap day comes last.
private func dayNumber(year: Int, month: Int, day: Int) -> Int {
  let shiftedYear = month <= 2 ? year - 1 : year
  let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
  let yearOfEra = shiftedYear - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}
