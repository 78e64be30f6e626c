import TestSupport
import Testing
import WeirJSON
import WeirReport

@testable import WeirGateway

/// What the schema of configurations cannot tell.
struct ConfigurationCheckTests {
  let fixture: ConfigurationFixture

  init() throws { fixture = try ConfigurationFixture() }

  private func headlines(_ addition: String) -> [String] {
    fixture.headlines(addition + ConfigurationFixture.minimal)
  }

  @Test func `A token that two tenants have is told`() {
    let digest = SHA256.hexadecimal(of: Array("secret".utf8))
    let text = """
      tenants:
        a:
          tokens: [{sha256: \(digest)}]
        b:
          tokens: [{env: TOKEN}]

      """
    #expect(
      fixture.headlines(text + ConfigurationFixture.minimal, environment: ["TOKEN": "secret"])
        == ["error[config.duplicate_token]: this token is used by a"])
  }

  @Test func `A tenant that nobody can be is told`() {
    #expect(headlines("tenants: {a: {}}\n") == ["error[config.tenant]: nobody can be this tenant"])
  }

  @Test func `A certificate's subject needs certificates`() {
    #expect(
      headlines("tenants: {a: {certificate_subject: CN=a}}\n")
        == ["error[config.conflict]: nobody shows a client certificate"])
  }

  @Test func `Two listeners cannot have one port`() {
    #expect(
      headlines("listen: {port: 9090}\n") == [
        "error[config.port]: listen and admin cannot have the same port"
      ])
  }

  @Test func `A folder that is a file is told`() throws {
    try fixture.folder.write("", to: "file")
    let path = fixture.folder.path
    #expect(
      fixture.headlines(
        ConfigurationFixture.minimal.replacing("directory: state", with: "directory: file/state"))
        == [
          "error[config.path]: file is no folder"
        ], "\(path)")
  }

  @Test func `What stands for URIs must be there`() {
    let text = ConfigurationFixture.minimal.replacing(
      "directory: schemas",
      with: "directory: schemas\n  resolve: {urn:a: a.json}\n  resolve_directories: [schemas, b]")
    #expect(
      fixture.headlines(text) == [
        "error[config.path]: there is nothing at a.json",
        "error[config.path]: there is nothing at b",
      ])
  }

  @Test func `TLS files must be there`() {
    #expect(
      headlines("listen: {tls: {certificate: a.pem, key: schemas}}\n") == [
        "error[config.path]: there is no file a.pem",
        "error[config.path]: schemas is a folder",
      ])
  }

  @Test(arguments: [
    ("retry: {base_delay: 60s}", "base_delay is more than max_delay"),
    ("retry: {max_delay: 100ms}", "base_delay is more than max_delay"),
    ("budget: {initial_retries: 200}", "initial_retries is more than max_retries"),
    ("breaker: {max_open_time: 1s}", "open_time is more than max_open_time"),
    ("timeouts: {request: 5s}", "first_byte is more than request"),
    ("ejection: {max_time: 1s}", "base_time is more than max_time"),
    ("park: {max_delay: 10ms}", "base_delay is more than max_delay"),
    ("hedge: {}", "a second request beside the first needs an idempotent sink"),
  ])
  func `Settings of a sink that exclude each other are told`(setting: String, message: String) {
    let text = ConfigurationFixture.minimal.replacing(
      "type: stdout", with: "type: http\n    endpoints: [http://localhost:1]\n    \(setting)")
    #expect(fixture.headlines(text) == ["error[config.conflict]: \(message)"])
  }

  @Test(arguments: [
    (
      "schema: order\n    route: {pointer: /a, map: {x: order}}",
      "schema and route exclude each other"
    ),
    ("profile: strict", "nothing says by which schema records are judged"),
  ])
  func `A stream has either a schema or a route`(source: String, message: String) {
    let text = ConfigurationFixture.minimal.replacing("schema: order", with: source)
    #expect(fixture.headlines(text) == ["error[config.schema]: \(message)"])
  }

  @Test func `Versions need a pointer to them`() {
    let text = ConfigurationFixture.minimal.replacing(
      "schema: order", with: "route: {pointer: /a, map: {x: {versions: {\"1\": order}}}}")
    #expect(
      fixture.headlines(text) == [
        "error[config.route]: versions need route.version, which says where a record has its"
      ])
  }

  @Test func `Whoever opens the gateway to everybody is warned`() throws {
    let loaded = try fixture.load(
      "listen: {host: 0.0.0.0}\nadmin: {host: 0.0.0.0}\n" + ConfigurationFixture.minimal)
    #expect(
      loaded.warnings.map(\.title) == [
        "whoever reaches 0.0.0.0 may send records",
        "whoever reaches 0.0.0.0 may operate the gateway",
      ])
  }

  @Test func `A sink that nothing goes to is warned of, and is no fault`() throws {
    let loaded = try fixture.load(ConfigurationFixture.minimal + "  more: {type: stdout}\n")
    #expect(loaded.warnings.map(\.code) == ["config.unused_sink"])
  }
}
