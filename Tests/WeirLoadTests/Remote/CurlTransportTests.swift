import TestSupport
import Testing

@testable import WeirLoad

/// libcurl against a real server.
@Suite("Fetching over real sockets", .needsCommand("python3"))
struct CurlTransportTests {
  private let server: HTTPServer

  init() throws { server = try HTTPServer() }

  private func fetch(
    _ path: String, seconds: Double = 20, maxBytes: Int = 1 << 20, retries: Int = 3,
    allowed: Set<String> = ["127.0.0.1"]
  ) throws(RemoteFault) -> String {
    try fetch(
      uri: server / path, seconds: seconds, maxBytes: maxBytes, retries: retries, allowed: allowed)
  }

  private func fetch(
    uri: String, seconds: Double = 20, maxBytes: Int = 1 << 20, retries: Int = 3,
    allowed: Set<String> = ["127.0.0.1"], transport: CurlTransport = CurlTransport()
  ) throws(RemoteFault) -> String {
    let fetcher = HTTPFetcher(
      limits: FetchLimits(timeout: .seconds(seconds), maxBytes: maxBytes, retries: retries),
      allowedHosts: allowed, transport: transport, clock: LiveFetchClock())
    guard case .received(let response, _) = try fetcher.fetch(uri) else { throw .status(304) }
    return String(decoding: response.body, as: UTF8.self)
  }

  @Test("a document comes as it is, compressed or not", arguments: ["integer.json", "gzip.json"])
  func document(path: String) throws {
    #expect(try fetch(path) == #"{"type": "integer"}"#)
  }

  @Test("one transport serves many requests, and keeps its connection")
  func reuse() throws {
    let transport = CurlTransport()
    for _ in 0..<5 {
      #expect(try fetch(uri: server / "integer.json", transport: transport).contains("integer"))
    }
    #expect(transport.version?.hasPrefix("libcurl/") == true)
  }

  @Test("server errors and broken answers pass, with a retry", arguments: ["flaky/2", "half/1"])
  func transient(path: String) throws {
    #expect(try fetch("\(path)/a.json").contains("integer"))
  }

  @Test("a server that asks for a second gets it")
  func retryAfter() throws {
    let start = ContinuousClock.now
    #expect(try fetch("busy/1/a.json").contains("integer"))
    #expect(ContinuousClock.now - start >= .seconds(1))
  }

  @Test(
    "what stays wrong is told",
    arguments: [
      ("none.json", RemoteFault.status(404)), ("flaky/99/a.json", .status(500)),
      ("notgzip.json", .encoding), ("page.json", .contentType("text/html")),
      ("loop", .tooManyRedirects(limit: 20)),
      ("busy/100/a.json", .mustWait(seconds: 100, status: 503)),
    ])
  func faults(path: String, fault: RemoteFault) {
    #expect(throws: fault) { try fetch(path, retries: 1) }
  }

  @Test("an answer that breaks off is no document", arguments: ["truncated.json", "closed.json"])
  func interrupted(path: String) {
    let fault = #expect(throws: RemoteFault.self) { try fetch(path, retries: 1) }
    guard case .interrupted = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(server.requests.count == 2)
  }

  @Test(
    "no more than the limit is taken, however it comes",
    arguments: ["endless.json", "announced.json", "bomb.json", "heads.json"])
  func tooLarge(path: String) {
    #expect(throws: RemoteFault.tooLarge(limit: 10_000)) { try fetch(path, maxBytes: 10_000) }
  }

  @Test(
    "a server that answers never, or drop by drop, is left in time", arguments: ["hang", "slow"])
  func slow(path: String) {
    let start = ContinuousClock.now
    #expect(throws: RemoteFault.timeout(.seconds(1))) { try fetch("\(path).json", seconds: 1) }
    #expect(ContinuousClock.now - start < .seconds(8))
  }

  @Test("a loopback address is refused before a byte is sent, by whatever name it goes")
  func loopback() throws {
    let port = server.root.split(separator: ":").last ?? ""
    for host in ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"] {
      let fault = #expect(throws: RemoteFault.self) {
        try fetch(uri: "http://\(host):\(port)/integer.json", allowed: [])
      }
      guard case .refusedAddress(let address, host) = fault else {
        Issue.record("\(host): \(String(describing: fault))")
        continue
      }
      #expect(!address.isPublic)
    }
    #expect(server.requests.isEmpty)
    #expect(try fetch("integer.json", allowed: ["127.0.0.1:\(port)"]).contains("integer"))
  }

  @Test(
    "a redirect to another scheme or a local address is refused",
    arguments: [
      ("file:///etc/passwd", "only http and https are fetched, not file"),
      ("ftp://127.0.0.1/a", "only http and https are fetched, not ftp"),
      ("http://169.254.169.254/latest/meta-data", "is at 169.254.169.254, which is not a public"),
      ("http://%5Bfe80::1%5D/", "is at fe80::1, which is not a public"),
      ("http://10.0.0.1/", "is at 10.0.0.1, which is not a public"),
      ("http://user:secret@127.0.0.1/a", "user name or password"),
    ])
  func redirects(to: String, words: String) {
    let fault = #expect(throws: RemoteFault.self) { try fetch("to?\(to)") }
    #expect(fault?.description.contains(words) == true, "\(String(describing: fault))")
    #expect(server.requests.count == 1)
  }

  @Test("nobody listening is told, after the retries")
  func nobody() {
    server.stop()
    let fault = #expect(throws: RemoteFault.self) { try fetch("integer.json", retries: 1) }
    guard case .noConnection = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
  }

  @Test("without libcurl the error says how to install it")
  func noLibrary() {
    let transport = CurlTransport(libraryNames: ["libcurl-that-is-not-there.so"])
    let fault = #expect(throws: RemoteFault.noLibrary) {
      try fetch(uri: server / "integer.json", transport: transport)
    }
    #expect(fault?.description.contains("apt-get install libcurl4") == true)
    #expect(transport.version == nil)
  }

  @Test("a certificate must be trusted", .needsCommand("openssl"))
  func certificates() throws {
    let secure = try HTTPServer(isSecure: true)
    let fault = #expect(throws: RemoteFault.self) { try fetch(uri: secure / "integer.json") }
    guard case .untrusted = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    let trusting = CurlTransport(certificateFile: secure.certificateFile)
    #expect(try fetch(uri: secure / "integer.json", transport: trusting).contains("integer"))
    #expect(throws: RemoteFault.downgrade(to: server / "integer.json")) {
      try fetch(uri: secure / "to?\(server / "integer.json")", transport: trusting)
    }
  }
}
