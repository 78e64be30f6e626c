import TestSupport
import Testing

@testable import WeirStream

/// How much may be quarantined: in total, and in a window that moves on.
struct RejectGateTests {
  /// The ordinal of the record at which the gate trips, when these are rejected; nil if it does not.
  private func trip(_ gate: RejectGate, rejecting rejects: [Int]) -> Int? {
    var gate = gate
    return rejects.enumerated().first { index, ordinal in
      gate.trips(atReject: index + 1, ofRecord: ordinal)
    }?.element
  }

  @Test(
    "limits are read as they are written",
    arguments: [
      ("0", RejectLimit.count(0)), ("17", .count(17)), ("2.5%", .percent(2.5)),
      ("100%", .percent(100)),
    ])
  func limits(text: String, limit: RejectLimit) {
    #expect(RejectLimit(text) == limit)
    #expect(RejectLimit(limit.text) == limit)
  }

  @Test("what is no limit is refused", arguments: ["", "-1", "1.5", "101%", "-1%", "x%", "%"])
  func noLimits(text: String) {
    #expect(RejectLimit(text) == nil)
  }

  @Test("a count trips with the first record beyond it, but from the hundredth on only")
  func count() {
    let gate = RejectGate(limit: .count(2), window: 1000)
    #expect(trip(gate, rejecting: [150, 160, 170, 180]) == 170)
    #expect(trip(gate, rejecting: Array(1...99)) == nil)
    #expect(trip(gate, rejecting: Array(1...120)) == 100)
  }

  @Test(
    "a share trips over all records, and over the last ones: a stream that turns bad at midnight")
  func share() {
    let gate = RejectGate(limit: .percent(10), window: 1000)
    #expect(trip(gate, rejecting: Array(stride(from: 10, through: 100_000, by: 10))) == nil)
    // 1 in 10 is allowed over all; from 100,000 on every second is bad.
    let midnight = Array(stride(from: 100_000, through: 110_000, by: 2))
    #expect(trip(gate, rejecting: midnight) == 100_200)
    let wide = RejectGate(limit: .percent(10), window: 1_000_000)
    #expect(trip(wide, rejecting: midnight) == nil)
  }

  @Test("the whole run is judged at its end, whatever its size")
  func end() {
    let gate = RejectGate(limit: .percent(30), window: 1000)
    func tally(_ accepted: Int, _ quarantined: Int) -> Tally {
      Tally(
        lines: 10, accepted: accepted, quarantined: quarantined, duplicates: 0, held: 0, bytes: 0,
        ungrouped: 0, groups: [],
        schemas: [], passed: JudgedLines.PassedLines())
    }
    #expect(gate.isExceeded(by: tally(6, 4)))
    #expect(!gate.isExceeded(by: tally(7, 3)))
  }

  @Test("a gate restored in between trips where it would have", arguments: 0..<30 as Range<UInt64>)
  func restored(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var rejects: [Int] = []
    var ordinal = 0
    for index in 0..<400 {
      ordinal += Int.random(in: 1...(index > 250 ? 6 : 20), using: &random)
      rejects.append(ordinal)
    }
    let limit = RejectLimit.percent(20)
    let expected = trip(RejectGate(limit: limit, window: 200), rejecting: rejects)
    let cut = Int.random(in: 0..<250, using: &random)
    var first = RejectGate(limit: limit, window: 200)
    for (index, ordinal) in rejects[..<cut].enumerated() {
      if first.trips(atReject: index + 1, ofRecord: ordinal) {
        #expect(ordinal == expected)
        return
      }
    }
    var second = RejectGate(limit: limit, window: 200, recent: first.recentRejects)
    let trip = rejects.enumerated().dropFirst(cut).first { index, ordinal in
      second.trips(atReject: index + 1, ofRecord: ordinal)
    }
    #expect(trip?.element == expected)
  }
}
