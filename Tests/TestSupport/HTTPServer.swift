import Foundation
package import Testing

/// `Tests/Fixtures/http-server.py` on a free port of 127.0.0.1; gone when the test lets go of it.
package final class HTTPServer: Sendable {
  /// `http://127.0.0.1:PORT`, or `https` with a certificate.
  package let root: String

  /// The certificate to trust, for a server with one.
  package let certificateFile: String?

  private let folder: TemporaryFolder
  private let process: Process
  private let input: Pipe

  /// - Parameter isSecure: Whether to speak TLS, by a certificate of its own for 127.0.0.1.
  package init(isSecure: Bool = false) throws {
    folder = try TemporaryFolder()
    try folder.write("", to: "log")
    var arguments = [
      "python3", TestData.packageRoot + "/Tests/Fixtures/http-server.py", folder.path + "/log",
    ]
    if isSecure {
      try Self.makeCertificate(in: folder.path)
      arguments += [folder.path + "/cert.pem", folder.path + "/key.pem"]
    }
    certificateFile = isSecure ? folder.path + "/cert.pem" : nil
    process = Process()
    input = Pipe()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while !line.contains(UInt8(ascii: "\n")) {
      let more = output.fileHandleForReading.availableData
      try #require(!more.isEmpty, "the test server did not start")
      line += more
    }
    let port = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    root = "\(isSecure ? "https" : "http")://127.0.0.1:\(port)"
  }

  deinit { stop() }

  /// Ends the server, so that nobody answers any more.
  package func stop() {
    try? input.fileHandleForWriting.close()
    process.terminate()
    process.waitUntilExit()
  }

  /// Lets the server answer `/files/NAME` with a text.
  package func publish(_ text: String, at name: String) throws {
    try folder.write(text, to: "files/\(name)")
  }

  /// Lets it answer 503 there from now on.
  package func withdraw(_ name: String) throws {
    try FileManager.default.removeItem(atPath: folder.path + "/files/" + name)
  }

  /// The requests so far: path, and the validators they carried or `-`.
  package var requests: [String] {
    let text = (try? folder.read("log")).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  package static func / (server: HTTPServer, path: String) -> String { server.root + "/" + path }

  private static func makeCertificate(in folder: String) throws {
    let openssl = Process()
    openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    openssl.arguments = [
      "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
      "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder + "/key.pem",
      "-out", folder + "/cert.pem",
    ]
    openssl.standardError = FileHandle.nullDevice
    try openssl.run()
    openssl.waitUntilExit()
    try #require(openssl.terminationStatus == 0, "openssl made no certificate")
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, and says why, where a command that it needs is neither on PATH nor where servers are.
  ///
  /// - Parameter remedy: How to get it.
  package static func needsCommand(_ name: String, remedy: String = "install it") -> Self {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let isThere = (path + ":/usr/sbin").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
    return .enabled(if: isThere, "skipped: \(name) is not on this machine; \(remedy)")
  }
}
