package import WeirJSON

/// An error of HTTP as RFC 9457 writes it, with all that is wrong with an instance: one form for whoever
/// answers requests.
package struct ProblemDetails: Sendable {
  /// Of HTTP, with its reason phrase.
  package var status: Int
  package var title: String

  /// Stable; `type` is the URN `urn:weir:problem:` with it.
  package var code: String
  package var detail: String

  /// URI of this occurrence; nil where it has none.
  package var instance: String?
  package var errors: [ValidationError] = []

  /// Whether more is wrong than `errors` tell.
  package var isTruncated = false

  package init(status: Int, title: String, code: String, detail: String) {
    self.status = status
    self.title = title
    self.code = code
    self.detail = detail
  }

  package static let mediaType = "application/problem+json"

  /// The body: an object.
  ///
  /// - Parameter more: Writes members behind these.
  package func body(more: (inout JSONWriter) -> Void = { _ in }) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("type", "urn:weir:problem:\(code)")
    writer.member("title", title)
    writer.member("status", status)
    writer.member("detail", detail)
    writer.member("code", code)
    if let instance { writer.member("instance", instance) }
    if !errors.isEmpty {
      writer.key("errors")
      writer.beginArray()
      for error in errors { error.write(into: &writer) }
      writer.endArray()
      writer.member("truncated", isTruncated)
    }
    more(&writer)
    writer.endObject()
    return writer.bytes
  }
}
