import Testing
import WeirJSON

@testable import WeirStream

/// What is told of a run under way.
struct ProgressTests {
  private let figures = ProgressFigures(
    lines: 2010, accepted: 1951, quarantined: 49, bytes: 1_500_000, startBytes: 500_000,
    startRecords: 1000, totalBytes: 4_500_000, seconds: 2)

  @Test("a line has the share, the pace of this start, and how long it will take")
  func line() {
    #expect(
      figures.line(columns: 200)
        == "1.5 MB of 4.5 MB (33 %), 500 records/s, 1,951 accepted, 49 quarantined, 0:06 left")
    #expect(figures.line(columns: 20) == "1.5 MB of 4.5 MB (3")
  }

  @Test("what is not known is not told")
  func unknown() {
    var figures = figures
    figures.totalBytes = nil
    #expect(!figures.line(columns: 200).contains("left"))
    #expect(!figures.line(columns: 200).contains(" of "))
    figures.seconds = 0
    #expect(figures.line(columns: 200).contains(", 0 records/s,"))
  }

  @Test("the same for machines")
  func json() {
    var writer = JSONWriter()
    figures.write(into: &writer)
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"lines":2010,"accepted":1951,"quarantined":49,"bytes":1500000,"#
        + #""total_bytes":4500000,"seconds":2.000,"records_per_second":500,"#
        + #""bytes_per_second":500000,"seconds_left":6}"#)
  }

  @Test(
    "durations", arguments: [(0, "0:00"), (65, "1:05"), (3599, "59:59"), (7384, "2:03:04")])
  func durations(seconds: Int, text: String) {
    #expect(durationText(seconds) == text)
  }
}
