import HummingbirdCore
import HummingbirdTLS
import NIOSSL
import TestSupport
import Testing
import WeirGateway
import WeirResilience

@Suite(.timeLimit(.minutes(2)), .needsCommand("openssl")) struct HTTPSinkTLSTests {
  private let certificates: Certificates

  init() throws { certificates = try Certificates() }

  /// A service that only one client may call.
  private func run(
    trusting client: String,
    _ body: @escaping @Sendable (Int, _ authority: String) async throws -> Void
  ) async throws {
    let server = try certificates.make("server")
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(server.certificate).map {
        .certificate($0)
      },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: server.key, format: .pem)))
    tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(client))
    tls.certificateVerification = .noHostnameVerification
    try await TestService.run(server: .tls(tlsConfiguration: tls)) { _ in
      .status(202)
    } _: {
      try await body($0.port, server.certificate)
    }
  }

  private static func settings(_ port: Int) -> HTTPSinkSettings {
    .quick(port) {
      $0.endpoints = ["https://127.0.0.1:\(port)/records"]
      $0.retry.maxAttempts = 1
    }
  }

  @Test func `A sink appears by its certificate to a service that it trusts`() async throws {
    let client = try certificates.make("client")
    try await run(trusting: client.certificate) { port, authority in
      var settings = Self.settings(port)
      settings.tls.authorityFile = authority
      settings.tls.certificateFile = client.certificate
      settings.tls.keyFile = client.key
      try await withSink(settings) { #expect(await $0.deliver(makeRecords(1)).codes == [nil]) }
    }
  }

  @Test func `A service that nobody vouches for gets nothing`() async throws {
    let client = try certificates.make("client")
    try await run(trusting: client.certificate) { port, _ in
      try await withSink(Self.settings(port)) { sink in
        let results = await sink.deliver(makeRecords(1))
        #expect(results.codes == ["sink.tls_failed"])
        #expect(results.failures[0]?.classification.failureClass == .retryable)
      }
    }
  }

  @Test func `A service that asks for a certificate gets nothing without one`() async throws {
    let client = try certificates.make("client")
    try await run(trusting: client.certificate) { port, authority in
      var settings = Self.settings(port)
      settings.tls.authorityFile = authority
      try await withSink(settings) { sink in
        let results = await sink.deliver(makeRecords(1))
        #expect(results.codes == ["sink.tls_failed"])
        #expect(results.failures[0]?.classification.failureClass == .retryable)
        #expect(
          results.failures[0]?.message.hasSuffix("TLS failed: TLSV1_ALERT_CERTIFICATE_REQUIRED")
            == true)
      }
    }
  }
}
