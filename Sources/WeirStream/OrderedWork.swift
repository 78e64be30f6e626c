/// Numbered pieces of work that several threads take in turn, and what they tell about them, brought
/// into the order of the numbers.
///
/// What is told of the piece whose turn it is goes on at once; what comes early waits, up to the end of
/// its piece and for a bounded number of pieces, so that memory does not grow with the work.
///
/// `@unchecked Sendable`: all state is looked at under `monitor`, and `receive` is called under it.
package final class OrderedWork<Event: Sendable>: @unchecked Sendable {
  private let monitor = Monitor()
  private let count: Int
  private let window: Int
  private let receive: ([Event]) -> Bool

  private var next = 0
  private var turn = 0
  private var finished: [Int: [Event]] = [:]
  private var isStopped = false

  /// - Parameters:
  ///   - count: How many pieces there are.
  ///   - window: How far the last piece that is taken may be ahead of the one whose turn it is.
  ///   - receive: Takes what is told, in order, one call at a time; says whether to go on.
  package init(count: Int, window: Int, receive: @escaping ([Event]) -> Bool) {
    self.count = count
    self.window = max(1, window)
    self.receive = receive
  }

  /// The next piece; waits until it is not too far ahead. Nil when there is nothing more to do.
  package func take() -> Int? {
    monitor.withLock {
      while !isStopped, next < count, next - turn >= window { monitor.wait() }
      guard !isStopped, next < count else { return nil }
      defer { next += 1 }
      return next
    }
  }

  /// Tells something of a piece that was taken; waits for its turn unless it is the piece's last.
  package func tell(_ events: [Event], of number: Int, isLast: Bool) {
    monitor.withLock {
      if isLast, number != turn {
        finished[number] = events
        return
      }
      while !isStopped, number != turn { monitor.wait() }
      send(events)
      guard isLast else { return }
      turn += 1
      while let events = finished.removeValue(forKey: turn) {
        send(events)
        turn += 1
      }
      monitor.signalChange()
    }
  }

  private func send(_ events: [Event]) {
    guard !isStopped, !receive(events) else { return }
    isStopped = true
    monitor.signalChange()
  }
}
