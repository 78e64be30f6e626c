import Testing

@testable import WeirGateway

/// Clients that are slow on purpose, over real sockets: each is ended within its limit, with a status and
/// a count of its own, and others are served meanwhile.
///
/// Ceilings are generous: what counts is that there is an end, and which.
struct SlowClientTests {
  private static let good = #"{"id":"a"}"# + "\n"

  private func run(
    _ listen: String, _ body: @escaping @Sendable (LiveGateway) async throws -> Void
  ) async throws {
    try await LiveGateway.run(
      LiveGateway.configuration.replacing(
        "listen: {port: 0}", with: "listen: {port: 0, \(listen)}"),
      body)
  }

  private func head(_ fields: String) -> String {
    "POST /v1/streams/orders/records HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n\(fields)\r\n\r\n"
  }

  /// Sends pieces until the other side has had enough; what it said.
  private func send(
    _ piece: String, every pause: Duration, by client: RawClient
  ) async throws -> String? {
    let deadline = ContinuousClock.now + .seconds(30)
    while !client.isEnded, ContinuousClock.now < deadline {
      do { try await client.send(piece) } catch { break }
      try await Task.sleep(for: pause)
    }
    return try await client.readToEnd(within: .seconds(10))
  }

  private func expectOthersAreServed(_ gateway: LiveGateway) async throws {
    #expect(try await gateway.post(Self.good).status == 202)
  }

