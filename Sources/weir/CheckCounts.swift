import WeirReport

/// What a run of `check` looked at, for its last line.
struct CheckCounts: Hashable {
  var files = 0
  var documents = 0
  var invalid = 0

  /// Documents of which all findings are known.
  var known = 0

  /// Documents for which there was no schema.
  var unchecked = 0

  /// Files found in folders for which there is no schema; the first of them by name.
  private var passedOver = 0
  private var namesPassedOver: [String] = []
  private var lastPassedOver: String?

  private static let shownNames = 3

  /// Counts a file without a schema, once for all its documents.
  mutating func passOver(_ name: String) {
    guard name != lastPassedOver else { return }
    lastPassedOver = name
    passedOver += 1
    if namesPassedOver.count < CheckCounts.shownNames { namesPassedOver.append(name) }
  }

  /// `2 files without a schema were passed over: a.json, b.json`; nil for none.
  var passedOverLine: String? {
    guard passedOver > 0 else { return nil }
    let names = namesPassedOver.map(\.printable).joined(separator: ", ")
    return "\(counted(passedOver, "file")) without a schema \(passedOver == 1 ? "was" : "were")"
      + " passed over: \(names)\(passedOver > namesPassedOver.count ? ", …" : "")"
  }

  /// Why there was no document to check.
  var reasonForNothing: String {
    passedOver > 0 ? "no file found has a schema" : "there is no document in what was given"
  }

  /// `3 documents in 2 files: 1 valid, 2 invalid (5 errors)`.
  func line(errors: Int) -> String {
    let valid = documents - invalid - known - unchecked
    var parts: [String] = []
    if valid > 0 || parts.isEmpty { parts.append("\(valid) valid") }
    if invalid > 0 { parts.append("\(invalid) invalid (\(counted(errors, "error")))") }
    if known > 0 { parts.append("\(known) with known findings") }
    if unchecked > 0 { parts.append("\(unchecked) not checked") }
    return "\(counted(documents, "document")) in \(counted(files, "file")): "
      + parts.joined(separator: ", ")
  }
}
