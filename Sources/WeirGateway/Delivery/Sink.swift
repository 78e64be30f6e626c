package import WeirResilience

/// Where accepted records go: a file, a service, a topic.
///
/// A sink is driven by one `DeliveryPump`, which reads the spool, asks the sink to deliver, and settles
/// in the spool what became of each record. A sink keeps nothing that must survive but what it gives
/// as its `position`, which is stored in the same transaction as the outcomes that it belongs to.
package protocol Sink: Sendable {
  /// As the configuration names it.
  var name: String { get }

  /// Deliveries that it takes at once, at least 1. One, where records must come in their order or
  /// where there is a position.
  var maxConcurrentDeliveries: Int { get }

  /// Records of one delivery at most.
  var maxBatchRecords: Int { get }

  /// Whether to deliver a record twice does no harm. Where it does, a record of which nobody knows
  /// whether it was delivered is not delivered again.
  var isIdempotent: Bool { get }

  /// The circuit breakers of its endpoints, for whoever reads or sets them by hand.
  var breakers: [SinkBreaker] { get }

  /// Makes ready, going on at the position that was stored last; nil the first time.
  ///
  /// A file is cut back to it here, so that what was written and never settled is not there twice.
  func open(at position: [UInt8]?) async throws(DeliveryFailure)

  /// Delivers records, in their order.
  ///
  /// Heeds cancellation: what was not sent yet then fails as the sink's, what was is `ambiguous`.
  ///
  /// - Returns: What became of each, in the same order and number: never an error for the whole batch
  ///   where single records can be told apart.
  func deliver(_ records: [SpoolRecord]) async -> [Result<Void, DeliveryFailure>]

  /// Where it stands after the deliveries so far; nil for sinks that have no place of their own.
  func position() async -> [UInt8]?

  /// The store has this position: no record in front of it will come again. Told in any order.
  func settled(at position: [UInt8]) async

  /// Lets go of everything; also where it was never opened.
  func close() async
}

extension Sink {
  package var maxConcurrentDeliveries: Int { 1 }
  package var maxBatchRecords: Int { .max }
  package var isIdempotent: Bool { false }
  package var breakers: [SinkBreaker] { [] }
  package func position() async -> [UInt8]? { nil }
  package func settled(at position: [UInt8]) async {}
}

/// A circuit breaker and what stands behind it.
package struct SinkBreaker: Sendable {
  package let sink: String

  /// The endpoint's address without user, password and query.
  package let endpoint: String

  /// Its `snapshot` says how it stands; its `mode` forces it open or closed.
  package let breaker: CircuitBreaker
}

/// Why a record was not delivered.
package struct DeliveryFailure: Error, Sendable, Equatable {
  /// Whom it is about.
  package enum Scope: Sendable, Equatable {
    /// The record: it is refused, or parked and tried again beside the others.
    case record

    /// The sink as a whole, which takes nothing now: an open breaker, a wrong password, a full disk.
    /// The pump pauses and keeps the record where it is, however long that takes.
    case sink
  }

  /// What it says about trying again. Of a pause, only `retryAfter` counts.
  package var classification: Classification
  package var scope: Scope

  /// `sink.` and a name: what metrics, logs and quarantine records call it.
  package var code: String

  /// For people; may quote what the destination answered: logs have `messageForLogs`.
  package var message: String

  /// How often it was tried, at least 1 where anything was.
  package var attempts: Int

  /// The HTTP status that said so, where one did.
  package var status: Int?

  package init(
    _ classification: Classification, scope: Scope = .record, code: String, message: String,
    attempts: Int = 1, status: Int? = nil
  ) {
    self.classification = classification
    self.scope = scope
    self.code = code
    self.message = message
    self.attempts = attempts
    self.status = status
  }

  /// Without the words of who answered, which may quote records.
  var messageForLogs: String { status.map { "status \($0)" } ?? message }
}
