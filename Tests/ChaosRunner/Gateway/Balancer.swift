import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix

/// nginx by `deploy/nginx.conf`, in front of gateways on this machine.
final class Balancer: Sendable {
  let port: Int
  private let process: ChildProcess

  private init(port: Int, _ process: ChildProcess) {
    self.port = port
    self.process = process
  }

  /// The program; nil where the machine has none.
  static var program: String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return (path.split(separator: ":").map { String($0) } + ["/usr/sbin", "/usr/local/sbin"])
      .map { $0 + "/nginx" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Starts it, and waits until a gateway answers through it.
  ///
  /// - Parameter example: `deploy/nginx.conf`, of which addresses are replaced and nothing else.
  static func start(
    _ program: String, example: String, gateways: [Int], in run: ChaosRun
  ) async throws -> Balancer {
    let folder = run.folder + "/balancer"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let port = try await freePort()
    var text = try String(contentsOfFile: example, encoding: .utf8)
      .replacing("listen 8080;", with: "listen 127.0.0.1:\(port);")
      .replacing("http {", with: "http {\n" + temporaryPaths(in: folder), maxReplacements: 1)
    for (index, gateway) in gateways.enumerated() {
      text.replace("gateway-\(index + 1):8080", with: "127.0.0.1:\(gateway)")
    }
    try text.write(toFile: folder + "/nginx.conf", atomically: false, encoding: .utf8)
    var directives = "daemon off; pid \(folder)/nginx.pid;"
    // Its workers would be somebody who may not read the folder.
    if geteuid() == 0 { directives += " user root;" }
    let process = try ChildProcess.start(
      program, ["-p", folder, "-e", "stderr", "-c", folder + "/nginx.conf", "-g", directives],
      in: folder, log: folder + "/log", run.guardian)
    let balancer = Balancer(port: port, process)
    try await balancer.waitUntilItAnswers(run.client)
    return balancer
  }

  func stop() async { await process.end(by: SIGTERM) }

  func address(of stream: String) -> String {
    "http://127.0.0.1:\(port)/v1/streams/\(stream)/records"
  }

  /// Those that are built in belong to the system's nginx.
  private static func temporaryPaths(in folder: String) -> String {
    ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "  \($0)_temp_path \(folder)/\($0);\n" }.joined()
  }

  private func waitUntilItAnswers(_ client: HTTPClient) async throws {
    let deadline = ContinuousClock.now + .seconds(15)
    while (try? await client.text(at: "http://127.0.0.1:\(port)/v1/streams")) == nil {
      guard ContinuousClock.now < deadline else {
        throw ChildProcess.Failure(description: "nginx does not answer")
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// nginx cannot let the system choose: a port that was free a moment ago.
  private static func freePort() async throws -> Int {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    defer { channel.close(promise: nil) }
    return channel.localAddress?.port ?? 0
  }
}
