import Foundation
import HTTPTypes
package import Hummingbird
import NIOCore
import WeirJSON

/// The routes by which operators look at the quarantine and have records judged anew.
///
/// | route | what it does |
/// |---|---|
/// | `GET /v1/quarantine` | `?where=code=schema.required` (repeated, as `weir replay --where` takes it; also `stream`, `tenant`, `id`), `after`, `limit` (1 to 500, by default 100), `replayed=true` → `{"records":[…],"next":"17"}`, in the order in which they were quarantined; `next` is null at the end |
/// | `POST /v1/quarantine/replay` | `{"where":["code=schema.required"]}` or `{"ids":["…"]}` → `{"accepted":2,"rejected":1,"kept":0,"outrun":0,"kept_by_reason":{}}` |
///
/// A page may be short, even empty, and still have a `next`.
package struct QuarantineRoutes: Sendable {
  package static let maxLimit = 500

  /// Of a body.
  package static let maxBodyBytes = 64 << 10

  package typealias Browse =
    @Sendable (QuarantineQuery, _ limit: Int, _ after: Int64) async throws -> QuarantinePage

  private let browse: Browse
  private let replay: @Sendable (QuarantineQuery) async throws -> ReplayTally

  package init(
    browse: @escaping Browse,
    replay: @escaping @Sendable (QuarantineQuery) async throws -> ReplayTally
  ) {
    self.browse = browse
    self.replay = replay
  }

  package func add(to router: some RouterMethods) {
    router.get("/v1/quarantine") { request, _ in
      try await answering { try await page(request.uri.queryParameters) }
    }
    router.post("/v1/quarantine/replay") { request, _ in
      try await answering {
        let body = try await request.body.collect(upTo: Self.maxBodyBytes)
        return try await replay(selection(Data(body.readableBytesView))).json
      }
    }
  }

  /// What a request asks for wrongly.
  private struct BadRequest: Error {
    var detail: String
  }

  private func page(_ parameters: Parameters) async throws -> [UInt8] {
    var query = try query(parameters.getAll("where").map { String($0) })
    query.isReplayed = parameters["replayed"] == "true"
    let limit = try number(parameters, "limit", in: 1...Int64(Self.maxLimit)) ?? 100
    let after = try number(parameters, "after", in: 0...Int64.max) ?? 0
    return try await browse(query, Int(limit), after).json
  }

  private func number(
    _ parameters: Parameters, _ name: Substring, in range: ClosedRange<Int64>
  ) throws -> Int64? {
    guard let text = parameters[name] else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      throw BadRequest(
        detail: "\(name) is \(text), no number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private struct Selection: Decodable {
    var ids: [String]?
    var `where`: [String]?
  }

  /// Everything is replayed only by who says so, with an empty `where`.
  private func selection(_ body: Data) throws -> QuarantineQuery {
    let selection: Selection
    do {
      selection = try JSONDecoder().decode(Selection.self, from: body)
    } catch {
      throw BadRequest(detail: "the body is no object with \"where\" or \"ids\", arrays of strings")
    }
    switch (selection.where, selection.ids) {
    case (let conditions?, nil): return try query(conditions)
    case (nil, let ids?) where !ids.isEmpty: return try query(ids.map { "id=" + $0 })
    default:
      throw BadRequest(detail: "one of \"where\" and \"ids\" is needed, and something in \"ids\"")
    }
  }

  private func query(_ conditions: [String]) throws -> QuarantineQuery {
    do {
      return try QuarantineQuery(where: conditions)
    } catch {
      throw BadRequest(detail: "\(error)")
    }
  }

  private func answering(_ body: () async throws -> [UInt8]) async throws -> Response {
    do {
      return Response(.ok, "application/json", try await body())
    } catch let error as BadRequest {
      var writer = JSONWriter()
      writer.beginObject()
      writer.member("title", "Bad Request")
      writer.member("status", 400)
      writer.member("code", "quarantine.bad_request")
      writer.member("detail", error.detail)
      writer.endObject()
      return Response(.badRequest, "application/problem+json", writer.bytes)
    }
  }
}

extension Response {
  fileprivate init(_ status: HTTPResponse.Status, _ contentType: String, _ body: [UInt8]) {
    self.init(
      status: status, headers: [.contentType: contentType],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}

extension QuarantinePage {
  fileprivate var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("records")
    writer.beginArray()
    for row in rows { writer.raw(row.record) }
    writer.endArray()
    writer.key("next")
    if let next { writer.value("\(next)") } else { writer.null() }
    writer.endObject()
    return writer.bytes
  }
}

extension ReplayTally {
  fileprivate var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("accepted", accepted)
    writer.member("rejected", rejected)
    writer.member("kept", kept.values.reduce(0, +))
    writer.member("outrun", outrun)
    writer.key("kept_by_reason")
    writer.beginObject()
    for (reason, count) in kept.sorted(by: { $0.key < $1.key }) { writer.member(reason, count) }
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }
}
