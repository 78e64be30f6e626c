import TestSupport
import Testing

@testable import WeirResilience

/// The machine by itself: told the time and how calls ended.
struct CircuitMachineTests {
  /// A machine with its clock and its dice.
  private struct Circuit {
    var machine: CircuitMachine
    var now: Duration = .zero
    var randomness: SeededGenerator

    init(seed: UInt64 = 1, _ change: (inout CircuitBreakerSettings) -> Void = { _ in }) {
      var settings = CircuitBreakerSettings()
      change(&settings)
      machine = CircuitMachine(settings)
      randomness = SeededGenerator(seed: seed)
    }

    mutating func begin() throws(CircuitBreakerError) -> Int {
      try machine.begin(now: now, using: &randomness)
    }

    mutating func end(_ call: Int, _ outcome: CircuitMachine.Outcome, took: Duration = .zero) {
      machine.end(call, outcome, took: took, now: now, using: &randomness)
    }

    /// Makes calls that end at once; how many were let through.
    @discardableResult
    mutating func call(
      _ count: Int, _ outcome: CircuitMachine.Outcome, took: Duration = .zero
    ) -> Int {
      var made = 0
      for _ in 0..<count {
        guard let call = try? begin() else { continue }
        made += 1
        end(call, outcome, took: took)
      }
      return made
    }

    /// Opens it, and waits until a probe may be made; how long that took.
    mutating func waitOpen() -> Duration {
      let start = now
      while case .failure(.open(let retryAfter)) = Result(catching: {
        () throws(CircuitBreakerError) in try begin()
      }) {
        now += retryAfter
      }
      return now - start
    }
  }

  @Test("it opens at half of twenty calls failed, and not before")
  func opensOnFailures() {
    var circuit = Circuit()
    circuit.call(9, .success)
    circuit.call(10, .failure)
    #expect(circuit.machine.state == .closed)
    #expect(circuit.call(5, .failure) == 1)
    #expect(circuit.machine.state == .open)

    circuit = Circuit()
    circuit.call(100, .success)
    circuit.call(99, .failure)
    #expect(circuit.machine.state == .closed)
    circuit.call(1, .failure)
    #expect(circuit.machine.state == .open)
  }

  @Test("a destination that is down sees twenty calls and no more")
  func callsOnTheWire() {
    var circuit = Circuit()
    #expect(circuit.call(10_000, .failure) == 20)
  }

  @Test("it opens at four of five calls slow, though they succeed")
  func opensOnSlowness() {
    var circuit = Circuit()
    circuit.call(4, .success, took: .seconds(24))
    circuit.call(15, .success, took: .seconds(25))
    #expect(circuit.machine.state == .closed)
    circuit.call(1, .success, took: .seconds(25))
    #expect(circuit.machine.state == .open)
  }

  @Test("ignored outcomes do not count")
  func ignored() {
    var circuit = Circuit()
    circuit.call(1000, .ignored)
    circuit.call(19, .failure)
    #expect(circuit.machine.state == .closed)
    #expect(circuit.machine.counts(now: .zero).ended == 19)
  }

  @Test("calls of more than 30 s ago are forgotten")
  func window() {
    var circuit = Circuit()
    circuit.call(19, .failure)
    circuit.now = .seconds(26.9)
    #expect(circuit.machine.counts(now: circuit.now).failed == 19)
    circuit.now = .seconds(30)
    circuit.call(19, .failure)
    #expect(circuit.machine.counts(now: circuit.now).ended == 19)
    #expect(circuit.machine.state == .closed)
  }

  @Test(
    "the window holds the calls of its time, as a list of all of them says",
    arguments: 1...20 as ClosedRange<UInt64>)
  func windowProperty(seed: UInt64) {
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    var window = CallWindow(.seconds(30))
    var all: [(at: Duration, isFailure: Bool)] = []
    var now: Duration = .zero
    for _ in 0..<300 {
      now += .random(in: .zero...(.seconds(random.next() % 100 == 0 ? 40 : 1)), using: &random)
      let isFailure = random.next() % 3 == 0
      window.count(isFailure: isFailure, isSlow: false, now: now)
      all.append((now, isFailure))
      let start = Duration.seconds(3) * (now.components.seconds / 3 - 9)
      let within = all.filter { $0.at >= start }
      let total = window.total(now: now)
      #expect(total.ended == within.count && total.failed == within.count { $0.isFailure })
    }
  }

  @Test(
    "it opens for 5 s, doubling to 60 s, with 20 % of jitter",
    arguments: 1...20 as ClosedRange<UInt64>)
  func openTimes(seed: UInt64) {
    print("seed \(seed)")
    var circuit = Circuit(seed: seed)
    circuit.call(20, .failure)
    for seconds in [5, 10, 20, 40, 60, 60] {
      let time = circuit.waitOpen()
      #expect((Double(seconds) * 0.8...Double(seconds) * 1.2).contains(time / .seconds(1)))
      #expect(circuit.machine.state == .halfOpen)
      circuit.call(2, .failure)
      #expect(circuit.machine.state == .open)
    }
  }

