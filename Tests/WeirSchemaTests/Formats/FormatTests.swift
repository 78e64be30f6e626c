import Testing
import WeirJSON

@testable import WeirSchema

/// What the official suite leaves open, and what the fast paths could get wrong.
@Suite("Formats")
struct FormatTests {
  static let accepted: [(Format, [String])] = [
    (.dateTime, ["0000-01-01T00:00:00Z", "9999-12-31t23:59:59.1-23:59", "2016-12-31T23:59:60.5Z"]),
    (.date, ["0000-02-29", "1900-02-28", "2000-02-29"]),
    (.time, ["00:00:00+00:00", "00:29:60.25+00:30", "12:00:00.0z"]),
    (.localTime, ["00:00:00", "23:59:59"]),
    (.duration, ["P1Y", "PT1S", "P1M", "P0W", "P1DT1S"]),
    (.email, [#""\"\\"@a"#, #"" "@a"#, #""@"@a.b"#, "!#$%&'*+-/=?^_`{|}~@x"]),
    (.internationalEmail, ["é@é.é", "\"é é\"@x"]),
    (.plainHostname, ["1.2", "xn--a", "a--b"]),
    (.hostname, ["r3---sn-x.example", "XN--9N2BP8Q"]),
    (.internationalHostname, ["faß.example", "日本語。jp", "a.xn--fa-hia"]),
    (.ipv4, ["1.2.3.4", "10.20.30.40"]),
    (.ipv6, ["1::8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "::1.2.3.4", "ABCD::"]),
    (.uri, ["a:", "urn:a:b", "x:/", "x://", "x:?#", "http://a:/", "x+1.-:y"]),
    (.uriReference, ["", "a/b:c", "?a?b", "//[::]:1"]),
    (.iri, ["x:é", "x:?\u{E000}"]),
    (.uriTemplate, ["{=a}", "{a:9999}", "{a*,b:1}", "é", "{%41.b_1}"]),
    (.jsonPointer, ["", "/", "/~0~1", "/é"]),
    (.relativeJSONPointer, ["0", "0+1", "1-10#", "0-1/a", "12/~0"]),
    (.color, ["RED", "#fff", "rgb(1,2,3)", "rgb( -1, 20 , 300 )", "RGB(1%,2.5%,.5%)"]),
  ]

  static let rejected: [(Format, [String])] = [
    (.dateTime, ["", "2016-12-31 23:59:59Z", "2016-12-31T23:59:59", "2016-12-31T23:59:59.Z"]),
    (
      .dateTime, ["2016-12-31T23:59:60+01:00", "2016-12-31T23:59:59+1:000", "2016-00-01T00:00:00Z"]
    ),
    (.date, ["2016-00-01", "2016-01-00", "2016-1-001", "2016-02-30", "2016-01-01 "]),
    (.time, ["00:00:00.+00:00", "00:00:00", "00:00:60Z", "00:00:00+00:0", "00:00:00+00:000"]),
    (.localTime, ["00:00:00Z", "24:00:00", "00:00:60", "0:00:00"]),
    (.duration, ["PW", "P1", "P1YT", "PT1Y", "p1d", "P1WT1S", "P1D ", "P1H", "PT1M1H", "P1DT"]),
    (.email, ["a@b@c", #""a"b"@c"#, #""a\"@c"#, "a@[1.2.3]", "a@-b", "a@b.", "é@b", "a@é", "@"]),
    (.internationalEmail, ["a@é.", "a@é..b", "a@.é", "é@-é", "a@É"]),
    (.email, [String(repeating: "a", count: 65) + "@b"]),
    (.plainHostname, ["a.", "a..b", "é", "a_b", "-a", "a-", "a-.b"]),
    (.hostname, ["xn--", "xn--a", "xn--a-", "a.xn--0"]),
    (.internationalHostname, ["ab--cd", "Faß", "\u{301}a", "a\u{301}", "a_b", "é.", "\u{200D}"]),
    (.ipv4, ["01.2.3.4", "1.2.3", "1.2.3.4.", "1..3.4", "256.1.1.1", "1.2.3.4444", "0.0.0.00"]),
    (.ipv6, ["", ":", ":::", "1::2::3", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "::1.2.3", "1:"]),
    (.ipv6, ["::1%0", "1.2.3.4::", "g::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4"]),
    (.uri, ["", "a", "1:b", "x:%4", "x://[::1", "x://a]", "x:é", "x:\u{7F}", "x: "]),
    (.iri, ["é:a", "x:\u{E000}", "x:\u{FFFF}", "x:?\u{FFFE}"]),
    (.uriTemplate, ["{", "}", "{a", "{a:}", "{a:12345}", "{a**}", "{.}", "{a.}", "{.a..b}", "%4"]),
    (.jsonPointer, ["a", "/~", "/~2", "/a~"]),
    (.relativeJSONPointer, ["", "00", "0+0", "0+", "0#/", "0a", "-0", "0+1-1"]),
    (
      .color, ["", "#ff", "#ggg", "#fffffff", "rgb(1,2)", "rgb(1,2%,3)", "rgb(1.5,2,3)", "rgb(,,)"]
    ),
  ]

  @Test("what the grammars allow is accepted", arguments: accepted)
  func accepts(format: Format, texts: [String]) {
    for text in texts { #expect(format.accepts(text), "\(format) \(text)") }
  }

  @Test("what the grammars bar is rejected", arguments: rejected)
  func rejects(format: Format, texts: [String]) {
    for text in texts { #expect(!format.accepts(text), "\(format) \(text)") }
  }

  @Test("no format minds short or strange bytes", arguments: Format.allCases)
  func strangeBytes(format: Format) {
    for length in 0...40 {
      for byte: UInt8 in [0, 0x2D, 0x2E, 0x30, 0x3A, 0x5B, 0x7F, 0x80, 0xC3, 0xED, 0xF4, 0xFF] {
        let text = [UInt8](repeating: byte, count: length)
        _ = text.withByteSlice { format.accepts($0) }
      }
    }
  }

  @Test("one wrong byte anywhere in a uuid, date or time is found, and no right one is blamed")
  func everyByte() {
    let samples: [(Format, String, String)] = [
      (.uuid, "2eb8aa08-AA98-11ea-b4aa-73B441D16380", "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"),
      (.date, "2011-11-11", "dddd-1d-1d"), (.time, "11:11:11Z", "1d:dd:ddz"),
      (.dateTime, "2011-11-11T11:11:11Z", "dddd-1d-1dt1d:dd:ddz"),
    ]
    for (format, text, places) in samples {
      for (index, place) in places.utf8.enumerated() {
        for byte in UInt8.min...UInt8.max {
          var bytes = Array(text.utf8)
          bytes[index] = byte
          let isAccepted = bytes.withByteSlice { format.accepts($0) }
          let mayStand = allows(place, byte)
          // Some digits are wrong only together with their neighbours: not judged here.
          if mayStand && isDigit(byte) && !isAccepted && format != .uuid { continue }
          #expect(isAccepted == mayStand, "\(format) byte \(byte) at \(index)")
        }
      }
    }
  }

  @Test("every day of a leap year and of a common year is known")
  func days() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for year in [1999, 2000, 2023, 2024, 2100] {
      let isLeap = [2000, 2024].contains(year)
      for month in 0...13 {
        let february = isLeap && month == 2 ? 1 : 0
        let length = (1...12).contains(month) ? lengths[month - 1] + february : 0
        for day in 0...32 {
          let date = "\(year)-\(padded(month))-\(padded(day))"
          let isDay = day >= 1 && day <= length
          #expect(Format.date.accepts(date) == isDay, "\(date)")
          #expect(Format.dateTime.accepts(date + "T00:00:00Z") == isDay, "\(date)")
        }
      }
    }
  }

  @Test("a name means what the dialect says")
  func names() {
    #expect(Format.named("time", dialect: .draft3) == .localTime)
    #expect(Format.named("time", dialect: .draft4) == .time)
    #expect(Format.named("hostname", dialect: .draft6) == .plainHostname)
    #expect(Format.named("hostname", dialect: .draft7) == .hostname)
    #expect(Format.named("color", dialect: .draft3) == .color)
    #expect(Format.named("color", dialect: .draft4) == nil)
    #expect(Format.named("uuid", dialect: .draft7) == .uuid)
    #expect(Format.named("phone", dialect: .draft3) == nil)
    #expect(Format.named("Date", dialect: .v1) == nil)
  }

  private func allows(_ place: UInt8, _ byte: UInt8) -> Bool {
    switch place {
    case UInt8(ascii: "h"):
      isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66 && byte >= 0x41)
    case UInt8(ascii: "d"), UInt8(ascii: "1"): isDigit(byte)
    case UInt8(ascii: "t"), UInt8(ascii: "z"): byte == place || byte == place & 0xDF
    default: byte == place
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Format {
  fileprivate func accepts(_ text: String) -> Bool {
    Array(text.utf8).withByteSlice { accepts($0) }
  }
}
