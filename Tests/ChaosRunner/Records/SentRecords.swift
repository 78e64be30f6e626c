import Synchronization

/// Every record that was sent, and what its sender was told of it.
final class SentRecords: Sendable {
  struct Entry: Sendable {
    /// Whether it goes with an `Idempotency-Key`.
    var isKeyed: Bool

    /// How often it was sent.
    var submissions = 0

    /// What its sender was told; nil when it was told nothing.
    var wasAccepted: Bool?
  }

  private let entries = Mutex<[Entry]>([])

  var all: [Entry] { entries.withLock { $0 } }
  var count: Int { entries.withLock { $0.count } }

  /// New numbers, which nobody else gets.
  func take(_ count: Int, isKeyed: Bool) -> [Int] {
    entries.withLock { entries in
      let first = entries.count
      entries += Array(repeating: Entry(isKeyed: isKeyed), count: count)
      return Array(first..<first + count)
    }
  }

  func submit(_ numbers: [Int]) {
    entries.withLock { entries in
      for number in numbers { entries[number].submissions += 1 }
    }
  }

  func acknowledge(_ number: Int, isAccepted: Bool) {
    entries.withLock { $0[number].wasAccepted = isAccepted }
  }
}
