import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// An HTTP service on 127.0.0.1 that keeps what it is sent.
final class TestService: Sendable {
  struct Received: Sendable {
    /// From 1.
    var number: Int
    var headers: HTTPFields
    var body: [UInt8]

    var lines: [String] {
      String(decoding: body, as: UTF8.self).split(separator: "\n").map(String.init)
    }
  }

  typealias Handler = @Sendable (Received) async throws -> Response

  private let received = Mutex<[Received]>([])
  private let portState = Mutex<Int>(0)

  var port: Int { portState.withLock { $0 } }
  var requests: [Received] { received.withLock { $0 } }

  private init() {}

  /// Runs a service for as long as `body` takes.
  ///
  /// - Parameter port: 0 is a free one.
  static func run<Value: Sendable>(
    port: Int = 0, server: HTTPServerBuilder = .http1(), _ handler: @escaping Handler,
    _ body: @escaping @Sendable (TestService) async throws -> Value
  ) async throws -> Value {
    let service = TestService()
    let (running, continuation) = AsyncStream.makeStream(of: Int.self)
    let router = Router()
    router.post("/**") { request, _ in
      let bytes = try await request.body.collect(upTo: 64 << 20)
      return try await handler(service.keep(request.headers, Array(bytes.readableBytesView)))
    }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let application = Application(
      responder: router.buildResponder(), server: server,
      configuration: .init(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        try await application.run()
        continuation.finish()
        return nil
      }
      group.addTask {
        guard let port = await running.first(where: { _ in true }) else {
          throw CancellationError()
        }
        service.portState.withLock { $0 = port }
        return try await body(service)
      }
      defer { group.cancelAll() }
      while let value = try await group.next() {
        if let value { return value }
      }
      throw CancellationError()
    }
  }

  private func keep(_ headers: HTTPFields, _ body: [UInt8]) -> Received {
    received.withLock { received in
      received.append(Received(number: received.count + 1, headers: headers, body: body))
      return received[received.count - 1]
    }
  }
}

extension Response {
  static func status(_ status: Int, _ headers: HTTPFields = [:], _ text: String = "") -> Response {
    Response(
      status: HTTPResponse.Status(code: status), headers: headers,
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  /// A 207 with a status for each record.
  static func items(_ statuses: [Int]) -> Response {
    let items = statuses.enumerated().map { #"{"index":\#($0),"status":\#($1)}"# }
    return status(207, [:], #"{"items":[\#(items.joined(separator: ","))]}"#)
  }
}
