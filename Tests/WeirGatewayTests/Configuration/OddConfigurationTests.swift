import TestSupport
import Testing
import WeirReport

@testable import WeirGateway

/// Values of every kind in every field: whatever stands there, it is taken or told with its place.
struct OddConfigurationTests {
  private let fixture: ConfigurationFixture

  init() throws { fixture = try ConfigurationFixture() }

  private static let everything = """
    listen: {port: 1, tls: {certificate: c.pem, key: k.pem, client_ca: ca.pem}}
    schemas: {registry: {url: "https://example.com/i.json"}}
    tenants: {a: {tokens: [{env: TOKEN}], rate: {records: 1}}}
    telemetry: {otlp: {endpoint: "http://localhost"}, alerts: {webhook: {url: "http://localhost", headers: {A: b}}}}
    state: {directory: state}
    streams:
      orders: {route: {pointer: /a, version: /v, map: {x: order, y: {versions: {"1": order}}}}, sinks: [a, b]}
    sinks:
      a: {type: http, endpoints: ["http://localhost"], idempotent: true, hedge: {}, headers: {A: b}}
      b: {type: file, path: out}

    """

  /// The whole configuration as it is printed, a field a line.
  private func printed() throws -> [String] {
    for name in ["c.pem", "k.pem", "ca.pem"] { try fixture.folder.write("x", to: name) }
    let text = Self.everything.replacing(
      "schemas: {", with: "schemas: {directory: schemas, ")
    return try fixture.load(text, environment: ["TOKEN": "t"]).configuration.printed
      .split(separator: "\n").map(String.init)
  }

  @Test(arguments: ["[]", "-1.5e400", "\"${\"", "null"])
  func `No value makes it fail otherwise than with a place`(odd: String) throws {
    let lines = try printed()
    for (index, line) in lines.enumerated() {
      guard let colon = line.firstRange(of: ": ") else { continue }
      var changed = lines
      changed[index] = line[..<colon.upperBound] + odd
      do throws(ConfigurationError) {
        _ = try fixture.load(changed.joined(separator: "\n"))
      } catch {
        let isPlaced = error.diagnostics.allSatisfy { $0.primary != nil }
        #expect(!error.diagnostics.isEmpty && isPlaced, "\(changed[index]): \(error)")
      }
    }
  }
}
