import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import TestSupport
import UnixSignals

@testable import WeirGateway

/// A whole gateway in this process, on ports of its own, for as long as a test needs it.
struct LiveGateway: Sendable {
  let folder: TemporaryFolder
  let addresses: GatewayAddresses
  let gateway: Gateway
  let client: HTTPClient

  /// A configuration with a stream `orders` to a file; its schema wants an `id` that is a text.
  static let configuration = """
    listen: {port: 0}
    admin: {port: 0}
    state: {directory: state}
    schemas: {directory: schemas}
    streams:
      orders: {schema: order, sinks: [archive]}
    sinks:
      archive: {type: file, path: out/orders.ndjson}

    """

  /// Runs it while `body` does.
  ///
  /// - Parameter prepare: Puts into its folder what the configuration names, besides the schema.
  static func run<Value: Sendable>(
    _ configuration: String = configuration, environment: [String: String] = [:],
    signals: [UnixSignal] = [], logger: Logger = .silent,
    prepare: (TemporaryFolder) throws -> Void = { _ in },
    _ body: @escaping @Sendable (LiveGateway) async throws -> Value
  ) async throws -> Value {
    let fixture = try ConfigurationFixture()
    try FileManager.default.createDirectory(
      atPath: fixture.folder.path + "/out", withIntermediateDirectories: true)
    try prepare(fixture.folder)
    let loaded = try fixture.load(configuration, environment: environment)
    let client = HTTPClient()
    let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let result = await Result.of {
      let telemetry = try GatewayTelemetry(
        loaded.configuration, version: "1", client: client, adminLoops: loops, logger: logger)
      let gateway = try await Gateway(loaded, telemetry: telemetry, logger: logger)
      return try await run(gateway, signals, fixture.folder, client, body)
    }
    try await client.shutdown()
    try await loops.shutdownGracefully()
    return try result.get()
  }

  private static func run<Value: Sendable>(
    _ gateway: Gateway, _ signals: [UnixSignal], _ folder: TemporaryFolder, _ client: HTTPClient,
    _ body: @escaping @Sendable (LiveGateway) async throws -> Value
  ) async throws -> Value {
    let running = AsyncStream.makeStream(of: GatewayAddresses.self)
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        try await gateway.run(signals: signals) { running.continuation.yield($0) }
        running.continuation.finish()
        return nil
      }
      group.addTask {
        guard let addresses = await running.stream.first(where: { _ in true }) else { return nil }
        return try await body(
          LiveGateway(folder: folder, addresses: addresses, gateway: gateway, client: client))
      }
      defer { group.cancelAll() }
      while let value = try await group.next() {
        if let value { return value }
      }
      throw CancellationError()
    }
  }
}

extension LiveGateway {
  /// An answer, read whole.
  struct Answer: Sendable {
    var status: Int
    var headers: [String: String]
    var text: String
  }

  /// Where records of a stream are posted to.
  func records(_ stream: String = "orders") -> String {
    "http://127.0.0.1:\(addresses.publicPort)/v1/streams/\(stream)/records"
  }

  func post(
    _ text: String, to url: String? = nil, type: String = "application/x-ndjson",
    headers: [(String, String)] = []
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: url ?? records())
    request.method = .POST
    request.headers.add(name: "content-type", value: type)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    request.body = .bytes(ByteBuffer(string: text))
    return try await ask(request)
  }

  /// Asks the admin listener.
  func admin(
    _ path: String, posting body: String? = nil, headers: [(String, String)] = []
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(addresses.adminPort)\(path)")
    if let body {
      request.method = .POST
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(string: body))
    }
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    return try await ask(request)
  }

  private func ask(_ request: HTTPClientRequest) async throws -> Answer {
    let response = try await client.execute(request, timeout: .seconds(30))
    let body = try await response.body.collect(upTo: 8 << 20)
    return Answer(
      status: Int(response.status.code),
      headers: Dictionary(
        response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 }),
      text: String(buffer: body))
  }

  /// A sample of `/metrics`, by its name with labels; 0 where there is none.
  func metric(_ name: String) -> Int {
    Scrape(gateway.metrics.registry.exposition())[name].flatMap { Double($0) }.map { Int($0) } ?? 0
  }

  /// The lines that its file sink has written so far.
  func archived() throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out").sorted()
    return try names.flatMap { name in
      try String(contentsOfFile: "\(folder.path)/out/\(name)", encoding: .utf8)
        .split(separator: "\n").map(String.init)
    }
  }

  /// Records that were received and of which nothing has become yet.
  var inflightCount: Int {
    gateway.metrics.ledger.snapshot.inflight.values.reduce(0, +)
  }

  /// All records that were accepted: what the store has taken, whatever became of them since.
  var acceptedCount: Int {
    gateway.metrics.ledger.snapshot.count(of: "accepted")
  }
}
