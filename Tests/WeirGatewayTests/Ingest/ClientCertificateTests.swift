import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import TestSupport
import Testing

@testable import WeirGateway

/// Mutual TLS over real sockets: who has no certificate of ours gets nowhere, and the certificate tells
/// the tenant.
@Suite(.timeLimit(.minutes(2)), .needsCommand("openssl")) struct ClientCertificateTests {
  private typealias Pair = (certificate: String, key: String)

  private let certificates: Certificates
  private let server, shop, depot, visitor, stranger: (certificate: String, key: String)

  init() throws {
    certificates = try Certificates()
    server = try certificates.make("server")
    shop = try certificates.make("shop")
    depot = try certificates.make("depot")
    visitor = try certificates.make("visitor")
    stranger = try certificates.make("stranger")
  }

  /// A gateway that trusts everybody but the stranger, and knows shop and depot.
  private func run(_ body: @escaping @Sendable (LiveGateway) async throws -> Void) async throws {
    let listen = """
      listen:
        port: 0
        header_timeout: 1s
        tls: {certificate: '\(server.certificate)', key: '\(server.key)', client_ca: clients.pem}
      tenants:
        shop: {certificate_subject: CN=shop}
        depot: {certificate_subject: CN=depot}
      """
    let trusted = try [shop, depot, visitor].map {
      try String(contentsOfFile: $0.certificate, encoding: .utf8)
    }
    try await LiveGateway.run(
      LiveGateway.configuration.replacing("listen: {port: 0}", with: listen),
      prepare: { try $0.write(trusted.joined(), to: "clients.pem") }, body)
  }

  /// Posts a record by a client with this certificate.
  private func post(
    _ record: String, by client: Pair?, to gateway: LiveGateway
  ) async throws -> (status: Int, text: String) {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.trustRoots = .file(server.certificate)
    if let client {
      tls.certificateChain = try NIOSSLCertificate.fromPEMFile(client.certificate).map {
        .certificate($0)
      }
      tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: client.key, format: .pem))
    }
    let http = HTTPClient(configuration: .init(tlsConfiguration: tls))
    var request = HTTPClientRequest(
      url: "https://127.0.0.1:\(gateway.addresses.publicPort)/v1/streams/orders/records")
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(string: record))
    let result = await Result.of {
      let response = try await http.execute(request, timeout: .seconds(20))
      return (
        Int(response.status.code), String(buffer: try await response.body.collect(upTo: 1 << 20))
      )
    }
    try await http.shutdown()
    return try result.get()
  }

  @Test("the certificate tells the tenant, whom its records are kept under")
  func tenant() async throws {
    try await run { gateway in
      for (client, name) in [(shop, "shop"), (depot, "depot")] {
        let good = try await post(#"{"id":"a"}"#, by: client, to: gateway)
        let bad = try await post(#"{"id":1}"#, by: client, to: gateway)
        #expect(good.status == 202 && bad.status == 422)
        let rows = try await gateway.admin("/v1/quarantine?where=tenant=\(name)")
        #expect(rows.text.ranges(of: #""tenant":"\#(name)""#).count == 1, "\(rows.text)")
      }
    }
  }

  @Test("a trusted certificate of no tenant is unauthorized")
  func visitorIsRefused() async throws {
    try await run { gateway in
      let answer = try await post(#"{"id":"a"}"#, by: visitor, to: gateway)
      #expect(answer.status == 401)
      #expect(answer.text.contains("auth.missing"))
      #expect(gateway.acceptedCount == 0)
    }
  }

  @Test("without a certificate, or with one nobody vouches for, there is no connection")
  func noConnection() async throws {
    try await run { gateway in
      for client in [nil, stranger] {
        await #expect(throws: (any Error).self) {
          try await post(#"{"id":"a"}"#, by: client, to: gateway)
        }
      }
      #expect(gateway.acceptedCount == 0)
      let known = try await post(#"{"id":"a"}"#, by: shop, to: gateway)
      #expect(known.status == 202)
    }
  }

  @Test("a handshake that never begins ends with the header's time, and holds nobody up")
  func silentHandshake() async throws {
    try await run { gateway in
      try await RawClient.connect(port: gateway.addresses.publicPort) { client in
        let known = try await post(#"{"id":"a"}"#, by: shop, to: gateway)
        #expect(known.status == 202)
        #expect(try await client.readToEnd()?.contains("HTTP/1.1") == false)
      }
    }
  }
}
