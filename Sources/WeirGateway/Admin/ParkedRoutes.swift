import Foundation
package import Hummingbird
import NIOCore
import WeirJSON
import WeirStream

/// The routes by which operators look at parked records, and have them sent again.
///
/// | route | what it does |
/// |---|---|
/// | `GET /v1/parked` | `?sink=shop`, `unknown=true` for those whose outcome is unknown, `after`, `limit` (1 to 500, by default 100) → `{"records":[…],"next":"17"}`, in the order of the spool; `next` is null at the end |
/// | `POST /v1/parked/send-again` | `{"sink":"shop","sequences":[17]}`, or `{"sink":"shop","unknown":true}` for all whose outcome is unknown → `{"sent_again":1}` |
///
/// ```json
/// {"sequence":17,"event_id":"…","stream":"orders","tenant":"north","received_at":"…Z","bytes":812,
///  "attempts":4,"code":"sink.connection_lost","due_at":null}
/// ```
///
/// Without `due_at` nobody knows whether the sink has the record: to send it again may double it.
package struct ParkedRoutes: Sendable {
  private let store: GatewayStore

  package init(_ store: GatewayStore) { self.store = store }

  package func add(to router: some RouterMethods) {
    router.get("/v1/parked") { request, _ in
      Response.json(try await page(request.uri.queryParameters))
    }
    router.post("/v1/parked/send-again") { request, _ in
      let body = try await request.body.collect(upTo: QuarantineRoutes.maxBodyBytes)
      return Response.json(try await sendAgain(Data(body.readableBytesView)))
    }
  }

  private func page(_ parameters: Parameters) async throws -> [UInt8] {
    guard let sink = parameters["sink"] else { throw bad("sink is needed: whose records?") }
    let limit =
      try parameters.number("limit", in: 1...Int64(QuarantineRoutes.maxLimit), code: code) ?? 100
    let after = try parameters.number("after", in: 0...Int64.max, code: code) ?? 0
    return try await asking {
      try await store.parkedPage(
        of: String(sink), onlyUnknown: parameters["unknown"] == "true", limit: Int(limit),
        after: after)
    }.json
  }

  private struct Selection: Decodable {
    var sink: String
    var sequences: [Int64]?
    var unknown: Bool?
  }

  private func sendAgain(_ body: Data) async throws -> [UInt8] {
    guard let selection = try? JSONDecoder().decode(Selection.self, from: body) else {
      throw bad("the body is no object with \"sink\" and \"sequences\" or \"unknown\"")
    }
    let meant: ParkedSelection
    switch (selection.sequences, selection.unknown) {
    case (let sequences?, nil) where !sequences.isEmpty: meant = .sequences(sequences)
    case (nil, true?): meant = .outcomeUnknown
    default:
      throw bad("one of \"sequences\", with something in it, and \"unknown\": true is needed")
    }
    let count = try await asking { try await store.sendAgain(meant, to: selection.sink) }
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("sent_again", count)
    writer.endObject()
    return writer.bytes
  }

  private let code = "parked.bad_request"

  private func bad(_ detail: String) -> Problem { Problem(.badRequest, code, detail) }

  private func asking<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch StoreError.unknownSink(let sink) {
      throw Problem(.notFound, "sink.unknown", "there is no sink \(sink)")
    }
  }
}

extension Parameters {
  /// - Throws: a problem of this code for what is no number of the range.
  func number(
    _ name: Substring, in range: ClosedRange<Int64>, code: String
  ) throws(Problem) -> Int64? {
    guard let text = self[name] else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      throw Problem(
        .badRequest, code,
        "\(name) is \(text), no number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}

extension ParkedPage {
  fileprivate var json: [UInt8] {
    AdminPage.json(entries, next: next) { $0.write(into: &$1) }
  }
}

extension ParkedEntry {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("sequence", Int(sequence))
    writer.member("event_id", eventID)
    writer.member("stream", stream)
    if let tenant { writer.member("tenant", tenant) }
    writer.member("received_at", receivedAt.description)
    writer.member("bytes", byteCount)
    writer.member("attempts", attempts)
    writer.member("code", code)
    writer.key("due_at")
    if let dueAt { writer.value(dueAt.description) } else { writer.null() }
    writer.endObject()
  }
}
