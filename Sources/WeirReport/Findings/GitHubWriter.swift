import WeirJSON

/// Workflow commands of GitHub Actions: `::error file=…,line=…,col=…::message`. GitHub shows the
/// first ten of a step beside the lines, and all of them in the log.
struct GitHubWriter: FindingWriter {
  private var file = ""

  mutating func begin(subject name: String, in file: String) -> String {
    self.file = file
    return ""
  }

  mutating func write(_ finding: Finding) -> String {
    var properties: [String] = []
    if !finding.file.isEmpty { properties.append("file=\(finding.file.commandProperty)") }
    if let region = finding.region {
      properties.append("line=\(region.start.line)")
      properties.append("endLine=\(region.end.line)")
      // Columns of several lines are refused.
      if region.start.line == region.end.line {
        properties.append("col=\(region.start.column)")
        properties.append("endColumn=\(region.end.column)")
      }
    }
    if !finding.code.isEmpty { properties.append("title=\(finding.code.commandProperty)") }
    return "::\(finding.level.rawValue) \(properties.joined(separator: ","))::"
      + finding.locatedMessage.commandData + "\n"
  }

  mutating func endSubject(unwritten: Int) -> String {
    guard unwritten > 0 else { return "" }
    return "::notice file=\(file.commandProperty)::\(moreLine(unwritten))\n"
  }
}

extension Finding {
  /// The message with the pointer of the value it is about.
  fileprivate var locatedMessage: String {
    guard let pointer = instanceLocation, !pointer.isEmpty else { return message }
    return "\(message) (at \(pointer))"
  }
}

extension String {
  /// What a command's data cannot hold, encoded as GitHub decodes it.
  fileprivate var commandData: String { encoded(["%", "\r", "\n"]) }

  fileprivate var commandProperty: String { encoded(["%", "\r", "\n", ":", ","]) }

  private func encoded(_ special: Set<UnicodeScalar>) -> String {
    var text = ""
    for scalar in unicodeScalars {
      if special.contains(scalar) {
        text += (scalar.value < 16 ? "%0" : "%") + String(scalar.value, radix: 16, uppercase: true)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
