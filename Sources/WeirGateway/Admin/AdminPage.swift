import WeirJSON

/// One page of a list of the admin listener: `records`, and as `next` what to ask for the rest by.
enum AdminPage {
  /// - Parameters:
  ///   - next: Null at the end of the list.
  ///   - record: Writes one of the records.
  static func json<Record>(
    _ records: [Record], next: Int64?, _ record: (Record, inout JSONWriter) -> Void
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("records")
    writer.beginArray()
    for entry in records { record(entry, &writer) }
    writer.endArray()
    writer.key("next")
    if let next { writer.value("\(next)") } else { writer.null() }
    writer.endObject()
    return writer.bytes
  }
}
