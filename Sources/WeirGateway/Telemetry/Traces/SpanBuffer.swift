import Synchronization

/// Spans that wait to be exported. Nobody waits for it: what there is no room for is dropped and counted.
package final class SpanBuffer: Sendable {
  /// Spans that wait, at most.
  let capacity: Int

  /// As soon as so many wait, they are exported.
  let batchSize: Int

  private let waiting = Mutex<[SpanRecord]>([])
  private let droppedSpans = Atomic<Int>(0)
  private let wakeUps = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  /// - Parameters: As OpenTelemetry's batch processor has them by default.
  package init(capacity: Int = 2048, batchSize: Int = 512) {
    self.capacity = max(1, capacity)
    self.batchSize = max(1, min(batchSize, capacity))
  }

  /// Spans that were not exported.
  package var dropped: Int { droppedSpans.load(ordering: .relaxed) }

  func drop(_ count: Int) { droppedSpans.wrappingAdd(count, ordering: .relaxed) }

  func append(_ span: SpanRecord) {
    let count = waiting.withLock { waiting -> Int? in
      guard waiting.count < capacity else { return nil }
      waiting.append(span)
      return waiting.count
    }
    guard let count else { return drop(1) }
    if count >= batchSize { wake() }
  }

  /// The oldest spans, at most a batch of them; they are no longer here then.
  func takeBatch() -> [SpanRecord] {
    waiting.withLock { waiting in
      let batch = Array(waiting.prefix(batchSize))
      waiting.removeFirst(batch.count)
      return batch
    }
  }

  /// Has whoever exports look.
  func wake() { wakeUps.continuation.yield() }

  /// No more wake-ups come after the last.
  func finish() { wakeUps.continuation.finish() }

  /// One listener gets them.
  var wakings: AsyncStream<Void> { wakeUps.stream }
}
