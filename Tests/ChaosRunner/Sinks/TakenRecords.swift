import Synchronization

/// What a service has taken: it knows records again by their event ids.
final class TakenRecords: Sendable {
  private struct State {
    /// By event id, the record's number.
    var events: [String: Int] = [:]
    var again = 0
  }

  private let maker: RecordMaker
  private let findings: Findings
  private let state = Mutex(State())

  init(_ maker: RecordMaker, _ findings: Findings) {
    self.maker = maker
    self.findings = findings
  }

  /// Takes a record, or knows it again.
  func take(_ event: DeliveredEvent) {
    guard let number = maker.verifiedNumber(in: event.payload) else {
      findings.add(.foreign, "a sink got \(String(decoding: event.payload, as: UTF8.self))")
      return
    }
    let known = state.withLock { state in
      let known = state.events[event.id]
      if known == nil { state.events[event.id] = number } else { state.again += 1 }
      return known
    }
    if let known, known != number {
      findings.add(.wrong, "event \(event.id) is record \(known), and record \(number)")
    }
  }

  /// Records that it had already.
  var again: Int { state.withLock { $0.again } }
  var count: Int { state.withLock { $0.events.count } }

  /// By record, under how many event ids it came.
  var eventsByNumber: [Int: Int] {
    state.withLock { $0.events.values.reduce(into: [:]) { $0[$1, default: 0] += 1 } }
  }
}

/// A record as a sink gets it.
struct DeliveredEvent: Sendable {
  var id: String
  var payload: [UInt8]
}
