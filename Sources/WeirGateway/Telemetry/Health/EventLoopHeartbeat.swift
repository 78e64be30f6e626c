package import NIOCore
import Synchronization

/// Hears each event loop of a group once in a while: one that runs something which does not end is not
/// heard any more. It listens for as long as it lives.
package final class EventLoopHeartbeat: Sendable {
  private final class Beat: Sendable {
    let time: Atomic<Int64>

    init(_ time: Int64) { self.time = Atomic(time) }
  }

  private let beats: [Beat]
  private let tasks: [RepeatedTask]
  private let now: @Sendable () -> Int64

  /// - Parameters:
  ///   - interval: Between two beats of a loop.
  ///   - now: Nanoseconds of a clock that does not step back.
  package init(
    of group: any EventLoopGroup, interval: Duration = .seconds(1),
    now: @escaping @Sendable () -> Int64
  ) {
    let start = now()
    let pairs = group.makeIterator().map { loop in
      let beat = Beat(start)
      let task = loop.scheduleRepeatedTask(
        initialDelay: .zero, delay: .nanoseconds(interval.wholeNanoseconds)
      ) { _ in beat.time.store(now(), ordering: .relaxed) }
      return (beat, task)
    }
    beats = pairs.map(\.0)
    tasks = pairs.map(\.1)
    self.now = now
  }

  /// Since the loop that was silent longest was heard.
  package var age: Duration {
    let now = now()
    let oldest = beats.map { $0.time.load(ordering: .relaxed) }.min() ?? now
    return .nanoseconds(max(0, now - oldest))
  }

  deinit {
    for task in tasks { task.cancel() }
  }
}
