import HTTPTypes
import Synchronization

/// Who is let in: what everybody shares, before a byte of the body is read.
///
/// Each way of being turned away has its status, its code and its count.
package final class Admission: Sendable {
  private let settings: IngestSettings
  private let state = Mutex(State())

  private struct State {
    var inflightBytes = 0
    var isDraining = false
  }

  /// What the store says of itself.
  private let fill: @Sendable () -> StoreFill

  package struct StoreFill: Sendable {
    /// Of the spool, from 0 to 1.
    package var spool: Double
    package var isWritable: Bool

    /// Whether rejected records can be kept.
    package var isQuarantineWritable: Bool

    package init(spool: Double, isWritable: Bool, isQuarantineWritable: Bool) {
      self.spool = spool
      self.isWritable = isWritable
      self.isQuarantineWritable = isQuarantineWritable
    }
  }

  package init(_ settings: IngestSettings, fill: @escaping @Sendable () -> StoreFill) {
    self.settings = settings
    self.fill = fill
  }

  /// Bytes of bodies that are held now.
  package var inflightBytes: Int { state.withLock { $0.inflightBytes } }

  /// From now on nobody is let in: the process is about to end.
  package func drain() { state.withLock { $0.isDraining = true } }

  /// - Throws: for a gateway that takes nothing now.
  func check() throws(Problem) {
    let fill = fill()
    if state.withLock({ $0.isDraining }) {
      throw Problem(
        .serviceUnavailable, "gateway.draining", "the gateway is shutting down", retryAfter: 5)
    }
    if !fill.isWritable {
      throw Problem(
        .serviceUnavailable, "spool.unwritable", "nothing can be stored now", retryAfter: 5)
    }
    if !fill.isQuarantineWritable {
      throw Problem(
        .serviceUnavailable, "quarantine.unwritable", "rejected records cannot be kept now",
        retryAfter: 30)
    }
    if fill.spool >= settings.spoolHighWater {
      throw Problem(
        .serviceUnavailable, "spool.full",
        "the spool is \(Int(fill.spool * 100)) % full: sinks do not keep up", retryAfter: 10)
    }
  }

  /// Takes room for bytes that are to be held; give it back with `release`.
  func hold(_ byteCount: Int) throws(Problem) {
    let isHeld = state.withLock { state in
      guard state.inflightBytes + byteCount <= settings.maxInflightBytes else { return false }
      state.inflightBytes += byteCount
      return true
    }
    guard isHeld else {
      throw Problem(
        .serviceUnavailable, "limit.memory", "all requests together hold too many bytes",
        retryAfter: 1)
    }
  }

  func release(_ byteCount: Int) { state.withLock { $0.inflightBytes -= byteCount } }
}
