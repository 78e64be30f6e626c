import WeirJSON

/// The end of a run, in figures: text for people, JSON for machines.
struct Summary: Sendable {
  let tally: Tally

  /// Inputs that could not be read to their end.
  let unreadableInputs: Int

  /// Spent over all starts of the run.
  let milliseconds: Int

  /// Why the run ended before its input did; nil for a complete run.
  let interruption: String?
  let hasUncheckedFormats: Bool
  let inputs: [String]
  var framing = Framing.ndjson
  let startTime: String

  /// Those of a run with routes, by number.
  let schemas: [SchemaIdentity]
  let isDryRun: Bool
  let sequence: SequenceFacts

  /// Reasons told to people.
  private static let shownReasons = 10

  private var seconds: Double { Double(milliseconds) / 1000 }

  /// One line.
  var headline: String {
    var parts = [
      tally.lines.counted(framing == .ndjson ? "line" : "record"),
      "\(tally.accepted.grouped) accepted",
      "\(tally.quarantined.grouped) quarantined",
    ]
    if sequence.dedupe != nil { parts.append(tally.duplicates.counted("duplicate")) }
    if tally.blank > 0 { parts.append("\(tally.blank.grouped) blank") }
    if tally.passed.notices > 0 { parts.append(tally.passed.notices.counted("notice")) }
    if tally.passed.unselected > 0 {
      parts.append("\(tally.passed.unselected.grouped) not selected")
    }
    if unreadableInputs > 0 { parts.append("\(unreadableInputs) unreadable") }
    return (isDryRun ? "dry run: " : "") + parts.joined(separator: ", ")
  }

  /// All of it for people, each line with its line end.
  var text: String {
    let rate = seconds > 0 ? 1 / seconds : 0
    var text = "\(headline)\n"
    text +=
      "\(byteText(Double(tally.bytes))) in \(duration), \(byteText(Double(tally.bytes) * rate))/s, "
    text += "\(Int(Double(tally.received) * rate).grouped) records/s\n"
    text += sequence.text + schemaTable
    let reasons = tally.reasons
    guard let first = reasons.first else { return text }
    let width = first.count.grouped.count
    text += "reasons, most frequent first:\n"
    for group in reasons.prefix(Summary.shownReasons) {
      let count = group.count.grouped
      text += "  " + String(repeating: " ", count: width - count.count) + count
      text += "  \(group.reason.code)"
      if !group.reason.schemaLocation.isEmpty { text += "  \(group.reason.schemaLocation)" }
      let places = group.places.map(\.text).joined(separator: ", ")
      let isMore = group.count > group.places.count
      text += "\n" + String(repeating: " ", count: width + 4) + places + (isMore ? ", …\n" : "\n")
    }
    let rest = reasons.dropFirst(Summary.shownReasons)
    if !rest.isEmpty {
      let count = rest.reduce(0) { $0 + $1.count }
      text += "  … and \(count.grouped) for \(rest.count.counted("other reason"))\n"
    }
    return text
  }

  /// What became of the records of each schema, where there are several.
  private var schemaTable: String {
    if schemas.isEmpty { return "" }
    let rows = zip(schemas, tally.schemas).map { schema, counts in
      (
        schema.version.map { "\(schema.name) \($0)" } ?? schema.name, counts.accepted.grouped,
        counts.quarantined.grouped
      )
    }
    let widths = rows.reduce((0, 0, 0)) { widths, row in
      (max(widths.0, row.0.count), max(widths.1, row.1.count), max(widths.2, row.2.count))
    }
    return rows.reduce("by schema:\n") { text, row in
      text + "  \(row.0)\(blanks(widths.0 - row.0.count))"
        + "  \(blanks(widths.1 - row.1.count))\(row.1) accepted"
        + "  \(blanks(widths.2 - row.2.count))\(row.2) quarantined\n"
    }
  }

  /// Appends the summary as one JSON object.
  func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("complete", interruption == nil)
    if let interruption { writer.member("interrupted_by", interruption) }
    writer.key("inputs")
    writer.beginArray()
    for input in inputs { writer.value(input) }
    writer.endArray()
    writer.member("unreadable_inputs", unreadableInputs)
    writer.member("started_at", startTime)
    writer.key("seconds")
    writer.raw(rounded(seconds).utf8)
    writer.member("bytes", tally.bytes)
    writer.member("lines", tally.lines)
    writer.member("blank", tally.blank)
    writer.member("received", tally.received)
    writer.member("accepted", tally.accepted)
    writer.member("quarantined", tally.quarantined)
    writer.member("duplicates", tally.duplicates)
    if tally.passed != JudgedLines.PassedLines() {
      writer.member("notices", tally.passed.notices)
      writer.member("unselected", tally.passed.unselected)
    }
    writer.member("formats_unchecked", hasUncheckedFormats)
    sequence.write(into: &writer)
    if !schemas.isEmpty { writeSchemas(into: &writer) }
    writer.key("reasons")
    writer.beginArray()
    for group in tally.reasons { group.write(into: &writer) }
    writer.endArray()
    writer.endObject()
  }

  private func writeSchemas(into writer: inout JSONWriter) {
    writer.key("schemas")
    writer.beginArray()
    for (schema, counts) in zip(schemas, tally.schemas) {
      writer.beginObject()
      schema.writeMembers(into: &writer)
      writer.member("accepted", counts.accepted)
      writer.member("quarantined", counts.quarantined)
      writer.endObject()
    }
    writer.endArray()
  }

  private var duration: String { "\(rounded(seconds)) s" }
}

extension Tally.Group {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("code", reason.code)
    if !reason.schemaLocation.isEmpty { writer.member("schema_location", reason.schemaLocation) }
    writer.member("count", count)
    writer.key("first")
    writer.beginArray()
    for place in places { place.position.write(into: &writer) }
    writer.endArray()
    writer.endObject()
  }
}

extension Tally.Place {
  fileprivate var text: String { "\(position.text):\(column)" }
}

extension InputPosition {
  var text: String { "\(input.text):\(line)" }

  /// Appends the place as an object.
  func write(into writer: inout JSONWriter) {
    writer.beginObject()
    if !input.isStandardInput { writer.member("file.path", input.path) }
    writer.member("file.line", line)
    writer.member("file.offset", offset)
    writer.endObject()
  }
}

private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
