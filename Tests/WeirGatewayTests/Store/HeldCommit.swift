import Dispatch
import Synchronization

/// Holds a thread until a test lets it go: what a disk that hangs does to a commit.
final class HeldCommit: Sendable {
  private let isEntered = Mutex(false)
  private let opened = DispatchSemaphore(value: 0)

  /// Waits for `open`, half a minute at most.
  func wait() {
    isEntered.withLock { $0 = true }
    _ = opened.wait(timeout: .now() + 30)
  }

  /// Returns as soon as somebody waits.
  func untilEntered() async throws {
    _ = try await eventually { isEntered.withLock { $0 } }
  }

  func open() { opened.signal() }
}
