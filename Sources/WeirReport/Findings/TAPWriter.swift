import WeirJSON

/// TAP 13 (testanything.org): a test point for each subject, its findings in a YAML block; the plan
/// stands at the end, when it is known. Readers of TAP 14 read it as well; perl's reads no later one.
struct TAPWriter: FindingWriter {
  private var subject = ""
  private var count = 0
  private var hasFailed = false

  /// Comments, written behind the test point.
  private var warnings = ""

  mutating func begin() -> String { "TAP version 13\n" }

  mutating func begin(subject name: String, in file: String) -> String {
    subject = name
    count += 1
    hasFailed = false
    warnings = ""
    return ""
  }

  mutating func write(_ finding: Finding) -> String {
    if finding.level == .warning {
      warnings += "# \(finding.placedMessage.onOneLine)\n"
      return ""
    }
    defer { hasFailed = true }
    return (hasFailed ? "" : "not " + point + "  ---\n  findings:\n") + entry(finding)
  }

  mutating func endSubject(unwritten: Int) -> String {
    guard hasFailed else { return point + warnings }
    return (unwritten > 0 ? "  unwritten: \(unwritten)\n" : "") + "  ...\n" + warnings
  }

  mutating func end() -> String {
    count == 0 ? "1..0 # SKIP nothing was checked\n" : "1..\(count)\n"
  }

  private var point: String { "ok \(count) - \(subject.tapDescription)\n" }

  /// JSON in one line is YAML, whatever the message holds.
  private func entry(_ finding: Finding) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.member("message", finding.message)
    json.member("severity", finding.level.rawValue)
    json.member("code", finding.code)
    if let region = finding.region {
      json.member("line", region.start.line)
      json.member("column", region.start.column)
    }
    if let pointer = finding.instanceLocation { json.member("instance_location", pointer) }
    if !finding.schemaLocation.isEmpty { json.member("schema_location", finding.schemaLocation) }
    json.endObject()
    return "    - " + String(decoding: json.bytes, as: UTF8.self) + "\n"
  }
}

extension String {
  /// A `#` would begin a directive, a line end the next line.
  fileprivate var tapDescription: String {
    var text = ""
    for scalar in onOneLine.unicodeScalars {
      if scalar == "#" || scalar == "\\" { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  fileprivate var onOneLine: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 32 ? " " : $0 }))
  }
}
