/// When to commit: after so many bytes of input, or so long after the first that is not committed.
///
/// A pure decision; somebody else looks at the clock and does it. The clock may stand still, leap or
/// step back: that shifts a commit, by an interval at most after a step back, and never loses one.
struct CommitSchedule: Sendable {
  /// Bytes of input between two commits.
  let bytes: Int

  /// Longest wait of a settled record for its commit.
  let nanoseconds: Int64

  private var begunBytes: Int
  private var newestBytes: Int

  /// When the oldest record that no commit has begun for was settled; nil when there is none.
  private var waitingSince: Int64?

  /// - Parameter startBytes: Read and committed by earlier starts.
  init(bytes: Int, nanoseconds: Int64, startBytes: Int = 0) {
    self.bytes = bytes
    self.nanoseconds = nanoseconds
    begunBytes = startBytes
    newestBytes = startBytes
  }

  /// Notes that everything up to `bytes` of input is settled.
  mutating func note(_ bytes: Int, now: Int64) {
    guard bytes > newestBytes else { return }
    newestBytes = bytes
    if waitingSince == nil { waitingSince = now }
  }

  /// Nanoseconds until a commit is due, 0 when it is; nil when there is nothing to commit.
  mutating func wait(now: Int64) -> Int64? {
    guard let since = waitingSince else { return nil }
    if newestBytes - begunBytes >= bytes { return 0 }
    if now < since {
      waitingSince = now
      return nanoseconds
    }
    return max(0, nanoseconds - (now - since))
  }

  /// Notes that a commit begins for everything up to `bytes`.
  mutating func begin(_ bytes: Int) {
    begunBytes = bytes
    newestBytes = max(newestBytes, bytes)
    waitingSince = nil
  }
}

/// How often a run commits, and who does it.
package struct CommitSettings: Sendable {
  /// Bytes of input.
  package var bytes = 8 << 20
  package var nanoseconds: Int64 = 1_000_000_000

  /// Whether a thread of its own commits while the work goes on. Without it whoever writes commits,
  /// in an order that is the same from run to run.
  package var isPipelined = true

  /// Keys in one file of the log of keys.
  package var keysPerFile = 1 << 20

  package init() {}
}
