import TestSupport
import Testing
import WeirCompression

@testable import WeirGateway

/// Bodies that end before their end, over real sockets: what came of them is never taken for the whole,
/// and no part of a line for a record.
///
/// Records are texts and numbers, so that the beginning of one would be a record, too.
struct CutBodyTests {
  private static let configuration =
    LiveGateway.configuration.replacing("schema: order,", with: "schema: anything,")

  private func run(
    _ body: @escaping @Sendable (LiveGateway) async throws -> Void
  ) async throws {
    try await LiveGateway.run(
      Self.configuration, prepare: { try $0.write("{}", to: "schemas/anything.json") }, body)
  }

  private func head(_ fields: String, type: String = "application/x-ndjson") -> String {
    "POST /v1/streams/orders/records HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n\(fields)\r\n\r\n"
  }

  enum Ending: CaseIterable { case halfClose, close, reset }

  /// Sends what is a request without its end, and ends the connection in one of three ways.
  ///
  /// - Returns: What a client that still listens is told.
  private func send(
    _ request: String, _ bytes: [UInt8] = [], to gateway: LiveGateway, _ ending: Ending
  ) async throws -> String? {
    try await RawClient.connect(port: gateway.addresses.publicPort) { client in
      try await client.send(request)
      if !bytes.isEmpty { try await client.send(bytes) }
      switch ending {
      case .halfClose:
        client.finish()
        return try await client.readToEnd()
      case .close: return nil
      case .reset:
        try await client.resetOnClose()
        return nil
      }
    }
  }

  @Test(
    "a body shorter than its Content-Length is not complete, however the connection ends",
    arguments: Ending.allCases)
  func tooShort(_ ending: Ending) async throws {
    try await run { gateway in
      let answer = try await send(
        head("Content-Length: 100") + "1\n22\n333", to: gateway, ending)
      if ending == .halfClose {
        #expect(answer?.hasPrefix("HTTP/1.1 400 ") == true, "\(answer ?? "")")
        #expect(answer?.contains("body.incomplete") == true)
      }
      try await expectNothingTaken(gateway)
    }
  }

  @Test("a chunked body without its last chunk is not complete", arguments: Ending.allCases)
  func chunked(_ ending: Ending) async throws {
    try await run { gateway in
      let answer = try await send(
        head("Transfer-Encoding: chunked") + "8\r\n1\n22\n333\r\n", to: gateway, ending)
      if ending == .halfClose { #expect(answer?.contains("body.incomplete") == true) }
      try await expectNothingTaken(gateway)
    }
  }

  @Test("a broken chunk ends a body that is not complete, and is answered")
  func brokenChunk() async throws {
    try await run { gateway in
      let answer = try await send(
        head("Transfer-Encoding: chunked") + "8\r\n1\n22\n333\r\nnonsense\r\n", to: gateway,
        .halfClose)
      #expect(answer?.hasPrefix("HTTP/1.1 400 ") == true, "\(answer ?? "")")
      try await expectNothingTaken(gateway)
    }
  }

  @Test("the beginning of a JSON value is no record, also where it is one by itself")
  func wholeBody() async throws {
    try await run { gateway in
      for fields in ["Content-Length: 9", "Content-Length: 9\r\nIdempotency-Key: a"] {
        let answer = try await send(
          head(fields, type: "application/json") + "1234", to: gateway, .halfClose)
        #expect(answer?.contains("body.incomplete") == true)
      }
      #expect(gateway.acceptedCount == 0)
      // The key is free: nothing was remembered under it.
      let again = try await gateway.post(
        "123456789", type: "application/json", headers: [("Idempotency-Key", "a")])
      #expect(again.status == 202)
      #expect(again.headers["idempotency-replayed"] == nil)
    }
  }

  @Test("a compressed body that is cut off is damaged", arguments: [true, false])
  func cutCompression(isGzip: Bool) async throws {
    let text = (1...500).map { "\($0 * 7919)\n" }.joined()
    let whole = try compressed(Array(text.utf8), isGzip ? .gzip : .zstd)
    try await run { gateway in
      let encoding = "Content-Encoding: \(isGzip ? "gzip" : "zstd")"
      for cut in [whole.count - 1, whole.count / 2, 5] {
        let answer = try await send(
          head("\(encoding)\r\nContent-Length: \(cut)"), Array(whole.prefix(cut)), to: gateway,
          .halfClose)
        #expect(answer?.hasPrefix("HTTP/1.1 400 ") == true, "\(answer ?? "")")
        #expect(answer?.contains("body.corrupt") == true)
      }
      #expect(gateway.acceptedCount == 0)
      let answer = try await send(
        head("\(encoding)\r\nContent-Length: \(whole.count)"), whole, to: gateway, .halfClose)
      #expect(answer?.contains(#""accepted":500"#) == true, "\(answer ?? "")")
    }
  }

  @Test("what was durable before the cut is told, and the half line after it is no record")
  func partByPart() async throws {
    try await run { gateway in
      // More than a part, which is durable before the next is read.
      let lines = String(
        repeating: "\"" + String(repeating: "x", count: 9997) + "\"\n", count: 200)
      let answer = try #require(
        try await send(
          head("Content-Length: \(lines.utf8.count + 9)") + lines + "1234", to: gateway, .halfClose)
      )
      #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer.prefix(300))")
      #expect(answer.contains("body.incomplete"))
      let kept = answer.ranges(of: #""status":202"#).count
      #expect((105...200).contains(kept))
      #expect(gateway.acceptedCount == kept)
      #expect(try await eventually { try gateway.archived().count == kept })
      #expect(try gateway.archived().allSatisfy { $0.utf8.count == 9999 })
    }
  }

  /// A reset has no answer: what counts is that the request was turned away, and nothing stored.
  private func expectNothingTaken(_ gateway: LiveGateway) async throws {
    let isCounted = try await eventually {
      gateway.metric(#"weir_refused_requests_total{reason="body.incomplete"}"#) == 1
    }
    #expect(isCounted)
    #expect(gateway.metric(#"weir_refused_requests_total{reason="gateway.internal"}"#) == 0)
    #expect(gateway.acceptedCount == 0)
    #expect(gateway.gateway.store.level.records == 0)
  }
}
