import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// A server that takes what telemetry is sent to it, and answers as it is told.
final class TelemetryReceiver: Sendable {
  struct Request: Sendable {
    var path: String
    var headers: [String: String]
    var body: [UInt8]
  }

  struct Answer: Sendable {
    var status: Int
    var headers: [String: String] = [:]
    var body: [UInt8] = []

    static let ok = Answer(status: 200)
  }

  private let answers: Mutex<[Answer]>
  private let received = Mutex<[Request]>([])
  private let arrivals = AsyncStream.makeStream(of: Request.self)

  /// - Parameter answers: One for each request in turn; after the last, 200.
  init(answers: [Answer] = []) { self.answers = Mutex(answers) }

  var requests: [Request] { received.withLock { $0 } }

  /// Waits for the next requests, a minute at most.
  func next(_ count: Int) async throws -> [Request] {
    try await withThrowingTaskGroup(of: [Request]?.self) { group in
      group.addTask { [arrivals] in
        var requests: [Request] = []
        for await request in arrivals.stream {
          requests.append(request)
          if requests.count == count { break }
        }
        return requests
      }
      group.addTask {
        try await Task.sleep(for: .seconds(60))
        return nil
      }
      defer { group.cancelAll() }
      return try #require(try await group.next() ?? nil, "no \(count) requests came in a minute")
    }
  }

  /// Serves on a free port of 127.0.0.1 while `body` runs. It gets the root of its URLs and a client.
  func serve(_ body: @escaping @Sendable (_ root: String, HTTPClient) async throws -> Void)
    async throws
  {
    let router = Router()
    router.on("**", method: .post) { request, _ in
      let body = try await request.body.collect(upTo: 1 << 20)
      return self.take(
        Request(
          path: request.uri.path,
          headers: Dictionary(
            request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { $1 }),
          body: Array(body.readableBytesView)))
    }
    try await WeirGatewayTests.serve(router) { port in
      let http = HTTPClient()
      do {
        try await body("http://127.0.0.1:\(port)", http)
      } catch {
        try await http.shutdown()
        throw error
      }
      try await http.shutdown()
    }
  }

  private func take(_ request: Request) -> Response {
    let answer = answers.withLock { $0.isEmpty ? .ok : $0.removeFirst() }
    received.withLock { $0.append(request) }
    arrivals.continuation.yield(request)
    var headers = HTTPFields()
    for (name, value) in answer.headers {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    return Response(
      status: .init(code: answer.status), headers: headers,
      body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}

/// Serves `router` on a free port of 127.0.0.1 while `body` runs.
func serve<Context: RequestContext>(
  _ router: Router<Context>,
  while body: @escaping @Sendable (_ port: Int) async throws -> Void
) async throws where Context.Source == ApplicationRequestContextSource {
  let ports = AsyncStream.makeStream(of: Int.self)
  let application = Application(
    router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { ports.continuation.yield($0.localAddress?.port ?? 0) },
    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  try await withThrowingTaskGroup { group in
    group.addTask { try await application.runService(gracefulShutdownSignals: []) }
    group.addTask {
      for await port in ports.stream.prefix(1) { try await body(port) }
    }
    defer { group.cancelAll() }
    try await group.next()
  }
}
