package import WeirStream

/// What a sink's deliveries need of the store.
package protocol Spool: Sendable {
  /// The next records of the sink's streams behind `sequence`, in their order; waits until there is one.
  ///
  /// - Returns: At least one record, at most `limit`, and no more than `bytes` of payload unless the
  ///   first alone has more.
  func records(
    for sink: String, after sequence: Int64, limit: Int, bytes: Int
  ) async throws -> [SpoolRecord]

  /// What was left of an earlier run: the cursor, parked records that are due, and the sink's position.
  func progress(of sink: String) async throws -> SinkProgress

  /// Stores what became of records, in one durable transaction.
  func settle(_ settlement: Settlement) async throws

  /// Parked records of the sink that are due by `now`, in their order.
  func parked(for sink: String, dueBy now: Timestamp, limit: Int) async throws -> [ParkedRecord]
}

/// How far a sink's deliveries have come.
package struct SinkProgress: Sendable, Equatable {
  /// Every record up to here is settled or parked.
  package var cursor: Int64 = 0

  /// What the sink gave as its position then.
  package var position: [UInt8]?

  package init(cursor: Int64 = 0, position: [UInt8]? = nil) {
    self.cursor = cursor
    self.position = position
  }
}

/// A record that its sink did not take, and that waits beside the cursor so that others can pass.
package struct ParkedRecord: Sendable, Equatable {
  package var record: SpoolRecord
  package var attempts: Int
  package var failureCode: String

  package init(record: SpoolRecord, attempts: Int, failureCode: String) {
    self.record = record
    self.attempts = attempts
    self.failureCode = failureCode
  }
}

/// What became of records that a sink was given.
package struct Settlement: Sendable, Equatable {
  package var sink: String

  /// Every record up to here is settled or parked, this settlement included. Never less than before.
  package var cursor: Int64

  /// Replaces the stored one where it is not nil.
  package var position: [UInt8]?

  /// Records that were parked before and are delivered now.
  package var unparked: [Int64] = []

  /// Records to park, or to park anew.
  package var parked: [Parking] = []

  /// Records that the sink will never take: quarantined with stage `sink` in the same transaction, and
  /// parked no more if they were.
  package var refused: [Refusal] = []

  package struct Parking: Sendable, Equatable {
    package var sequence: Int64

    /// Those of earlier times included.
    package var attempts: Int

    /// When it is to be tried again; nil for a record whose outcome is unknown and that only an
    /// operator may send again.
    package var dueAt: Timestamp?
    package var code: String

    package init(sequence: Int64, attempts: Int, dueAt: Timestamp?, code: String) {
      self.sequence = sequence
      self.attempts = attempts
      self.dueAt = dueAt
      self.code = code
    }
  }

  package struct Refusal: Sendable, Equatable {
    package var sequence: Int64
    package var attempts: Int
    package var code: String
    package var message: String

    package init(sequence: Int64, attempts: Int, code: String, message: String) {
      self.sequence = sequence
      self.attempts = attempts
      self.code = code
      self.message = message
    }
  }

  package init(sink: String, cursor: Int64, position: [UInt8]? = nil) {
    self.sink = sink
    self.cursor = cursor
    self.position = position
  }
}
