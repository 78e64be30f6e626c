import Dispatch
import Foundation
import Synchronization

/// Between those that log and where it goes: whoever logs never waits for a terminal, a pipe or a disk.
///
/// At most `maxBytes` wait to be written. What comes when they are full, or cannot be written, is dropped
/// and counted.
package final class LogQueue: Sendable {
  /// Writes whole lines, or throws. Called by one thread at a time.
  package typealias Write = @Sendable ([UInt8]) throws -> Void

  private struct Waiting {
    var bytes: [UInt8] = []
    var lines = 0
    var isBeingWritten = false
  }

  private let maxBytes: Int
  private let write: Write
  private let waiting = Mutex(Waiting())
  private let droppedLines = Atomic<Int>(0)
  private let writer = DispatchQueue(label: "weir.log")

  /// - Parameter maxBytes: 1 MiB by default: some thousand lines.
  package init(maxBytes: Int = 1 << 20, write: @escaping Write = LogQueue.standardError) {
    self.maxBytes = maxBytes
    self.write = write
  }

  package static let standardError: Write = { line in
    try FileHandle.standardError.write(contentsOf: Data(line))
  }

  /// Lines that were not written.
  package var dropped: Int { droppedLines.load(ordering: .relaxed) }

  /// Takes a line, with its line end. Costs a lock and a copy.
  package func append(_ line: [UInt8]) {
    let (isTaken, mustStart) = waiting.withLock { waiting in
      guard waiting.bytes.count + line.count <= maxBytes else { return (false, false) }
      waiting.bytes += line
      waiting.lines += 1
      defer { waiting.isBeingWritten = true }
      return (true, !waiting.isBeingWritten)
    }
    if !isTaken { droppedLines.wrappingAdd(1, ordering: .relaxed) }
    if mustStart { writer.async { [self] in writeAll() } }
  }

  /// Waits until all lines so far are written, before the process ends.
  ///
  /// - Returns: Whether they were within `limit`.
  @discardableResult
  package func flush(within limit: Duration) -> Bool {
    let written = DispatchSemaphore(value: 0)
    writer.async { written.signal() }
    return written.wait(timeout: .now() + limit.inSeconds) == .success
  }

  private func writeAll() {
    while let (bytes, lines) = next() {
      do {
        try write(bytes)
      } catch {
        droppedLines.wrappingAdd(lines, ordering: .relaxed)
      }
    }
  }

  private func next() -> (bytes: [UInt8], lines: Int)? {
    waiting.withLock { waiting in
      guard waiting.lines > 0 else {
        waiting.isBeingWritten = false
        return nil
      }
      defer {
        waiting.bytes = []
        waiting.lines = 0
      }
      return (waiting.bytes, waiting.lines)
    }
  }
}
