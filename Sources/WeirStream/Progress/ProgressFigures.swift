import WeirJSON

/// How far a run is.
struct ProgressFigures: Hashable, Sendable {
  var lines = 0
  var accepted = 0
  var quarantined = 0

  /// Of the input, over all starts.
  var bytes = 0

  /// The same when this start began.
  var startBytes = 0
  var startRecords = 0

  /// Of all inputs together; nil where one of them does not say.
  var totalBytes: Int?

  /// Since this start began.
  var seconds = 0.0

  private var recordsPerSecond: Double {
    seconds > 0 ? Double(accepted + quarantined - startRecords) / seconds : 0
  }

  private var bytesPerSecond: Double {
    seconds > 0 ? Double(bytes - startBytes) / seconds : 0
  }

  /// Seconds to the end of the inputs, at the pace so far.
  private var secondsLeft: Int? {
    guard let totalBytes, bytesPerSecond > 0, totalBytes >= bytes else { return nil }
    return Int((Double(totalBytes - bytes) / bytesPerSecond).rounded(.up))
  }

  /// One line for people, at most so many columns.
  func line(columns: Int) -> String {
    var text = byteText(Double(bytes))
    if let totalBytes {
      let percent = totalBytes > 0 ? min(100, bytes * 100 / totalBytes) : 100
      text += " of \(byteText(Double(totalBytes))) (\(percent) %)"
    }
    text += ", \(Int(recordsPerSecond).grouped) records/s"
    text += ", \(accepted.grouped) accepted, \(quarantined.grouped) quarantined"
    if let secondsLeft { text += ", \(durationText(secondsLeft)) left" }
    return String(text.prefix(max(columns - 1, 1)))
  }

  /// Appends the figures as one JSON object.
  func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("lines", lines)
    writer.member("accepted", accepted)
    writer.member("quarantined", quarantined)
    writer.member("bytes", bytes)
    if let totalBytes { writer.member("total_bytes", totalBytes) }
    writer.key("seconds")
    writer.raw(rounded(seconds).utf8)
    writer.member("records_per_second", Int(recordsPerSecond))
    writer.member("bytes_per_second", Int(bytesPerSecond))
    if let secondsLeft { writer.member("seconds_left", secondsLeft) }
    writer.endObject()
  }
}
