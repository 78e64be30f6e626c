/// What the gateway's store may take, and how long it may take.
package struct StoreSettings: Sendable, Equatable {
  /// What a commit has survived when it is answered.
  package enum Durability: String, Sendable, CaseIterable {
    /// Loss of power: every commit is synchronised with the disk.
    case full

    /// The end of the process by any means; a loss of power may take the last commits.
    case normal
  }

  package var durability = Durability.full

  /// How long a write may wait for others to share its transaction while the writer is busy.
  package var commitDelay: Duration = .milliseconds(5)

  /// How much payload makes a transaction go without waiting any longer.
  package var commitBytes = 1 << 20

  /// Accepted payload that may lie in the spool.
  package var maxSpoolBytes = 4 << 30

  /// Accepted records that may lie in the spool.
  package var maxSpoolRecords = 50_000_000

  /// How old the oldest record in the spool may be while new ones are taken; nil for any age.
  package var maxSpoolAge: Duration?

  /// Quarantine records that may lie in the store; their bytes, indexes not counted.
  package var maxQuarantineBytes = 1 << 30

  /// Payload of damaged records that is kept for whoever looks into it; beyond that the oldest go.
  package var maxDamagedBytes = 64 << 20

  /// How long a commit may take before the store is told to hang.
  package var commitTimeout: Duration = .seconds(5)

  /// How long after a failed commit it is tried whether the store can be written to again.
  package var probeInterval: Duration = .seconds(1)

  /// How long a completed idempotency key is remembered.
  package var idempotencyLifetime: Duration = .seconds(24 * 3600)

  /// Completed idempotency keys that are remembered; beyond that the oldest are forgotten.
  package var maxIdempotencyEntries = 1_000_000

  /// How long an event id is remembered, so that a record with the same id is known for a duplicate;
  /// nil looks for none.
  package var duplicateWindow: Duration?

  package init() {}
}

extension Duration {
  /// Whole nanoseconds; the longest that fit if it is more.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? .max : product &+ attoseconds / 1_000_000_000
  }
}
