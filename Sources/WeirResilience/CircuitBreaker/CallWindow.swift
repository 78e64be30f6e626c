/// Calls that ended, by how. A call may be both failed and slow.
public struct CallCounts: Sendable, Equatable {
  public internal(set) var ended = 0
  public internal(set) var failed = 0
  public internal(set) var slow = 0

  mutating func count(isFailure: Bool, isSlow: Bool) {
    ended += 1
    if isFailure { failed += 1 }
    if isSlow { slow += 1 }
  }

  static func += (total: inout CallCounts, counts: CallCounts) {
    total.ended += counts.ended
    total.failed += counts.failed
    total.slow += counts.slow
  }
}

/// Counts of the calls within a time that slides: ten buckets, however many calls there are.
///
/// The newest bucket is being filled, so that between nine and ten tenths of the time are covered.
struct CallWindow: Sendable {
  private static let bucketCount = 10

  private let bucketNanoseconds: Int64
  private var buckets = Array(repeating: CallCounts(), count: bucketCount)

  /// Number of the bucket being filled, since time zero; its place is that modulo the count.
  private var newest: Int64 = 0

  init(_ length: Duration) {
    bucketNanoseconds = max(1, length.nanosecondCount / Int64(Self.bucketCount))
  }

  mutating func count(isFailure: Bool, isSlow: Bool, now: Duration) {
    slide(to: now)
    buckets[place(of: newest)].count(isFailure: isFailure, isSlow: isSlow)
  }

  mutating func total(now: Duration) -> CallCounts {
    slide(to: now)
    return buckets.reduce(into: CallCounts()) { $0 += $1 }
  }

  mutating func clear() { buckets = Array(repeating: CallCounts(), count: Self.bucketCount) }

  /// Empties the buckets whose time is over.
  private mutating func slide(to now: Duration) {
    let current = now.nanosecondCount / bucketNanoseconds
    guard current > newest else { return }
    let expired = min(current - newest, Int64(Self.bucketCount))
    for number in (current - expired + 1)...current { buckets[place(of: number)] = CallCounts() }
    newest = current
  }

  private func place(of number: Int64) -> Int { Int(number % Int64(Self.bucketCount)) }
}
