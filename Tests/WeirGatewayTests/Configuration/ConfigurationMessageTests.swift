import TestSupport
import Testing
import WeirReport

@testable import WeirGateway

/// The messages of wrong configurations, word by word: they are the operator's user interface.
struct ConfigurationMessageTests {
  let fixture: ConfigurationFixture

  init() throws { fixture = try ConfigurationFixture() }

  private func expectFaults(of addition: String, _ expected: String) {
    #expect(fixture.faults(addition + ConfigurationFixture.minimal) == expected)
  }

  @Test func `An unknown key is told with the one that was meant`() {
    expectFaults(
      of: """
        listen:
          prot: 8080

        """,
      """
      error[schema.additional_properties]: unexpected property "prot"
        ┌─ gateway.yaml:2:3
       2│   prot: 8080
        │   ^^^^
        = help: did you mean "port"?
        = at /listen/prot

      """)
  }

  @Test func `A length of time of another form is told with examples`() {
    expectFaults(
      of: """
        listen:
          header_timeout: 5 seconds

        """,
      """
      error[schema.pattern]: a length of time is a whole number with a unit: 200ms, 5s, 2m, 24h
        ┌─ gateway.yaml:2:19
       2│   header_timeout: 5 seconds
        │                   ^^^^^^^^^
        = at /listen/header_timeout

      """)
  }

  @Test func `A limit of time that is zero is refused`() {
    expectFaults(
      of: """
        listen:
          body_timeout: 0s

        """,
      """
      error[config.range]: must be more than zero: a limit of time cannot be switched off
        ┌─ gateway.yaml:2:17
       2│   body_timeout: 0s
        │                 ^^
        = at /listen/body_timeout

      """)
  }

  @Test func `A schema that is not there is told with one that is`() {
    #expect(
      fixture.faults(ConfigurationFixture.minimal.replacing("schema: order", with: "schema: oder"))
        == """
        error[config.unknown_schema]: there is no schema "oder"
          ┌─ gateway.yaml:7:13
         7│     schema: oder
          │             ^^^^
          = help: did you mean "order"?
          = at /streams/orders/schema

        """)
  }

  @Test func `A sink that is not there is told with those that are`() {
    #expect(
      fixture.headlines(ConfigurationFixture.minimal.replacing("[out]", with: "[warehouse]")) == [
        "error[config.unknown_sink]: there is no sink \"warehouse\"",
        "warning[config.unused_sink]: no stream goes to this sink",
      ])
    #expect(
      fixture.faults(ConfigurationFixture.minimal.replacing("[out]", with: "[warehouse]"))
        .contains("= help: there are: out\n"))
  }

  @Test func `A secret out of reach is told where it is named`() {
    expectFaults(
      of: """
        admin:
          token: {file: token.txt}

        """,
      """
      error[config.secret]: cannot read token.txt: there is no such file
        ┌─ gateway.yaml:2:17
       2│   token: {file: token.txt}
        │                 ^^^^^^^^^
        = at /admin/token/file

      """)
    expectFaults(
      of: """
        admin:
          token: {env: ADMIN_TOKEN}

        """,
      """
      error[config.secret]: the environment variable ADMIN_TOKEN is not set
        ┌─ gateway.yaml:2:16
       2│   token: {env: ADMIN_TOKEN}
        │                ^^^^^^^^^^^
        = at /admin/token/env

      """)
  }

  @Test func `Everything that is wrong is told in one run, in the order of the file`() {
    expectFaults(
      of: """
        admin:
          port: 99999
        listen:
          port: ${PORT}

        """,
      """
      error[schema.maximum]: 99999 is greater than the maximum 65535
        ┌─ gateway.yaml:2:9
       2│   port: 99999
        │         ^^^^^
        = at /admin/port

      error[config.variable]: the environment variable PORT is not set
        ┌─ gateway.yaml:4:9
       4│   port: ${PORT}
        │         ^^^^^^^
        = help: give a default where there may be none: ${PORT:-default}
        = at /listen/port

      """)
  }

  @Test func `A secret that stands in the file is not quoted`() {
    let told = fixture.faults(
      """
      admin:
        token: correct-horse

      """ + ConfigurationFixture.minimal)
    #expect(told.contains("a secret does not stand in the configuration"))
    #expect(told.contains("gateway.yaml:2:10"))
    #expect(!told.contains("correct-horse"))
  }

  @Test func `A password in a URL is not quoted`() {
    let told = fixture.faults(
      ConfigurationFixture.minimal.replacing(
        "type: stdout",
        with: "type: http\n    endpoints: [\"https://me:correct-horse@example.com\"]"))
    #expect(told.contains("names and passwords do not stand in URLs"))
    #expect(!told.contains("correct-horse"))
  }

  @Test func `A broken schema is told with its own place`() throws {
    try fixture.folder.write("{\"type\": \"objekt\"}", to: "schemas/order.json")
    do throws(ConfigurationError) {
      _ = try fixture.load(ConfigurationFixture.minimal)
      Issue.record("the schema is broken")
    } catch {
      #expect(error.kind == .brokenSchema)
      #expect(error.diagnostics.count == 1)
      #expect(error.description.contains("schemas/order.json:1:10"))
    }
  }

  @Test func `A reference that leads nowhere is told with the settings that help`() throws {
    try fixture.folder.write(
      #"{"$ref": "https://example.com/x.json"}"#, to: "schemas/order.json")
    let told = fixture.faults(ConfigurationFixture.minimal)
    #expect(told.contains("name a local copy (schemas.resolve, schemas.resolve_directories)"))
    #expect(!told.contains("--"))
  }

  @Test func `A file that is not there is a fault of its own`() {
    do throws(ConfigurationError) {
      _ = try ConfigurationLoader().load(fixture.folder.path + "/nothing.yaml")
      Issue.record("there is no such file")
    } catch {
      #expect(error.kind == .unreadable)
    }
  }

  @Test func `A text that is no YAML is told with its place`() {
    #expect(fixture.faults("listen: [").contains("gateway.yaml:1:"))
  }
}
