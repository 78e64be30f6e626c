import Glibc
import Synchronization

/// The wish that a run ends early, which any thread may make and every worker looks at.
///
/// A worker that waits for input wakes at once, since `wakeDescriptor` becomes readable.
package final class StopRequest: Sendable {
  /// Who asked.
  package enum Reason: Hashable, Sendable {
    case signal(Int32)

    /// Whoever read the accepted lines has gone, and wants no more.
    case outputClosed

    /// More was quarantined than the user allows.
    case tooManyRejects

    case outputFailed

    /// Something that belongs to the input cannot be read, and a later start may be able to.
    case inputFailed
  }

  /// 0: nobody asked; a signal's number; or one of the others as a negative number.
  private let code = Atomic<Int32>(0)

  /// Readable from the first request on; -1 where the system gave no pipe.
  let wakeDescriptor: Int32
  private let wakeWriter: Int32

  package init() {
    var ends: [Int32] = [-1, -1]
    let status = unsafe ends.withUnsafeMutableBufferPointer { unsafe pipe($0.baseAddress) }
    wakeDescriptor = status == 0 ? ends[0] : -1
    wakeWriter = status == 0 ? ends[1] : -1
    for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    guard wakeDescriptor >= 0 else { return }
    close(wakeDescriptor)
    close(wakeWriter)
  }

  package var isRequested: Bool { code.load(ordering: .relaxed) != 0 }

  /// Why the first that asked did so; nil when nobody asked.
  package var reason: Reason? {
    switch code.load(ordering: .relaxed) {
    case 0: nil
    case -1: .outputClosed
    case -2: .tooManyRejects
    case -3: .outputFailed
    case -4: .inputFailed
    case let number: .signal(number)
    }
  }

  /// Asks all workers to finish the record in hand and end. The first request counts.
  package func request(_ reason: Reason) {
    let wanted: Int32 =
      switch reason {
      case .signal(let number): number
      case .outputClosed: -1
      case .tooManyRejects: -2
      case .outputFailed: -3
      case .inputFailed: -4
      }
    let isFirst = code.compareExchange(expected: 0, desired: wanted, ordering: .relaxed).exchanged
    guard isFirst, wakeWriter >= 0 else { return }
    var byte: UInt8 = 0
    _ = unsafe write(wakeWriter, &byte, 1)
  }
}