  @Test("times of any length are taken")
  func extremeTimes() {
    var circuit = Circuit { settings in
      settings.window = .seconds(Int64.max)
      settings.openTime = .seconds(Int64.max)
      settings.maxOpenTime = .seconds(Int64.max)
      settings.jitterPercentage = 100
    }
    circuit.call(20, .failure)
    #expect(circuit.machine.state == .open)
    #expect(throws: CircuitBreakerError.self) { try circuit.begin() }
  }

  @Test("three probes that do well close it, and the next opening is short again")
  func closes() throws {
    var circuit = Circuit()
    circuit.call(20, .failure)
    _ = circuit.waitOpen()
    // `waitOpen` has begun one probe; it is of this generation.
    let second = try circuit.begin()
    let third = try circuit.begin()
    #expect(throws: CircuitBreakerError.probing) { try circuit.begin() }
    for probe in [third, second, second] { circuit.end(probe, .success) }
    #expect(circuit.machine.state == .closed)
    #expect(circuit.machine.counts(now: circuit.now) == CallCounts())
    circuit.call(20, .failure)
    #expect(circuit.waitOpen() <= .seconds(6))
  }

  @Test("a probe that did well makes no room for a fourth")
  func endedProbesCount() throws {
    var circuit = Circuit()
    circuit.call(20, .failure)
    circuit.now = .seconds(6)
    let probes = try (0..<3).map { _ in try circuit.begin() }
    for probe in probes.prefix(2) {
      circuit.end(probe, .success)
      #expect(throws: CircuitBreakerError.probing) { try circuit.begin() }
    }
  }

  @Test("one probe of three may fail; two open it again; three slow ones too")
  func probesAreJudged() {
    func state(_ outcomes: [CircuitMachine.Outcome], took: Duration = .zero) -> CircuitState {
      var circuit = Circuit()
      circuit.call(20, .failure)
      circuit.now = .seconds(6)
      for outcome in outcomes { circuit.call(1, outcome, took: took) }
      return circuit.machine.state
    }
    #expect(state([.success, .failure, .success]) == .closed)
    #expect(state([.failure, .success, .failure]) == .open)
    #expect(state([.failure, .failure]) == .open)
    #expect(state([.success, .success], took: .seconds(25)) == .halfOpen)
    #expect(state([.success, .success, .success], took: .seconds(25)) == .open)
  }

  @Test("an ignored probe makes room for another")
  func ignoredProbe() throws {
    var circuit = Circuit()
    circuit.call(20, .failure)
    circuit.now = .seconds(6)
    #expect(circuit.call(50, .ignored) == 50)
    #expect(circuit.machine.state == .halfOpen)
    #expect(circuit.call(50, .success) == 50)
    #expect(circuit.machine.state == .closed)
  }

  @Test("what began in another phase is not counted")
  func lateCalls() throws {
    var circuit = Circuit()
    let early = try circuit.begin()
    circuit.call(20, .failure)
    circuit.now = .seconds(6)
    _ = try circuit.begin()
    for _ in 0..<10 { circuit.end(early, .failure) }
    #expect(circuit.machine.state == .halfOpen)
  }

  @Test("probes that never end do not keep it half open for ever")
  func lostProbes() throws {
    var circuit = Circuit()
    circuit.call(20, .failure)
    circuit.now = .seconds(6)
    for _ in 0..<3 { _ = try circuit.begin() }
    circuit.now += .seconds(59)
    #expect(throws: CircuitBreakerError.probing) { try circuit.begin() }
    circuit.now += .seconds(1)
    #expect(throws: CircuitBreakerError.self) { try circuit.begin() }
    #expect(circuit.machine.state == .open)
    #expect(circuit.waitOpen() <= .seconds(12))
  }

  @Test("forced states decide, and it begins anew after them")
  func forced() {
    var circuit = Circuit()
    circuit.machine.set(.forcedOpen)
    #expect(throws: CircuitBreakerError.forcedOpen) { try circuit.begin() }
    circuit.machine.set(.forcedClosed)
    #expect(circuit.call(100, .failure) == 100)
    #expect(circuit.machine.counts(now: .zero) == CallCounts())
    circuit.machine.set(.metricsOnly)
    #expect(circuit.call(100, .failure) == 100)
    #expect(circuit.machine.counts(now: .zero).failed == 100)
    #expect(circuit.machine.state == .metricsOnly)
    circuit.machine.set(.automatic)
    #expect(circuit.machine.state == .closed)
    #expect(circuit.call(100, .failure) == 20)
    circuit.machine.set(.automatic)
    #expect(circuit.machine.state == .closed)
  }
}
