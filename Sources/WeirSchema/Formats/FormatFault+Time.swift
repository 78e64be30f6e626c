// Faults of dates, times and durations.

/// Why a text is no date or time of RFC 3339 §5.6.
enum TimeFault {
  /// Parts that are simply not there are told together: `missing T and offset`.
  static func ofDateTime(_ text: [UInt8]) -> String? {
    if let fault = ofDate(Array(text.prefix(10))) { return fault }
    var missing: [String] = []
    var rest = text.dropFirst(10)
    if let separator = rest.first, separator | 0x20 == UInt8(ascii: "t") {
      rest = rest.dropFirst()
    } else {
      missing.append("T")
      if rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
    }
    if rest.isEmpty { return missing.isEmpty ? missingTime : "missing T, time and offset" }
    return fault(ofTime: Array(rest), missing: missing)
  }

  static func ofTime(_ text: [UInt8]) -> String? { fault(ofTime: text, missing: []) }

  static func ofLocalTime(_ text: [UInt8]) -> String? {
    switch clock(text) {
    case .fault(let fault): fault
    case .hasNoSeconds: "missing seconds"
    case .read(_, let second, let rest):
      if second > 59 {
        "a minute has no second \(second)"
      } else {
        rest.isEmpty ? nil : "nothing may follow the seconds"
      }
    }
  }

  static func ofDate(_ text: [UInt8]) -> String? {
    let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ $0.isDigits }) else {
      return "a date is year, month and day in digits with hyphens between"
    }
    guard parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      let year = parts[0].number, let month = parts[1].number, let day = parts[2].number
    else { return "a year has four digits, a month and a day have two" }
    guard (1...12).contains(month) else { return "there is no month \(month)" }
    let days = DateTime.dayCount(month: month, year: year)
    guard (1...days).contains(day) else {
      return "month \(month) of \(year) has \(days) days, not \(day)"
    }
    return nil
  }

  private static let missingTime = "missing time and offset"

  // MARK: The time of day

  private enum Clock {
    case fault(String)
    case hasNoSeconds(rest: [UInt8])
    case read(minutes: Int, second: Int, rest: [UInt8])
  }

  /// `hh:mm:ss` at the beginning; what is left begins with the fraction or the offset.
  private static func clock(_ text: [UInt8]) -> Clock {
    guard text.count >= 5, text[..<2].isDigits, text[2] == colon, text[3..<5].isDigits,
      let hour = text[..<2].number, let minute = text[3..<5].number
    else { return .fault("a time is hours, minutes and seconds of two digits with colons between") }
    guard hour <= 23 else { return .fault("a day has no hour \(hour)") }
    guard minute <= 59 else { return .fault("an hour has no minute \(minute)") }
    guard text.count > 5, text[5] == colon else { return .hasNoSeconds(rest: Array(text[5...])) }
    guard text.count >= 8, text[6..<8].isDigits, let second = text[6..<8].number else {
      return .fault("seconds have two digits")
    }
    return .read(minutes: hour * 60 + minute, second: second, rest: Array(text[8...]))
  }

  private static func fault(ofTime text: [UInt8], missing: [String]) -> String? {
    var missing = missing
    var rest: [UInt8]
    var leapSecondAt: Int?
    switch clock(text) {
    case .fault(let fault): return fault
    case .hasNoSeconds(let left):
      missing.append("seconds")
      rest = left
    case .read(let minutes, let second, let left):
      guard second <= 60 else { return "a minute has no second \(second)" }
      if second == 60 { leapSecondAt = minutes }
      rest = left
    }
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { ASCIISet.digits.contains($0) }
      if digits.isEmpty { return "the fraction of the seconds has no digits" }
      rest = Array(rest[digits.endIndex...])
    }
    if rest.isEmpty { missing.append("offset") }
    if !missing.isEmpty { return "missing \(listed(missing, "and"))" }
    return fault(ofOffset: rest, leapSecondAt: leapSecondAt)
  }

  private static func fault(ofOffset text: [UInt8], leapSecondAt minutes: Int?) -> String? {
    var offset = 0
    if text != Array("Z".utf8), text != Array("z".utf8) {
      guard text.count == 6, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
        text[1..<3].isDigits, text[3] == colon, text[4..<6].isDigits,
        let hours = text[1..<3].number, let more = text[4..<6].number
      else { return "the offset must be Z, or + or - with hours and minutes, as +01:00" }
      guard hours <= 23, more <= 59 else { return "an offset is less than a day" }
      offset = (hours * 60 + more) * (text[0] == UInt8(ascii: "-") ? -1 : 1)
    }
    guard let minutes, (minutes - offset + 1440) % 1440 != 1439 else { return nil }
    return "second 60 exists at the end of a day in UTC only"
  }

  private static let colon = UInt8(ascii: ":")
}

/// Why a text is no duration of RFC 3339 appendix A.
enum DurationFault {
  static func reason(_ text: [UInt8]) -> String? {
    guard text.first == UInt8(ascii: "P") else { return "it must begin with P" }
    let body = text.dropFirst()
    guard let last = text.last, body.contains(where: ASCIISet.digits.contains) else {
      return "it has no number"
    }
    if body.contains(UInt8(ascii: ".")) || body.contains(UInt8(ascii: ",")) {
      return "fractions are not allowed"
    }
    if last == UInt8(ascii: "T") { return "nothing follows the T" }
    if ASCIISet.digits.contains(last) { return "the last number has no unit" }
    if body.contains(UInt8(ascii: "W")) { return "weeks stand alone, as P2W" }
    let units = ASCIISet("YMDTHS").union(.digits)
    if let wrong = body.first(where: { !units.contains($0) }) {
      return body.firstIndex(of: wrong).flatMap { text.scalar(at: $0) }
        .map { "\($0) is no unit; units are Y M D, and H M S behind a T" }
    }
    return "each unit needs a number, in the order Y M D, then T and H M S, without a gap"
  }
}

extension Collection<UInt8> {
  fileprivate var isDigits: Bool { !isEmpty && allSatisfy(ASCIISet.digits.contains) }

  /// Of at most four digits.
  fileprivate var number: Int? { Int(String(decoding: self, as: UTF8.self)) }
}
