import WeirJSON

/// JUnit's XML as Jenkins, GitLab and others read it: a suite and one test case for each subject.
///
/// A subject's first error makes it a failure; the others follow in its text. Warnings are no
/// failures and go to the subject's standard output.
struct JUnitWriter: FindingWriter {
  private let tool: String
  private var subject = ""
  private var file = ""
  private var hasFailed = false

  /// Written behind the failure, which has to come first.
  private var warnings = ""

  init(tool: String) { self.tool = tool }

  mutating func begin() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"\(tool.xmlAttribute)\">\n"
  }

  mutating func begin(subject name: String, in file: String) -> String {
    subject = name
    self.file = file
    hasFailed = false
    warnings = ""
    return ""
  }

  mutating func write(_ finding: Finding) -> String {
    let line = "\(finding.placedMessage) [\(finding.code)]\n".xmlText
    if finding.level == .warning {
      warnings += line
      return ""
    }
    guard !hasFailed else { return line }
    hasFailed = true
    return opening(failures: 1)
      + "<failure message=\"\(finding.placedMessage.xmlAttribute)\" "
      + "type=\"\(finding.code.xmlAttribute)\">" + line
  }

  mutating func endSubject(unwritten: Int) -> String {
    var text = hasFailed ? "" : opening(failures: 0)
    if unwritten > 0 { text += moreLine(unwritten) + "\n" }
    if hasFailed { text += "</failure>" }
    if !warnings.isEmpty { text += "<system-out>\(warnings)</system-out>" }
    return text + "</testcase></testsuite>\n"
  }

  mutating func end() -> String { "</testsuites>\n" }

  private func opening(failures: Int) -> String {
    let name = subject.xmlAttribute
    return "<testsuite name=\"\(name)\" tests=\"1\" failures=\"\(failures)\" errors=\"0\">"
      + "<testcase classname=\"\(tool.xmlAttribute)\" name=\"\(name)\" file=\"\(file.xmlAttribute)\">"
  }
}

extension String {
  /// Text of an element, XML 1.0 §2.2 and §2.4: a character that XML cannot hold is replaced.
  fileprivate var xmlText: String { xmlEscaped(isAttribute: false) }

  fileprivate var xmlAttribute: String { xmlEscaped(isAttribute: true) }

  private func xmlEscaped(isAttribute: Bool) -> String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"" where isAttribute: text += "&quot;"
      // A reader would make blanks of them.
      case "\t" where isAttribute, "\n" where isAttribute, "\r": text += "&#\(scalar.value);"
      case "\t", "\n", " "..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
        text.unicodeScalars.append(scalar)
      default: text += "\u{FFFD}"
      }
    }
    return text
  }
}
