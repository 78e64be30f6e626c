package import WeirResilience

/// Where accepted records go: a file, a service, a topic.
///
/// A sink is driven by one `DeliveryPump`, which reads the spool, asks the sink to deliver, and settles
/// in the spool what became of each record. A sink keeps nothing that must survive but what it gives
/// as its `position`, which is stored in the same transaction as the outcomes that it belongs to.
package protocol Sink: Sendable {
  /// As the configuration names it.
  var name: String { get }

  /// Makes ready, going on at the position that was stored last; nil the first time.
  ///
  /// A file is cut back to it here, so that what was written and never settled is not there twice.
  func open(at position: [UInt8]?) async throws(DeliveryFailure)

  /// Delivers records, in their order.
  ///
  /// - Returns: What became of each, in the same order and number: never an error for the whole batch
  ///   where single records can be told apart.
  func deliver(_ records: [SpoolRecord]) async -> [Result<Void, DeliveryFailure>]

  /// Where it stands after the deliveries so far; nil for sinks that have no place of their own.
  func position() async -> [UInt8]?

  func close() async
}

/// Why a record was not delivered.
package struct DeliveryFailure: Error, Sendable, Equatable {
  /// What it says about trying again.
  package var classification: Classification

  /// `sink.` and a name: what metrics, logs and quarantine records call it.
  package var code: String
  package var message: String

  package init(_ classification: Classification, code: String, message: String) {
    self.classification = classification
    self.code = code
    self.message = message
  }
}
