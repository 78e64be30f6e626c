import Synchronization
import Testing

@testable import WeirStream

@Suite("Ordered work")
struct OrderedWorkTests {
  /// Runs `count` pieces on four threads; a piece tells its number several times.
  private func run(
    count: Int, window: Int, stopAfter limit: Int = .max
  ) -> (told: [Int], furthest: Int) {
    let told = Mutex<[Int]>([])
    let furthest = Mutex(0)
    let work = OrderedWork<Int>(count: count, window: window) { events in
      told.withLock {
        $0 += events; return $0.count < limit
      }
    }
    runThreads(count: 4, stackBytes: 1 << 20) {
      while let number = work.take() {
        let done = told.withLock { ($0.last ?? -1) }
        furthest.withLock { $0 = max($0, number - done) }
        for _ in 0..<(number % 5) { work.tell([number], of: number, isLast: false) }
        work.tell([number, number], of: number, isLast: true)
      }
    }
    return (told.withLock { $0 }, furthest.withLock { $0 })
  }

  @Test("what is told comes in the order of the pieces", arguments: [1, 2, 7, 1000])
  func order(window: Int) {
    let told = run(count: 500, window: window).told
    #expect(told == (0..<500).flatMap { [Int](repeating: $0, count: $0 % 5 + 2) })
  }

  @Test("nobody is further ahead than the window says")
  func bounded() {
    #expect(run(count: 500, window: 3).furthest <= 4)
  }

  @Test("once nobody listens, no further piece is begun")
  func stopped() {
    let told = run(count: 100_000, window: 8, stopAfter: 10).told
    #expect(told.count < 30)
  }

  @Test("no pieces are done at once")
  func empty() {
    #expect(run(count: 0, window: 8).told.isEmpty)
  }
}
