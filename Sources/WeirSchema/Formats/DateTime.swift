import WeirJSON

/// The formats `date-time`, `date` and `time`: RFC 3339 §5.6, with the limits of §5.7.
///
/// Digits and separators are checked eight bytes at a time: XOR with a template turns every digit
/// place into 0…9 and every separator into 0, and one addition finds the bytes beyond that.
enum DateTime {
  /// `full-date "T" full-time`, such as `1985-04-12T23:20:50.52Z`. T and Z may be lower case.
  static func isDateTime(_ text: ByteSlice) -> Bool {
    guard text.count >= 20 else { return false }
    let head = text.word(at: 0) ^ template("0000-00-")
    // The T, at offset 10, is the third byte of the second word; one bit makes it lower case.
    let middle = (text.word(at: 8) | 0x20_0000) ^ template("00t00:00")
    guard fits(head, template("ddddsdds")), fits(middle, template("ddsddsdd")) else {
      return false
    }
    let year = number(head, at: 0) * 100 + number(head, at: 2)
    let minutes = number(middle, at: 3) * 60 + number(middle, at: 6)
    return isDay(number(middle, at: 0), month: number(head, at: 5), year: year)
      && number(middle, at: 3) <= 23 && number(middle, at: 6) <= 59
      && endsTime(text, minutes: minutes, from: 16)
  }

  /// `full-date`, such as `1985-04-12`, by the Gregorian calendar in every year from 0000 on.
  static func isDate(_ text: ByteSlice) -> Bool {
    guard text.count == 10 else { return false }
    let head = text.word(at: 0) ^ template("0000-00-")
    guard fits(head, template("ddddsdds")), let day = twoDigits(text, at: 8) else { return false }
    let year = number(head, at: 0) * 100 + number(head, at: 2)
    return isDay(day, month: number(head, at: 5), year: year)
  }

  /// `full-time`: a time of day with its offset, such as `23:20:50.52Z`.
  static func isTime(_ text: ByteSlice) -> Bool {
    guard text.count >= 9, let minutes = hoursAndMinutes(text, at: 0) else { return false }
    return endsTime(text, minutes: minutes, from: 5)
  }

  /// `hh:mm:ss` and nothing else: what draft 3 calls a time (draft-zyp-json-schema-03 §5.23).
  static func isLocalTime(_ text: ByteSlice) -> Bool {
    guard text.count == 8, hoursAndMinutes(text, at: 0) != nil, text[5] == UInt8(ascii: ":"),
      let second = twoDigits(text, at: 6)
    else { return false }
    return second <= 59
  }

  /// The rest of a time from its second colon at `start`: seconds, fraction and offset.
  ///
  /// A leap second can only be the last second of a day in UTC (RFC 3339 appendix D).
  private static func endsTime(_ text: ByteSlice, minutes: Int, from start: Int) -> Bool {
    guard text[start] == UInt8(ascii: ":"), let second = twoDigits(text, at: start + 1),
      second <= 60
    else { return false }
    var index = start + 3
    if text[index] == UInt8(ascii: ".") {
      let firstDigit = index + 1
      index = firstDigit
      while index < text.count, text[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
      guard index > firstDigit, index < text.count else { return false }
    }
    guard let offset = offset(text, from: index) else { return false }
    return second <= 59 || (minutes - offset + 1440) % 1440 == 1439
  }

  /// `time-offset`, which must end the text, in minutes. `start` is before the end.
  private static func offset(_ text: ByteSlice, from start: Int) -> Int? {
    switch text[start] {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"): return text.count == start + 1 ? 0 : nil
    case UInt8(ascii: "+"):
      return text.count == start + 6 ? hoursAndMinutes(text, at: start + 1) : nil
    case UInt8(ascii: "-"):
      return text.count == start + 6 ? hoursAndMinutes(text, at: start + 1).map { -$0 } : nil
    default: return nil
    }
  }

  private static func hoursAndMinutes(_ text: ByteSlice, at index: Int) -> Int? {
    guard let hour = twoDigits(text, at: index), hour <= 23, text[index + 2] == UInt8(ascii: ":"),
      let minute = twoDigits(text, at: index + 3), minute <= 59
    else { return nil }
    return hour * 60 + minute
  }

  private static func twoDigits(_ text: ByteSlice, at index: Int) -> Int? {
    let tens = text[index] &- UInt8(ascii: "0")
    let units = text[index + 1] &- UInt8(ascii: "0")
    return tens <= 9 && units <= 9 ? Int(tens) * 10 + Int(units) : nil
  }

  private static func isDay(_ day: Int, month: Int, year: Int) -> Bool {
    day >= 1 && day <= dayCount(month: month, year: year)
  }

  /// By the Gregorian calendar; 0 for what is no month.
  static func dayCount(month: Int, year: Int) -> Int {
    switch month {
    case 1, 3, 5, 7, 8, 10, 12: 31
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 0
    }
  }
}

/// Whether digit places hold at most 9 and separator places 0.
///
/// `places` has, for every byte, a `d` or an `s`; what it takes to reach 0x80 from 10, or from 1,
/// is added. A byte that overflows into its neighbour has its own high bit set, which counts too.
@inline(__always)
private func fits(_ word: UInt64, _ places: UInt64) -> Bool {
  // `d` is 0x64 and `s` is 0x73: bit 0 tells them apart.
  let isSeparator = places & 0x0101_0101_0101_0101
  let addend = 0x7676_7676_7676_7676 + isSeparator * 9
  return (word | (word &+ addend)) & 0x8080_8080_8080_8080 == 0
}

/// The number of two digits in the bytes `index` and `index + 1` of a word that `fits`.
@inline(__always)
private func number(_ word: UInt64, at index: Int) -> Int {
  let pair = word >> UInt64(index * 8)
  return Int(pair & 0xF) * 10 + Int(pair >> 8 & 0xF)
}

/// Eight characters as a little-endian word; a constant after optimisation.
@inline(__always)
private func template(_ text: StaticString) -> UInt64 {
  ByteSlice(text).word(at: 0)
}
