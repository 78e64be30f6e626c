import Synchronization
import WeirGateway
import WeirStream

/// A spool in memory that keeps what a durable one keeps, and checks that nobody breaks its contract.
final class MemorySpool: Spool {
  struct Broken: Error, CustomStringConvertible { var description: String }

  private struct State {
    var records: [SpoolRecord] = []
    var progress: [String: SinkProgress] = [:]
    var parked: [String: [Int64: Settlement.Parking]] = [:]
    var refused: [String: [Settlement.Refusal]] = [:]
    var settlements: [Settlement] = []
    var failures = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    var lastWaiter = 0
  }

  private let state = Mutex(State())

  /// Gives records their places.
  @discardableResult
  func append(_ records: [SpoolRecord]) -> [SpoolRecord] {
    let (placed, waiters) = state.withLock { state in
      var placed = records
      for index in placed.indices {
        placed[index].sequence = Int64(state.records.count + index + 1)
      }
      state.records += placed
      defer { state.waiters.removeAll() }
      return (placed, Array(state.waiters.values))
    }
    for waiter in waiters { waiter.resume() }
    return placed
  }

  /// Appends `count` records of one stream, with ids `e1`, `e2`, and so on.
  func append(count: Int) {
    let first = state.withLock { $0.records.count } + 1
    append(
      (first..<(first + count)).map { number in
        SpoolRecord(
          stream: "orders", eventID: "e\(number)", receivedAt: .now,
          payload: Array(#"{"n":\#(number)}"#.utf8))
      })
  }

  /// The next so many calls of the store fail.
  func fail(_ calls: Int) { state.withLock { $0.failures = calls } }

  func cursor(of sink: String) -> Int64 { state.withLock { $0.progress[sink]?.cursor ?? 0 } }
  func settlements(of sink: String) -> [Settlement] {
    state.withLock { $0.settlements.filter { $0.sink == sink } }
  }
  func refused(by sink: String) -> [Settlement.Refusal] {
    state.withLock { $0.refused[sink] ?? [] }
  }
  func parked(by sink: String) -> [Settlement.Parking] {
    state.withLock { ($0.parked[sink] ?? [:]).values.sorted { $0.sequence < $1.sequence } }
  }

  /// Whether each record was delivered, refused or parked.
  func isSettled(for sink: String) -> Bool {
    state.withLock { ($0.progress[sink]?.cursor ?? 0) == Int64($0.records.count) }
  }

  func records(
    for sink: String, after sequence: Int64, limit: Int, bytes: Int
  ) async throws -> [SpoolRecord] {
    while true {
      try Task.checkCancellation()
      try failIfTold()
      let found = state.withLock { state in
        var left = bytes
        return Array(
          state.records.dropFirst(Int(sequence)).prefix(limit).enumerated().prefix {
            index, record in
            left -= record.payload.count
            return index == 0 || left >= 0
          }.map(\.element))
      }
      if !found.isEmpty { return found }
      await untilAppended(after: sequence)
    }
  }

  private func untilAppended(after sequence: Int64) async {
    let id = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if Task.isCancelled || state.records.count > Int(sequence) { return true }
          state.waiters[id] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
    }
  }

  func progress(of sink: String) async throws -> SinkProgress {
    try failIfTold()
    return state.withLock { $0.progress[sink] ?? SinkProgress() }
  }

  func settle(_ settlement: Settlement) async throws {
    try failIfTold()
    try state.withLock { state in
      let before = state.progress[settlement.sink] ?? SinkProgress()
      guard settlement.cursor >= before.cursor else {
        throw Broken(description: "cursor \(settlement.cursor) behind \(before.cursor)")
      }
      state.progress[settlement.sink] = SinkProgress(
        cursor: settlement.cursor, position: settlement.position ?? before.position)
      for sequence in settlement.unparked {
        guard state.parked[settlement.sink]?.removeValue(forKey: sequence) != nil else {
          throw Broken(description: "\(sequence) was not parked")
        }
      }
      for parking in settlement.parked {
        state.parked[settlement.sink, default: [:]][parking.sequence] = parking
      }
      for refusal in settlement.refused {
        state.parked[settlement.sink]?[refusal.sequence] = nil
        state.refused[settlement.sink, default: []].append(refusal)
      }
      state.settlements.append(settlement)
    }
  }

  func parked(
    for sink: String, dueBy now: Timestamp, limit: Int
  ) async throws -> [ParkedRecord] {
    try failIfTold()
    return state.withLock { state in
      let due = (state.parked[sink] ?? [:]).values.filter { parking in
        parking.dueAt.map { $0.nanoseconds <= now.nanoseconds } ?? false
      }
      return due.sorted { $0.sequence < $1.sequence }.prefix(limit).map { parking in
        ParkedRecord(
          record: state.records[Int(parking.sequence) - 1], attempts: parking.attempts,
          failureCode: parking.code)
      }
    }
  }

  private func failIfTold() throws {
    try state.withLock { state in
      guard state.failures > 0 else { return }
      state.failures -= 1
      throw Broken(description: "told to fail")
    }
  }
}
