import Foundation
import TestSupport
import Testing

/// Certificates that sign themselves, with their keys.
struct Certificates {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Makes a certificate for 127.0.0.1. - Returns: Paths of PEM files.
  func make(_ name: String) throws -> (certificate: String, key: String) {
    let (certificate, key) = (folder.path + "/\(name).pem", folder.path + "/\(name).key")
    let openssl = Process()
    openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    openssl.arguments = [
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
      "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-addext", "subjectAltName=IP:127.0.0.1",
      "-keyout", key, "-out", certificate,
    ]
    openssl.standardError = FileHandle.nullDevice
    try openssl.run()
    openssl.waitUntilExit()
    try #require(openssl.terminationStatus == 0, "openssl made no certificate")
    return (certificate, key)
  }
}
