import WeirJSON

/// GitLab's code quality report: an array of issues, each with a fingerprint that a merge request is
/// compared by.
///
/// Findings of one file that differ in their place alone would have the same fingerprint; from the
/// second on their number goes into it.
struct GitLabWriter: FindingWriter {
  private var file = ""
  private var hasIssues = false
  private var occurrences: [String: Int] = [:]

  mutating func begin() -> String { "[" }

  mutating func begin(subject name: String, in file: String) -> String {
    // The tests of a suite are subjects of one file.
    if file != self.file { occurrences.removeAll(keepingCapacity: true) }
    self.file = file
    return ""
  }

  mutating func write(_ finding: Finding) -> String {
    issue(
      finding.message, code: finding.code, fingerprint: numbered(finding.fingerprint),
      severity: finding.level == .error ? "major" : "minor", file: finding.file,
      line: finding.region?.start.line ?? 1)
  }

  mutating func endSubject(unwritten: Int) -> String {
    guard unwritten > 0 else { return "" }
    let note = Finding(code: "weir.more", message: moreLine(unwritten), file: file)
    return issue(
      note.message, code: note.code, fingerprint: numbered(note.fingerprint), severity: "info",
      file: file, line: 1)
  }

  mutating func end() -> String { "\n]\n" }

  private mutating func issue(
    _ description: String, code: String, fingerprint: String, severity: String, file: String,
    line: Int
  ) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.member("description", description)
    json.member("check_name", code)
    json.member("fingerprint", fingerprint)
    json.member("severity", severity)
    json.key("location")
    json.beginObject()
    json.member("path", file)
    json.key("lines")
    json.beginObject()
    json.member("begin", line)
    json.endObject()
    json.endObject()
    json.endObject()
    defer { hasIssues = true }
    return (hasIssues ? ",\n" : "\n") + String(decoding: json.bytes, as: UTF8.self)
  }

  private mutating func numbered(_ fingerprint: String) -> String {
    let occurrence = occurrences[fingerprint, default: 0]
    occurrences[fingerprint] = occurrence + 1
    guard occurrence > 0 else { return fingerprint }
    var hash = SHA256()
    hash.update(field: fingerprint)
    hash.update(field: String(occurrence))
    return hash.hexadecimal()
  }
}
