import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A TCP proxy on 127.0.0.1 that does what networks do, when it is told to.
///
/// What it does can be changed at any time, and holds from the next piece of every connection on. Its
/// port stays the same from beginning to end.
package final class FaultProxy: Sendable {
  typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  private struct State {
    var fault = Fault.none
    var listener: Task<Void, Never>?
    var connections = 0
    var forwardedBytes = 0
  }

  /// Of this proxy.
  package let port: Int
  private let target: (host: String, port: Int)
  private let state = Mutex(State())
  private let tracker: Tracker

  /// - Parameter port: Of what stands behind, on 127.0.0.1.
  package init(to port: Int) async throws {
    target = ("127.0.0.1", port)
    let tracker = Tracker()
    let listener = try await Self.listen(on: 0, tracker)
    self.tracker = tracker
    self.port = listener.channel.localAddress?.port ?? 0
    serve(listener)
  }

  /// Connections that clients have made so far.
  package var connections: Int { state.withLock { $0.connections } }

  /// Bytes of clients that were passed on so far.
  package var forwardedBytes: Int { state.withLock { $0.forwardedBytes } }

  package var fault: Fault { state.withLock { $0.fault } }

  /// Does something else from now on.
  package func set(_ fault: Fault) async throws {
    let listener = state.withLock { state in
      state.fault = fault
      return state.listener
    }
    if fault == .refuse {
      await stop()
    } else if listener == nil {
      serve(try await Self.listen(on: port, tracker))
    }
  }

  /// Ends all connections and listens no more.
  package func stop() async {
    let listener = state.withLock { state in
      defer { state.listener = nil }
      return state.listener
    }
    listener?.cancel()
    await listener?.value
    for channel in tracker.all { await channel.reset() }
  }

  /// Nothing is read from a connection until somebody takes it.
  private static func listen(
    on port: Int, _ tracker: Tracker
  ) async throws -> NIOAsyncChannel<any Channel, Never> {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.autoRead, value: false)
      .bind(host: "127.0.0.1", port: port) { channel in
        tracker.add(channel)
        return channel.eventLoop.makeSucceededFuture(channel)
      }
  }

  private static func wrap(_ channel: any Channel) throws -> Connection {
    try Connection(
      wrappingChannelSynchronously: channel,
      configuration: .init(isOutboundHalfClosureEnabled: true))
  }

  private func serve(_ listener: NIOAsyncChannel<any Channel, Never>) {
    let task = Task {
      _ = try? await listener.executeThenClose { connections in
        try await withThrowingDiscardingTaskGroup { group in
          for try await connection in connections {
            self.state.withLock { $0.connections += 1 }
            group.addTask { await self.handle(connection) }
          }
        }
      }
    }
    state.withLock { $0.listener = task }
  }

  private func handle(_ channel: any Channel) async {
    let wrapped = try? await channel.eventLoop.submit { try Self.wrap(channel) }.get()
    guard let client = wrapped else { return }
    try? await channel.setOption(.autoRead, value: true).get()
    _ = try? await client.executeThenClose { fromClient, toClient in
      do {
        try await self.relay(fromClient, toClient, client.channel)
      } catch {
        await client.channel.reset()
      }
    }
  }

  private func relay(
    _ fromClient: NIOAsyncChannelInboundStream<ByteBuffer>,
    _ toClient: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ client: any Channel
  ) async throws {
    if fault == .halfClose { toClient.finish() }
    if fault == .blackhole {
      // Until the client goes away, or the proxy ends.
      for try await _ in fromClient {}
      return
    }
    guard fault == .duplicate else {
      return try await relay(fromClient, toClient, copyTo: nil)
    }
    let copy = try await connect()
    try await copy.executeThenClose { fromCopy, toCopy in
      try await withThrowingTaskGroup(of: Void.self) { group in
        // Its answers are of no interest to anybody.
        group.addTask { for try await _ in fromCopy {} }
        try await self.relay(fromClient, toClient, copyTo: toCopy)
        group.cancelAll()
      }
    }
  }

  private func relay(
    _ fromClient: NIOAsyncChannelInboundStream<ByteBuffer>,
    _ toClient: NIOAsyncChannelOutboundWriter<ByteBuffer>,
    copyTo copy: NIOAsyncChannelOutboundWriter<ByteBuffer>?
  ) async throws {
    let server = try await connect()
    try await server.executeThenClose { fromServer, toServer in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await self.forward(fromClient, to: [toServer] + (copy.map { [$0] } ?? []))
        }
        group.addTask { try await self.answer(fromServer, to: toClient) }
        // Whoever ends first ends the other: HTTP needs no half-open connections.
        try await group.next()
        group.cancelAll()
      }
    }
  }

  private func connect() async throws -> Connection {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: target.host, port: target.port) { channel in
        channel.eventLoop.makeCompletedFuture { try Self.wrap(channel) }
      }
  }
}

/// The open connections of clients, also those that nobody has taken yet.
private final class Tracker: Sendable {
  private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

  var all: [any Channel] { channels.withLock { Array($0.values) } }

  func add(_ channel: any Channel) {
    let id = ObjectIdentifier(channel)
    channels.withLock { $0[id] = channel }
    channel.closeFuture.whenComplete { [self] _ in
      channels.withLock { _ = $0.removeValue(forKey: id) }
    }
  }
}

/// Why a connection is reset.
struct Reset: Error {}

extension FaultProxy {
  private func forward(
    _ fromClient: NIOAsyncChannelInboundStream<ByteBuffer>,
    to servers: [NIOAsyncChannelOutboundWriter<ByteBuffer>]
  ) async throws {
    for try await piece in fromClient {
      switch fault {
      case .reset, .refuse: throw Reset()
      case .blackhole: continue
      case .delay(let time): try await Task.sleep(for: time)
      default: break
      }
      state.withLock { $0.forwardedBytes += piece.readableBytes }
      for server in servers { try await server.write(piece) }
    }
  }

  private func answer(
    _ fromServer: NIOAsyncChannelInboundStream<ByteBuffer>,
    to client: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) async throws {
    var sent = 0
    for try await var piece in fromServer {
      switch fault {
      case .resetBeforeAnswer, .reset, .refuse: throw Reset()
      case .blackhole, .halfClose: continue
      case .delay(let time): try await Task.sleep(for: time)
      case .truncate(let limit):
        try await write(&piece, upTo: limit - sent, &sent, to: client)
        if sent >= limit { return }
        continue
      case .stall(let limit):
        try await write(&piece, upTo: limit - sent, &sent, to: client)
        continue
      case .trickle(let interval):
        while let byte = piece.readSlice(length: 1) {
          try await Task.sleep(for: interval)
          try await client.write(byte)
        }
        continue
      case .none, .duplicate: break
      }
      sent += piece.readableBytes
      try await client.write(piece)
    }
  }

  private func write(
    _ piece: inout ByteBuffer, upTo limit: Int, _ sent: inout Int,
    to client: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) async throws {
    let length = min(max(0, limit), piece.readableBytes)
    guard let part = piece.readSlice(length: length), length > 0 else { return }
    sent += length
    try await client.write(part)
  }
}

extension Channel {
  /// Closes without the usual goodbye, so that the other side sees a reset.
  fileprivate func reset() async {
    let abrupt = linger(l_onoff: 1, l_linger: 0)
    try? await (self as? any SocketOptionProvider)?.setSoLinger(abrupt).get()
    try? await close()
  }
}
