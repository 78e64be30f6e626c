import Testing
import WeirJSON

@testable import WeirGateway

/// What a tenant's turns bound, over real sockets, while the disk hangs.
struct TenantTurnsTests {
  private static func sha256(_ token: String) -> String {
    SHA256.hexadecimal(of: Array(token.utf8))
  }

  private static let configuration =
    LiveGateway.configuration
    // A disk that hangs for longer is not written to, which is another answer.
    .replacing("{directory: state}", with: "{directory: state, sync_timeout: 1m}") + """
      tenants:
        shop: {tokens: [{sha256: \(sha256("s"))}], concurrency: 1, queue_bytes: 5}
        depot: {tokens: [{sha256: \(sha256("d"))}]}

      """

  private func post(_ id: String, _ token: String, to gateway: LiveGateway) async throws
    -> LiveGateway.Answer
  {
    try await gateway.post(
      #"{"id":"\#(id)"}"#, headers: [("Authorization", "Bearer \(token)")])
  }

  @Test("who has no turn left and no room to wait is told so, and nobody else is in the way")
  func turns() async throws {
    try await LiveGateway.run(Self.configuration) { gateway in
      let gate = HeldCommit()
      async let held: Void = gateway.gateway.store.queue.write { _ in gate.wait() }
      try await gate.untilEntered()
      async let first = post("a", "s", to: gateway)
      #expect(try await eventually { gateway.inflightCount == 1 })
      let second = try await post("b", "s", to: gateway)
      #expect(second.status == 429 && second.text.contains("limit.concurrency"))
      #expect(second.headers["retry-after"] == "1")
      // What is shared is the disk, not the turns.
      async let other = post("c", "d", to: gateway)
      #expect(try await eventually { gateway.inflightCount == 2 })
      gate.open()
      try await held
      let (a, c) = (try await first, try await other)
      #expect(a.status == 202 && c.status == 202)
      let again = try await post("b", "s", to: gateway)
      #expect(again.status == 202)
    }
  }
}
