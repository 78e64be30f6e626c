import TestSupport
import Testing
import WeirJSON
import WeirResilience

@testable import WeirGateway

/// What becomes of the text of a configuration.
struct GatewayConfigurationTests {
  let fixture: ConfigurationFixture

  init() throws { fixture = try ConfigurationFixture() }

  @Test func `What is not said has its default`() throws {
    let configuration = try fixture.load(ConfigurationFixture.minimal).configuration
    var expected = GatewayConfiguration()
    expected.state.directory = fixture.folder.path + "/state"
    expected.quarantine.directory = fixture.folder.path + "/state/quarantine"
    expected.schemas.directory = fixture.folder.path + "/schemas"
    var stream = StreamConfiguration()
    stream.name = "orders"
    stream.schema = "order"
    stream.sinks = ["out"]
    expected.streams = [stream]
    var sink = SinkConfiguration()
    sink.name = "out"
    expected.sinks = [sink]
    #expect(configuration == expected)
  }

  @Test func `Variables stand for numbers, times, sizes and texts`() throws {
    let text = """
      listen: {host: "${HOST}", port: "${PORT:-1}", header_timeout: "${TIME}", max_body: "${SIZE}"}

      """
    let environment = ["HOST": "localhost", "TIME": "2s", "SIZE": "3MiB", "PORT": ""]
    let listen = try fixture.load(
      text + ConfigurationFixture.minimal, environment: environment
    ).configuration.listen
    #expect(listen.host == "localhost")
    #expect(listen.port == 1)
    #expect(listen.headerTimeout == .seconds(2))
    #expect(listen.maxBody == 3 << 20)
  }

  @Test func `What a variable stands for is held against the same rules`() {
    let text = "listen: {port: \"${PORT}\", header_timeout: \"${TIME}\", max_body: \"${SIZE}\"}\n"
    let wrong = ["PORT": "70000", "TIME": "0s", "SIZE": "many"]
    #expect(
      fixture.headlines(text + ConfigurationFixture.minimal, environment: wrong) == [
        "error[config.range]: must be from 0 to 65535",
        "error[config.range]: must be more than zero: a limit of time cannot be switched off",
        "error[config.bytes]: \"many\" is no number of bytes",
      ])
  }

  @Test func `A secret is read from a file without its line end, and never shown`() throws {
    try fixture.folder.write("correct-horse\n", to: "token")
    let loaded = try fixture.load("admin: {token: {file: token}}\n" + ConfigurationFixture.minimal)
    let token = try #require(loaded.configuration.admin.token)
    #expect(token.revealed == "correct-horse")
    #expect("\(token)" == "***")
    #expect(String(reflecting: token) == "***")
    var dumped = ""
    dump(loaded.configuration, to: &dumped)
    #expect(!dumped.contains("correct-horse"))
    #expect(!loaded.configuration.printed.contains("correct-horse"))
  }

  @Test func `An empty secret is a fault`() {
    #expect(
      fixture.headlines(
        "admin: {token: {env: T}}\n" + ConfigurationFixture.minimal, environment: ["T": ""])
        == ["error[config.secret]: the secret is empty"])
  }

  @Test func `Tokens are kept as their digests`() throws {
    let loaded = try fixture.load(
      "tenants: {a: {tokens: [{env: T}]}}\n" + ConfigurationFixture.minimal,
      environment: ["T": "secret"])
    #expect(
      loaded.configuration.tenants.first?.tokens == [
        TokenConfiguration(sha256: SHA256.hexadecimal(of: Array("secret".utf8)))
      ])
  }

  @Test func `A slow call is one of 80 % of the request's time, unless that is said otherwise`()
    throws
  {
    let sink = "type: http\n    endpoints: [http://localhost:1]\n    timeouts: {request: 20s}"
    let derived = try http(sink)
    #expect(derived.breaker.slowAfter == .seconds(16))
    #expect(try http(sink + "\n    breaker: {slow_after: 1s}").breaker.slowAfter == .seconds(1))
  }

  private func http(_ sink: String) throws -> HTTPSinkConfiguration {
    let loaded = try fixture.load(
      ConfigurationFixture.minimal.replacing("type: stdout", with: sink))
    guard case .http(let settings) = loaded.configuration.sinks.first?.kind else {
      throw ConfigurationError([], .invalid)
    }
    return settings
  }

  @Test func `What is printed can be read again, and means the same`() throws {
    let text = """
      listen: {port: 0, max_body: 1500, max_record: 1k}
      tenants: {a: {tokens: [{env: T}], rate: {records: 5}}}

      """
    let first = try fixture.load(
      text
        + ConfigurationFixture.minimal.replacing(
          "schema: order",
          with:
            "route: {pointer: /a, version: /v, map: {x: {schema: order, versions: {\"1\": order}}}}"
        ), environment: ["T": "secret"]
    ).configuration
    #expect(try fixture.load(first.printed).configuration == first)
  }
}
