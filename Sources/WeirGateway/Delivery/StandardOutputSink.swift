import NIOPosix
import Synchronization
import WeirResilience
package import WeirStream

/// Writes records to standard output, a line each.
///
/// At least once: after a crash, records that were written and not settled come again. A reader that went
/// away pauses the sink, where the process ignores SIGPIPE.
package struct StandardOutputSink: Sink {
  package let name: String
  private let descriptor: Int32
  private let system: any SystemCalls
  private let line = Line()

  /// Whether a write failed in the middle of a line.
  private final class Line: Sendable {
    let isOpen = Mutex(false)
  }

  /// - Parameter descriptor: Standard output. Writing waits for a slow reader, on a thread for such things.
  package init(
    name: String, descriptor: Int32 = 1, system: any SystemCalls = LiveSystemCalls()
  ) {
    self.name = name
    self.descriptor = descriptor
    self.system = system
  }

  package func open(at position: [UInt8]?) async throws(DeliveryFailure) {}

  package func deliver(_ records: [SpoolRecord]) async -> [Result<Void, DeliveryFailure>] {
    let lines = records.lines
    let result = await Result.of {
      try await NIOThreadPool.singleton.runIfActive { try write(lines) }
    }
    return records.map { _ in result.mapError { DeliveryFailure(ofFile: "standard output", $0) } }
  }

  private func write(_ lines: [UInt8]) throws {
    try line.isOpen.withLock { isOpen in
      let isLineOpen = isOpen
      isOpen = true
      try system.write((isLineOpen ? [0x0A] : []) + lines, to: descriptor)
      isOpen = false
    }
  }

  package func close() async {}
}

extension DeliveryFailure {
  /// A file that cannot be written pauses its sink: the next record would fare no better.
  init(ofFile path: String, _ error: any Error) {
    let text = (error as? SystemError)?.text ?? "\(error)"
    self.init(
      Classification(.retryable), scope: .sink, code: "sink.write_failed",
      message: "cannot write \(path): \(text)")
  }
}
