/// When to commit: after so many bytes of input, or so long after the first that is not committed.
///
/// A disk on which a commit takes long gets a rest of four times as long before bytes alone bring about
/// the next one: writes may have to wait while it synchronises, and so at most a fifth of the time goes
/// into that. The time limit holds all the same.
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

  private var beganAt: Int64 = 0
  private var restsUntil: Int64 = .min

  /// How much longer than a commit took it is before bytes bring about the next.
  private static let restFactor: Int64 = 4

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
    if now < since { waitingSince = now }
    let timeLeft = max(0, nanoseconds - (now - min(since, now)))
    guard newestBytes - begunBytes >= bytes else { return timeLeft }
    return min(timeLeft, max(0, restsUntil - min(restsUntil, now)))
  }

  /// Notes that a commit begins for everything up to `bytes`.
  mutating func begin(_ bytes: Int, now: Int64) {
    beganAt = now
    begunBytes = bytes
    newestBytes = max(newestBytes, bytes)
    waitingSince = nil
  }

  /// Notes that the commit that began last is done.
  mutating func end(now: Int64) {
    let took = min(max(0, now - beganAt), nanoseconds)
    restsUntil = now + took * CommitSchedule.restFactor
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
