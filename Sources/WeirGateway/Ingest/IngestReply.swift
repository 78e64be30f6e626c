import HTTPTypes
import WeirJSON
import WeirSchema

/// The answer to a request whose records were judged: 202 if all were accepted, 207 if some were, else
/// 422 (or the status of the only one).
struct IngestReply: Sendable {
  let status: HTTPResponse.Status
  let contentType: String
  let body: [UInt8]

  /// Whether it was given before (`Idempotency-Replayed`).
  var isReplayed = false

  /// Of items, how many at most are told with all their errors; of the others their codes are.
  static let maxExplainedItems = 100

  /// An answer that was given before.
  init(_ response: StoredResponse) {
    status = .init(code: response.status)
    contentType = response.contentType ?? "application/json"
    body = response.body
    isReplayed = true
  }

  /// - Parameter listsItems: Whether each record is named where all were accepted (`Prefer:
  ///   return=representation`, RFC 7240).
  init(stream: String, items: [ItemResult], requestID: String, listsItems: Bool) {
    let accepted = items.count(where: \.isAccepted)
    if accepted == 0, let first = items.first {
      let problem =
        items.count == 1
        ? Problem(first)
        : Problem(
          .unprocessableContent, "records.rejected",
          "none of \(items.count) records was accepted")
      status = problem.status
      contentType = Problem.mediaType
      body = problem.with(items).body(requestID: requestID)
      return
    }
    status =
      accepted == items.count ? .accepted : .init(code: 207, reasonPhrase: "Multi-Status")
    contentType = "application/json"
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("stream", stream)
    writer.member("received", items.count)
    writer.member("accepted", accepted)
    writer.member("rejected", items.count - accepted)
    if listsItems || accepted < items.count { IngestReply.write(items, into: &writer) }
    writer.endObject()
    body = writer.bytes
  }

  var stored: StoredResponse {
    StoredResponse(status: status.code, contentType: contentType, body: body)
  }

  fileprivate static func write(_ items: [ItemResult], into writer: inout JSONWriter) {
    writer.key("items")
    writer.beginArray()
    var explained = 0
    for item in items {
      item.write(into: &writer, withErrors: explained < maxExplainedItems)
      if !item.isAccepted { explained += 1 }
    }
    writer.endArray()
  }
}

extension Problem {
  /// The same, with what became of the records so far: of a body whose end was not reached, too.
  func with(_ items: [ItemResult]) -> Problem {
    var problem = self
    problem.items = items
    return problem
  }

  func writeItems(into writer: inout JSONWriter) {
    if items.count == 1, let id = items.first?.quarantineID {
      writer.member("quarantine_id", id)
    } else if !items.isEmpty {
      IngestReply.write(items, into: &writer)
    }
  }

  /// The only record of a request was not accepted.
  fileprivate init(_ item: ItemResult) {
    self.init(
      item.status == 413
        ? .contentTooLarge : item.status == 400 ? .badRequest : .unprocessableContent,
      item.code ?? "schema.invalid",
      item.errors.first?.message ?? "the record was not accepted")
    errors = item.errors
    areErrorsTruncated = item.isTruncated
  }
}
