import TestSupport
import Testing

@testable import WeirGateway

/// What others notice of one who takes all he can get: a gateway in this process, over real sockets.
///
/// Times are printed; the ceilings are far above what an idle machine shows.
@Suite(.serialized)
struct SaturationTests {
  @Test("a pattern that would go back for ever ends at its limit, and others are served meanwhile")
  func pattern() async throws {
    let configuration = LiveGateway.configuration + "limits: {max_pattern_steps: 20000}\n"
    try await LiveGateway.run(configuration) { folder in
      try folder.write(
        #"{"properties": {"id": {"pattern": "^(a|aa)+\\1{2}b$"}}}"#, to: "schemas/order.json")
    } _: { gateway in
      let text = String(repeating: "a", count: 200)
      let lines = String(repeating: #"{"id":"\#(text)"}"# + "\n", count: 20)
      async let slow = gateway.post(lines)
      let other = try await gateway.post(#"{"id":1}"#)
      #expect(other.status == 202)
      let answer = try await slow
      #expect(answer.status == 422)
      #expect(answer.text.ranges(of: "limit.pattern_budget").count >= 20, "\(answer.text)")
      #expect(
        gateway.metric(
          #"weir_rejects_total{schema="order",stage="limit",code="limit.pattern_budget"}"#) == 20)
    }
  }

  @Test("a sink that hangs delays no other sink, and /livez answers while many send")
  func sinks() async throws {
    let well = try await load(isHanging: false)
    let beside = try await load(isHanging: true)
    print("delivered after \(well.average) s, beside a sink that hangs after \(beside.average) s")
    print("/livez while 8 send: median \(beside.live.median), most \(beside.live.most)")
    #expect(beside.average < max(well.average * 5, 0.5))
    #expect(beside.live.median < .milliseconds(250))
  }

  /// What was seen while eight clients sent as fast as they were answered.
  private struct Seen: Sendable {
    /// Seconds from receiving a record to its being in the file.
    var average: Double
    var live: (median: Duration, most: Duration)
  }

  private func load(isHanging: Bool) async throws -> Seen {
    let gate = Gate()
    if !isHanging { gate.open() }
    return try await TestService.run { _ in
      await gate.wait()
      return .status(202)
    } _: { service in
      let configuration =
        LiveGateway.configuration
        .replacing("sinks: [archive]", with: "sinks: [archive, service]")
        + "  service: {type: http, endpoints: ['http://127.0.0.1:\(service.port)/records']}\n"
      return try await LiveGateway.run(configuration) { gateway in
        let seen = try await sendAndLook(gateway)
        gate.open()
        return seen
      }
    }
  }

  private func sendAndLook(_ gateway: LiveGateway) async throws -> Seen {
    let clients = 8
    let requests = 25
    let lines = String(repeating: #"{"id":"a"}"# + "\n", count: 50)
    let live = try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<clients {
        group.addTask {
          for _ in 0..<requests {
            let answer = try await gateway.post(lines)
            #expect(answer.status == 202)
          }
        }
      }
      var times: [Duration] = []
      while gateway.acceptedCount < clients * requests * 50 {
        let start = ContinuousClock.now
        #expect(try await gateway.admin("/livez").status == 200)
        times.append(ContinuousClock.now - start)
      }
      try await group.waitForAll()
      return times.sorted()
    }
    let count = clients * requests * 50
    let name = "weir_end_to_end_seconds"
    let isArchived = try await eventually {
      gateway.metric(#"\#(name)_count{sink="archive"}"#) == count
    }
    #expect(isArchived)
    let scrape = Scrape(gateway.gateway.metrics.registry.exposition())
    let sum = scrape[#"\#(name)_sum{sink="archive"}"#].flatMap { Double($0) } ?? .infinity
    let middle = try #require(live.isEmpty ? nil : live[live.count / 2])
    return Seen(average: sum / Double(count), live: (middle, live.last ?? middle))
  }
}
