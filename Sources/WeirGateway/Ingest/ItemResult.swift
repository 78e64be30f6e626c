import WeirJSON
import WeirSchema

/// What became of one record of a request.
struct ItemResult: Sendable {
  /// From 0, in the order of the body.
  var index: Int

  /// As if the record had been the only one.
  var status: Int
  var eventID: String?
  var quarantineID: String?

  /// Why it was not accepted.
  var code: String?
  var errors: [ValidationError] = []
  var isTruncated = false

  var isAccepted: Bool { status == 202 }

  /// - Parameter withErrors: All that is wrong with it, not just the code.
  func write(into writer: inout JSONWriter, withErrors: Bool) {
    writer.beginObject()
    writer.member("index", index)
    writer.member("status", status)
    if let eventID { writer.member("event_id", eventID) }
    if let quarantineID { writer.member("quarantine_id", quarantineID) }
    if let code { writer.member("code", code) }
    if withErrors, !errors.isEmpty {
      writer.key("errors")
      writer.beginArray()
      for error in errors { error.write(into: &writer) }
      writer.endArray()
      if isTruncated { writer.member("truncated", true) }
    }
    writer.endObject()
  }
}
