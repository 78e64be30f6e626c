import Synchronization

/// Tells who waits for records that there are some, without anybody asking time and again.
final class SpoolNews: Sendable {
  private let state = Mutex(State())

  fileprivate struct State {
    /// The place of the last record of each stream.
    var newest: [String: Int64] = [:]
    var waiting: [Int: Waiter] = [:]
    var lastID = 0
    var isClosed = false

    func newest(of streams: [String]) -> Int64 {
      streams.reduce(0) { max($0, newest[$1] ?? 0) }
    }
  }

  fileprivate struct Waiter {
    let streams: [String]
    let sequence: Int64
    let continuation: CheckedContinuation<Int64, any Error>
  }

  func newest(of streams: [String]) -> Int64 { state.withLock { $0.newest(of: streams) } }

  /// Records are there, durably.
  func announce(_ newest: [String: Int64]) {
    let woken = state.withLock { state in
      state.newest.merge(newest) { max($0, $1) }
      return state.takeWaiters(all: false)
    }
    for (waiter, newest) in woken { waiter.continuation.resume(returning: newest) }
  }

  /// Waits until one of the streams has a record behind `sequence`.
  ///
  /// - Returns: The place of the last record of these streams.
  func records(of streams: [String], after sequence: Int64) async throws -> Int64 {
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let answer: Result<Int64, any Error>? = state.withLock { state in
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.isClosed { return .failure(StoreError.closed) }
          let newest = state.newest(of: streams)
          if newest > sequence { return .success(newest) }
          state.waiting[id] = Waiter(
            streams: streams, sequence: sequence, continuation: continuation)
          return nil
        }
        if let answer { continuation.resume(with: answer) }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: id) }?
        .continuation.resume(throwing: CancellationError())
    }
  }

  func close() {
    let woken = state.withLock { state in
      state.isClosed = true
      return state.takeWaiters(all: true)
    }
    for (waiter, _) in woken { waiter.continuation.resume(throwing: StoreError.closed) }
  }
}

extension SpoolNews.State {
  /// Those whose records are there, or all; each with the place of the last record of its streams.
  fileprivate mutating func takeWaiters(all: Bool) -> [(SpoolNews.Waiter, Int64)] {
    var taken: [(SpoolNews.Waiter, Int64)] = []
    for (id, waiter) in waiting {
      let newest = newest(of: waiter.streams)
      guard all || newest > waiter.sequence else { continue }
      waiting.removeValue(forKey: id)
      taken.append((waiter, newest))
    }
    return taken
  }
}
