import Synchronization
import TestSupport
import WeirFaultProxy

/// Changes what a proxy does, again and again.
final class Weather: Sendable {
  private let proxy: FaultProxy
  private let changes = Mutex<[String: Int]>([:])

  init(_ proxy: FaultProxy) { self.proxy = proxy }

  private static let faults: [(name: String, fault: Fault)] = [
    ("delay", .delay(.milliseconds(120))), ("reset", .reset),
    ("reset before the answer", .resetBeforeAnswer), ("half close", .halfClose),
    ("blackhole", .blackhole), ("truncate", .truncate(afterBytes: 20)),
    ("duplicate", .duplicate), ("trickle", .trickle(interval: .milliseconds(20))),
    ("refuse", .refuse),
  ]

  /// Until its task is cancelled; then all is well.
  func run(seed: UInt64) async {
    var random = SeededGenerator(seed: seed &+ 2)
    while !Task.isCancelled {
      await change(to: .none)
      try? await Task.sleep(for: .milliseconds(Int.random(in: 100...700, using: &random)))
      guard !Task.isCancelled, let next = Self.faults.randomElement(using: &random) else { break }
      await change(to: next.fault)
      changes.withLock { $0[next.name, default: 0] += 1 }
      try? await Task.sleep(for: .milliseconds(Int.random(in: 100...700, using: &random)))
    }
    await change(to: .none)
  }

  /// Somebody may have the port for a moment, of a proxy that refused connections.
  private func change(to fault: Fault) async {
    while (try? await proxy.set(fault)) == nil {
      try? await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Such as `14: delay 3, refuse 2`.
  var text: String {
    let changes = changes.withLock { $0 }.sorted { $0.key < $1.key }
    return "\(changes.reduce(0) { $0 + $1.value }): "
      + changes.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