  private func refused(_ reason: String, _ gateway: LiveGateway) -> Int {
    gateway.metric(#"weir_refused_requests_total{reason="\#(reason)"}"#)
  }

  private func closed(_ reason: String, _ gateway: LiveGateway) -> Int {
    gateway.metric(#"weir_connections_closed_total{reason="\#(reason)"}"#)
  }

  @Test(
    "a header in drops, or none at all, is answered with 408 and ended", arguments: [true, false])
  func header(trickles: Bool) async throws {
    try await run("header_timeout: 700ms") { gateway in
      try await RawClient.connect(port: gateway.addresses.publicPort) { client in
        // On a slow machine its time may be over by now.
        if trickles { try? await client.send("GET /v1/streams HTTP/1.1\r\nX-Padding: ") }
        try await expectOthersAreServed(gateway)
        let answer =
          trickles
          ? try await send("x", every: .milliseconds(50), by: client)
          : try await client.readToEnd()
        #expect(answer?.hasPrefix("HTTP/1.1 408 ") == true, "\(answer ?? "still open")")
      }
      #expect(refused("header.timeout", gateway) == 1)
      #expect(closed("header", gateway) == 1)
    }
  }

  @Test("a body below the least pace is answered with body.slow, once")
  func trickle() async throws {
    try await run("body_grace: 500ms, min_body_rate: 10k") { gateway in
      try await RawClient.connect(port: gateway.addresses.publicPort) { client in
        try await client.send(head("Content-Length: 100000"))
        try await expectOthersAreServed(gateway)
        let answer = try await send(" ", every: .milliseconds(20), by: client)
        #expect(answer?.hasPrefix("HTTP/1.1 408 ") == true, "\(answer ?? "still open")")
        #expect(answer?.contains("body.slow") == true)
      }
      #expect(refused("body.slow", gateway) == 1)
      #expect(gateway.acceptedCount == 1)
    }
  }

  @Test("a body that keeps the pace and never ends is answered with body.timeout, once")
  func endless() async throws {
    try await run("body_timeout: 1s, body_grace: 1m, min_body_rate: 100") { gateway in
      try await RawClient.connect(port: gateway.addresses.publicPort) { client in
        try await client.send(head("Transfer-Encoding: chunked"))
        try await expectOthersAreServed(gateway)
        let answer = try await send(
          "40\r\n" + String(repeating: " ", count: 64) + "\r\n", every: .milliseconds(20),
          by: client)
        #expect(answer?.hasPrefix("HTTP/1.1 408 ") == true, "\(answer ?? "still open")")
        #expect(answer?.contains("body.timeout") == true)
      }
      #expect(refused("body.timeout", gateway) == 1)
    }
  }

  @Test("more slow bodies than requests may be worked on keep nobody waiting")
  func manySlowBodies() async throws {
    try await run("body_grace: 1m") { gateway in
      let port = gateway.addresses.publicPort
      try await withThrowingTaskGroup { group in
        for _ in 0..<40 {
          group.addTask {
            try await RawClient.connect(port: port) { client in
              try await client.send(head("Content-Length: 1000") + Self.good)
              _ = try await client.readToEnd(within: .seconds(60))
            }
          }
        }
        let haveBegun = try await eventually {
          gateway.metric("weir_connections") >= 40
        }
        #expect(haveBegun)
        try await expectOthersAreServed(gateway)
        group.cancelAll()
      }
    }
  }

  @Test("slow bodies that hold all connections give way, each to the next who comes")
  func crowdOfSlowBodies() async throws {
    let limits = "max_connections: 8, body_grace: 100ms, min_body_rate: 1, crowded_body_rate: 10M"
    try await run(limits) { gateway in
      let port = gateway.addresses.publicPort
      try await withThrowingTaskGroup { group in
        for number in 1...12 {
          group.addTask {
            try await RawClient.connect(port: port) { client in
              let beginning = "{" + String(repeating: " ", count: 99)
              try await client.send(head("Content-Length: 1000") + beginning)
              _ = try await client.readToEnd(within: .seconds(60))
            }
          }
          // From the eighth on there is no room for one more.
          let isThere = try await eventually {
            number < 8
              ? gateway.gateway.admission.inflightBytes >= 100 * number
              : refused("body.crowded", gateway) >= number - 7
          }
          #expect(isThere, "connection \(number)")
        }
        for _ in 0..<5 {
          try await RawClient.connect(port: port) { client in
            let length = Self.good.utf8.count
            try await client.send(
              head("Connection: close\r\nContent-Length: \(length)") + Self.good)
            #expect(try await client.read(until: "HTTP/1.1 202 ") != nil)
          }
        }
        group.cancelAll()
      }
    }
  }

  @Test("a connection that rests too long between requests is closed without a word")
  func idle() async throws {
    try await run("idle_timeout: 3s") { gateway in
      try await RawClient.connect(port: gateway.addresses.publicPort) { client in
        for _ in 0..<2 {
          try await client.send("GET /v1/streams HTTP/1.1\r\nHost: a\r\n\r\n")
          #expect(try await client.read(until: #"{"streams":["orders"]}"#) != nil)
        }
        let answer = try await client.readToEnd()
        #expect(answer?.ranges(of: "HTTP/1.1 ").count == 2, "\(answer ?? "still open")")
      }
      #expect(closed("idle", gateway) == 1)
      #expect(refused("connection.idle", gateway) == 0)
    }
  }

  @Test("who holds connections and sends nothing gives way to others, who are served at once")
  func crowd() async throws {
    try await run("max_connections: 8, header_timeout: 1m, body_grace: 1m") { gateway in
      let port = gateway.addresses.publicPort
      // One with a request under way, which nobody may close.
      try await RawClient.connect(port: port) { busy in
        try await busy.send(head("Content-Length: \(Self.good.utf8.count)") + "{")
        let isUnderWay = try await eventually { gateway.gateway.admission.inflightBytes > 0 }
        #expect(isUnderWay)
        try await withThrowingTaskGroup { group in
          for _ in 0..<40 {
            group.addTask {
              try await RawClient.connect(port: port) { _ = try await $0.readToEnd() }
            }
          }
          let isFull = try await eventually { closed("crowded", gateway) >= 32 }
          #expect(isFull)
          try await expectOthersAreServed(gateway)
          try await busy.send(String(Self.good.dropFirst()))
          #expect(try await busy.read(until: "202 Accepted") != nil)
          group.cancelAll()
        }
      }
    }
  }
}
