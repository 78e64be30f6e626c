import TestSupport
import Testing
import WeirJSON

@testable import WeirStream

/// Moments and lengths of time, from text and back.
struct TimestampTests {
  @Test("a moment is read as it is written, in any of 400 years")
  func roundTrip() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<5000 {
      let milliseconds = Int64.random(in: 0..<9_000_000_000_000, using: &random)
      let moment = Timestamp(nanoseconds: milliseconds * 1_000_000)
      #expect(Timestamp(rfc3339: moment.description) == moment)
    }
  }

  @Test(
    "offsets, fractions, lower case, leap seconds and days, and years before 1970",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01t01:30:00+01:30", 0),
      ("1969-12-31T23:59:59.5-00:00", -500_000_000), ("1970-01-01T00:00:00.0000000019z", 1),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
      ("2000-02-29T00:00:00-12:00", 951_825_600_000_000_000),
      ("1900-01-01T00:00:00Z", -2_208_988_800_000_000_000),
    ])
  func readings(text: String, nanoseconds: Int64) {
    #expect(Timestamp(rfc3339: text)?.nanoseconds == nanoseconds)
  }

  @Test(
    "anything else is no moment",
    arguments: [
      "", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01 00:00:00Z", "1970-13-01T00:00:00Z",
      "1970-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "1970-01-01T24:00:00Z",
      "1970-01-01T00:60:00Z", "1970-01-01T00:00:61Z", "1970-01-01T00:00:00.Z",
      "1970-01-01T00:00:00+0100", "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00ZZ",
      "1970-01-01T00:00:00Z ", "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z",
      "١٩٧٠-01-01T00:00:00Z",
    ])
  func refusals(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test(
    "a length of time is a whole number with a unit",
    arguments: [
      ("30s", 30_000_000_000), ("24h", 86_400_000_000_000), ("7d", 604_800_000_000_000),
      ("500ms", 500_000_000), ("3us", 3000), ("1ns", 1), ("15m", 900_000_000_000), ("0s", 0),
      ("", nil), ("30", nil), ("s", nil), ("-1s", nil), ("1.5h", nil), ("1 h", nil),
      ("200000d", nil), ("99999999999999999999s", nil), ("1w", nil),
    ])
  func spans(text: String, nanoseconds: Int64?) {
    #expect(Span(text)?.nanoseconds == nanoseconds)
  }
}
