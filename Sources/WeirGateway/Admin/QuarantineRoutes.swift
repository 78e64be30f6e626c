import Foundation
package import Hummingbird
import NIOCore
import WeirJSON

/// The routes by which operators look at the quarantine and have records judged anew.
///
/// | route | what it does |
/// |---|---|
/// | `GET /v1/quarantine` | `?where=code=schema.required` (repeated, as `weir replay --where` takes it; also `stream`, `tenant`, `id`), `after`, `limit` (1 to 500, by default 100), `replayed=true`, `order=newest` → `{"records":[…],"next":"17"}`, in the order in which they were quarantined or, for `newest`, the other way round; `next` is null at the end |
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
      Response.json(try await page(request.uri.queryParameters))
    }
    router.post("/v1/quarantine/replay") { request, _ in
      let body = try await request.body.collect(upTo: Self.maxBodyBytes)
      return Response.json(try await replay(selection(Data(body.readableBytesView))).json)
    }
  }

  private let code = "quarantine.bad_request"

  private func bad(_ detail: String) -> Problem { Problem(.badRequest, code, detail) }

  private func page(_ parameters: Parameters) async throws -> [UInt8] {
    var query = try query(parameters.getAll("where").map { String($0) })
    query.isReplayed = parameters["replayed"] == "true"
    query.isNewestFirst = try isNewestFirst(parameters["order"])
    let limit = try parameters.number("limit", in: 1...Int64(Self.maxLimit), code: code) ?? 100
    let after = try parameters.number("after", in: 0...Int64.max, code: code) ?? 0
    return try await browse(query, Int(limit), after).json
  }

  private func isNewestFirst(_ order: Substring?) throws -> Bool {
    switch order {
    case nil, "oldest": false
    case "newest": true
    case .some(let other): throw bad("order is \(other), neither oldest nor newest")
    }
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
      throw bad("the body is no object with \"where\" or \"ids\", arrays of strings")
    }
    switch (selection.where, selection.ids) {
    case (let conditions?, nil): return try query(conditions)
    case (nil, let ids?) where !ids.isEmpty: return try query(ids.map { "id=" + $0 })
    default:
      throw bad("one of \"where\" and \"ids\" is needed, and something in \"ids\"")
    }
  }

  private func query(_ conditions: [String]) throws -> QuarantineQuery {
    do {
      return try QuarantineQuery(where: conditions)
    } catch {
      throw bad("\(error)")
    }
  }
}

extension QuarantinePage {
  fileprivate var json: [UInt8] {
    AdminPage.json(rows, next: next) { row, writer in writer.raw(row.record) }
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
