import Synchronization

/// What a gateway's memory was, second by second.
final class MemoryLog: Sendable {
  private let gateway: GatewayProcess
  private let samples = Mutex<[GatewayProcess.Memory]>([])

  private static let interval: Duration = .seconds(1)

  init(_ gateway: GatewayProcess) { self.gateway = gateway }

  /// Until its task is cancelled.
  func run() async {
    while !Task.isCancelled {
      note()
      try? await Task.sleep(for: Self.interval)
    }
  }

  func note() {
    let memory = gateway.memory
    guard memory.resident > 0 else { return }
    samples.withLock { $0.append(memory) }
  }

  /// Resident bytes so far, a sample a second.
  var resident: [Int] { samples.withLock { $0.map(\.resident) } }

  /// The most that ever was resident.
  var peak: Int { samples.withLock { $0.map(\.peak).max() ?? 0 } }
}

extension Collection<Int> {
  /// 0 for none.
  var median: Int {
    let sorted = sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }
}
