/// What a run of `check` looked at, for its last line.
struct CheckCounts: Hashable {
  var files = 0
  var documents = 0
  var invalid = 0

  /// Documents for which there was no schema.
  var unchecked = 0

  /// `3 documents in 2 files: 1 valid, 2 invalid (5 errors)`.
  func line(errors: Int) -> String {
    let valid = documents - invalid - unchecked
    var parts: [String] = []
    if valid > 0 || parts.isEmpty { parts.append("\(valid) valid") }
    if invalid > 0 { parts.append("\(invalid) invalid (\(count(errors, "error")))") }
    if unchecked > 0 { parts.append("\(unchecked) not checked") }
    return "\(count(documents, "document")) in \(count(files, "file")): "
      + parts.joined(separator: ", ")
  }

  private func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }
}
