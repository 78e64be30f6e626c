import Foundation
package import Hummingbird
import NIOCore
import WeirJSON
import WeirStream

/// The routes by which operators look at parked records, and decide about them.
///
/// | route | what it does |
/// |---|---|
/// | `GET /v1/parked` | `?sink=shop`, `unknown=true` for those whose outcome is unknown, `after`, `limit` (1 to 500, by default 100) → `{"records":[…],"next":"17"}`, in the order of the spool; `next` is null at the end |
/// | `POST /v1/parked/send-again` | `{"sink":"shop","sequences":[17]}`, or `{"sink":"shop","unknown":true}` for all whose outcome is unknown → `{"sent_again":1}` |
/// | `POST /v1/parked/dismiss` | the same, for records that the sink was found to have; takes off only those whose outcome is unknown → `{"dismissed":1}` |
///
/// ```json
/// {"sequence":17,"event_id":"…","stream":"orders","tenant":"north","received_at":"…Z","bytes":812,
///  "attempts":4,"code":"sink.connection_lost","due_at":null}
/// ```
///
/// Without `due_at` nobody knows whether the sink has the record: to send it again may double it, and to
/// dismiss it may lose it.
package struct ParkedRoutes: Sendable {
  private let store: GatewayStore

  package init(_ store: GatewayStore) { self.store = store }

  package func add(to router: some RouterMethods) {
    router.get("/v1/parked") { request, _ in
      Response.json(try await page(request.uri.queryParameters))
    }
    addDecision("send-again", member: "sent_again", to: router) { sink, selection in
      try await store.sendAgain(selection, to: sink)
    }
    addDecision("dismiss", member: "dismissed", to: router) { sink, selection in
      try await store.dismiss(selection, of: sink)
    }
  }

  /// - Parameters:
  ///   - member: What the number of records is called in the answer.
  ///   - decide: Says how many records it was about.
  private func addDecision(
    _ name: String, member: String, to router: some RouterMethods,
    decide: @escaping @Sendable (_ sink: String, ParkedSelection) async throws -> Int
  ) {
    router.post("/v1/parked/\(name)") { request, _ in
      let body = try await request.body.collect(upTo: QuarantineRoutes.maxBodyBytes)
      let (sink, selection) = try selection(in: Data(body.readableBytesView))
      let count = try await asking { try await decide(sink, selection) }
      var writer = JSONWriter()
      writer.beginObject()
      writer.member(member, count)
      writer.endObject()
      return Response.json(writer.bytes)
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

  private func selection(in body: Data) throws(Problem) -> (sink: String, ParkedSelection) {
    guard let selection = try? JSONDecoder().decode(Selection.self, from: body) else {
      throw bad("the body is no object with \"sink\" and \"sequences\" or \"unknown\"")
    }
    switch (selection.sequences, selection.unknown) {
    case (let sequences?, nil) where !sequences.isEmpty:
      return (selection.sink, .sequences(sequences))
    case (nil, true?): return (selection.sink, .outcomeUnknown)
    default:
      throw bad("one of \"sequences\", with something in it, and \"unknown\": true is needed")
    }
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
