import AsyncHTTPClient
import Foundation
import Hummingbird
import NIOCore
import NIOHTTP1
import Testing

@testable import WeirGateway

/// The quarantine as operators reach it, before a real store.
struct QuarantineRoutesTests {
  private struct Answer {
    var status: UInt
    var object: [String: Any]

    var ids: [String] {
      (object["records"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
    }
  }

  /// Asks a store with quarantined records 1 to 5. - Parameter body: Posted where it is not nil.
  private func ask(
    _ requests: [(path: String, body: String?)],
    _ check: @escaping @Sendable ([Answer]) throws -> Void
  ) async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(1..<6)))
    let router = Router(context: GatewayContext.self)
    router.add(middleware: ProblemMiddleware(metrics: GatewayMetrics(version: "1")))
    QuarantineRoutes(
      browse: { try await store.quarantined(where: $0, limit: $1, after: $2) },
      replay: { query in
        try await store.replay(query) { candidate in
          candidate.row.sequence % 2 == 0
            ? .accepted(schema: "order") : .rejected(Rejections.report(), nil)
        }
      }
    ).add(to: router)
    try await serve(router) { port in
      let client = HTTPClient()
      var answers: [Answer] = []
      for (path, body) in requests {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        if let body {
          request.method = .POST
          let ids = answers.first?.ids ?? []
          request.body = .bytes(
            ByteBuffer(string: body.replacing("ID2", with: ids.count > 1 ? ids[1] : "")))
        }
        let response = try await client.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        let object = try JSONSerialization.jsonObject(with: Data(bytes.readableBytesView))
        answers.append(
          Answer(status: response.status.code, object: object as? [String: Any] ?? [:]))
      }
      try await client.shutdown()
      try check(answers)
    }
    withExtendedLifetime(fixture) {}
  }

  @Test("pages follow each other until there is no next")
  func pages() async throws {
    try await ask([
      ("/v1/quarantine", nil), ("/v1/quarantine?limit=3", nil),
      ("/v1/quarantine?limit=3&after=3", nil),
      ("/v1/quarantine?where=stage%3Dnone", nil),
    ]) { answers in
      let all = answers[0].ids
      #expect(all.count == 5)
      #expect(answers[0].object["next"] is NSNull)
      #expect(answers[1].ids == Array(all[..<3]))
      #expect(answers[1].object["next"] as? String == "3")
      #expect(answers[2].ids == Array(all[3...]))
      #expect(answers[3].ids == [])
    }
  }

  @Test("the newest come first for who asks for that, page by page")
  func newestFirst() async throws {
    try await ask([
      ("/v1/quarantine", nil), ("/v1/quarantine?order=newest&limit=3", nil),
      ("/v1/quarantine?order=newest&limit=3&after=3", nil), ("/v1/quarantine?order=oldest", nil),
    ]) { answers in
      let all = answers[0].ids
      #expect(answers[1].ids == [all[4], all[3], all[2]])
      #expect(answers[1].object["next"] as? String == "3")
      #expect(answers[2].ids == [all[1], all[0]])
      #expect(answers[2].object["next"] is NSNull)
      #expect(answers[3].ids == all)
    }
  }

  @Test("one record is replayed by its id, then is no more shown unless asked for")
  func replayOne() async throws {
    try await ask([
      ("/v1/quarantine", nil), ("/v1/quarantine/replay", #"{"ids":["ID2"]}"#),
      ("/v1/quarantine", nil), ("/v1/quarantine?replayed=true", nil),
    ]) { answers in
      #expect(answers[1].object["accepted"] as? Int == 1)
      #expect(answers[1].object["rejected"] as? Int == 0)
      #expect(answers[2].ids.count == 4)
      #expect(answers[3].ids == [answers[0].ids[1]])
    }
  }

  @Test("all that fit are replayed; those that are rejected again come back anew")
  func replayAll() async throws {
    try await ask([
      ("/v1/quarantine", nil), ("/v1/quarantine/replay", #"{"where":[]}"#),
      ("/v1/quarantine", nil),
    ]) { answers in
      #expect(answers[1].object["accepted"] as? Int == 2)
      #expect(answers[1].object["rejected"] as? Int == 3)
      #expect(answers[2].ids.count == 3)
    }
  }

  @Test("what is asked wrongly is 400 with the reason, and replays nothing")
  func badRequests() async throws {
    try await ask([
      ("/v1/quarantine?where=colour%3Dred", nil), ("/v1/quarantine?limit=0", nil),
      ("/v1/quarantine?limit=501", nil), ("/v1/quarantine?after=x", nil),
      ("/v1/quarantine?order=best", nil),
      ("/v1/quarantine/replay", "{}"), ("/v1/quarantine/replay", #"{"ids":[]}"#),
      ("/v1/quarantine/replay", "["), ("/v1/quarantine/replay", #"{"where":["nope"]}"#),
      ("/v1/quarantine", nil),
    ]) { answers in
      for answer in answers.dropLast() {
        #expect(answer.status == 400)
        #expect((answer.object["detail"] as? String)?.isEmpty == false)
        #expect(answer.object["code"] as? String == "quarantine.bad_request")
      }
      #expect(answers.last?.ids.count == 5)
    }
  }
}
