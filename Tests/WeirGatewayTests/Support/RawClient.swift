import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A TCP client that sends what it is told, byte by byte if need be, and keeps what it gets.
final class RawClient: Sendable {
  private let channel: any Channel
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private let state = Mutex(State())

  private struct State {
    var received = ""
    var isEnded = false
  }

  private init(_ channel: any Channel, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) {
    self.channel = channel
    self.outbound = outbound
  }

  /// Connects to a port of 127.0.0.1, and closes when the body returns.
  static func connect<Value: Sendable>(
    port: Int, _ body: @escaping @Sendable (RawClient) async throws -> Value
  ) async throws -> Value {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true))
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      let client = RawClient(channel.channel, outbound)
      let reading = Task {
        // A reset is an end, too.
        do { for try await piece in inbound { client.take(piece) } } catch {}
        client.state.withLock { $0.isEnded = true }
      }
      defer { reading.cancel() }
      return try await body(client)
    }
  }

  private func take(_ piece: ByteBuffer) {
    state.withLock { $0.received += String(buffer: piece) }
  }

  var isEnded: Bool { state.withLock { $0.isEnded } }

  var received: String { state.withLock { $0.received } }

  func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

  func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

  /// When the connection is closed from here, it is reset, and what is under way is lost.
  func resetOnClose() async throws {
    try await (channel as? any SocketOptionProvider)?
      .setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
  }

  /// Says that nothing more comes from here.
  func finish() { outbound.finish() }

  /// Waits until the other side has closed; all that came, or nil after `limit`.
  func readToEnd(within limit: Duration = .seconds(30)) async throws -> String? {
    try await wait(limit) { $0.isEnded }
  }

  /// Waits until `text` came; all that came, or nil after `limit`.
  func read(until text: String, within limit: Duration = .seconds(30)) async throws -> String? {
    try await wait(limit) { $0.received.contains(text) }
  }

  private func wait(_ limit: Duration, _ isDone: (State) -> Bool) async throws -> String? {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      let text = state.withLock { isDone($0) ? $0.received : nil }
      if let text { return text }
      try await Task.sleep(for: .milliseconds(5))
    }
    return nil
  }
}
