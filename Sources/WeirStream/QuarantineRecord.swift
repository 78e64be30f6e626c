import WeirJSON
import WeirSchema

/// A rejected record with the reason and the place: one line of JSON, a CloudEvents 1.0 event that
/// restores the payload byte by byte.
///
/// The contract is `schemas/quarantine-record.schema.json`; the tests hold every record against it.
/// Only what is known is written.
struct QuarantineRecord {
  let origin: RecordOrigin
  let report: Report

  /// What it was judged by; nil where it did not come to that and there are several.
  let schema: SchemaIdentity?
  let payload: Payload

  /// What is known of a record that was quarantined before; nil for the first time.
  let history: History?

  /// CloudEvents type of a quarantined record.
  static let type = "dev.weir.quarantine.v1"

  struct Payload {
    let byteCount: Int

    /// Of the whole payload as it came, whatever of it is shown.
    let sha256: String
    var content: [UInt8]
    var stored = Stored.inline

    /// Pointers to the values that `content` does not show.
    var redacted: [String] = []
  }

  /// What is known of a record's past: of the one whose place it takes, or of its deliveries.
  struct History: Sendable {
    /// Of the first record in the line; nil where that is this one.
    var eventID: String?

    /// Of the record whose place it takes, if it takes one's.
    var replayOf: String?
    var replayCount: Int
    var attemptCount: Int

    /// When it was quarantined first.
    var firstAt: String?

    /// The members `origin` and `traceparent` of the earlier record, as they are written there.
    var origin: [UInt8]?
    var traceparent: [UInt8]?
  }

  /// How much of the payload the record itself holds.
  enum Stored: String {
    /// All of it.
    case inline

    /// The beginning; the rest is nowhere.
    case truncated

    /// The beginning; all of it is in the input at the record's place, or in the quarantine's folder
    /// under the record's id.
    case ref
  }

  /// Appends the record, without a line end.
  ///
  /// - Parameter redaction: What errors may say.
  func write(
    into writer: inout JSONWriter, identity: RunIdentity, redaction: borrowing Redaction
  ) {
    let id = self.id(in: identity)
    writer.beginObject()
    writer.member("specversion", "1.0")
    writer.member("id", id)
    writer.member("source", identity.source)
    writer.member("type", QuarantineRecord.type)
    writer.member("time", identity.startTime)
    writer.member("subject", schema?.name ?? identity.subject)
    if let uri = schema?.uri { writer.member("dataschema", uri) }
    writer.member("datacontenttype", "application/json")
    if let traceparent = history?.traceparent {
      writer.key("traceparent")
      writer.raw(traceparent)
    } else if let traceparent = origin.traceparent {
      writer.member("traceparent", traceparent)
    }
    writer.key("data")
    writer.beginObject()
    writeReason(into: &writer, redaction: redaction)
    writeOrigin(into: &writer)
    writePayload(into: &writer)
    if let schema {
      writer.key("schema")
      writer.beginObject()
      schema.writeMembers(into: &writer)
      writer.endObject()
    }
    writeHistory(id: id, time: identity.startTime, into: &writer)
    writer.endObject()
    writer.endObject()
  }

  /// The code of the first error: what the record is filed under.
  var code: String { report.errors.first?.code ?? "schema.invalid" }

  var stage: Substring { code.prefix { $0 != "." } }

  /// The record's identifier in a run.
  func id(in identity: RunIdentity) -> String {
    identity.recordID(of: origin, payloadSHA256: payload.sha256, stage: stage)
  }

  private func writeReason(into writer: inout JSONWriter, redaction: borrowing Redaction) {
    writer.key("reason")
    writer.beginObject()
    writer.member("stage", String(stage))
    writer.member("code", code)
    if let first = report.errors.first {
      writer.member("message", redaction.message(for: first) ?? first.message)
    } else {
      writer.member("message", "the schema does not accept this record")
    }
    writer.member("error_count", report.errors.count)
    writer.member("truncated", report.isTruncated)
    writer.key("errors")
    writer.beginArray()
    for error in report.errors {
      error.write(into: &writer, message: redaction.message(for: error))
    }
    writer.endArray()
    writer.endObject()
  }

  private func writeOrigin(into writer: inout JSONWriter) {
    writer.key("origin")
    if let earlier = history?.origin {
      writer.raw(earlier)
    } else {
      origin.write(into: &writer)
    }
  }

  private func writePayload(into writer: inout JSONWriter) {
    writer.key("payload")
    writer.beginObject()
    let text = payload.text
    writer.member("encoding", text == nil ? "base64" : "utf8")
    writer.member("bytes", payload.byteCount)
    writer.member("sha256", payload.sha256)
    writer.key("content")
    writer.string(utf8: text ?? base64(payload.content))
    if !payload.redacted.isEmpty {
      writer.key("redacted")
      writer.beginArray()
      for pointer in payload.redacted { writer.value(pointer) }
      writer.endArray()
    }
    writer.member("stored", payload.stored.rawValue)
    writer.endObject()
  }

  private func writeHistory(id: String, time: String, into writer: inout JSONWriter) {
    writer.key("attempt")
    writer.beginObject()
    writer.member("count", history?.attemptCount ?? 1)
    writer.member("first_at", history?.firstAt ?? time)
    writer.member("last_at", time)
    writer.endObject()
    writer.key("lineage")
    writer.beginObject()
    writer.member("event_id", history?.eventID ?? id)
    writer.key("replay_of")
    if let replayed = history?.replayOf { writer.value(replayed) } else { writer.null() }
    writer.member("replay_count", history?.replayCount ?? 0)
    writer.endObject()
  }
}

extension QuarantineRecord.Payload {
  /// The content if it can stand in JSON as text; nil for bytes that are no UTF-8.
  ///
  /// The beginning of a longer payload may end inside a character, which is left out then.
  fileprivate var text: [UInt8]? {
    let valid = content.withByteSlice { $0.validUTF8Prefix }
    if valid == content.count { return content }
    let isCutCharacter = stored != .inline && content.count - valid < 4
    return isCutCharacter ? Array(content.prefix(valid)) : nil
  }
}

/// Base64 with padding (RFC 4648 section 4).
func base64(_ bytes: [UInt8]) -> [UInt8] {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    // 24 bits, the missing bytes zero: one digit more than there are bytes.
    let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for digit in 0..<4 {
      text.append(
        digit <= group.count ? alphabet[bits >> (18 - 6 * digit) & 63] : UInt8(ascii: "="))
    }
  }
  return text
}
