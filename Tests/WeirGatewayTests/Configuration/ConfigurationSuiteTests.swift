import TestSupport
import Testing
import WeirLoad

@testable import WeirGateway

/// Tests of configurations.
struct ConfigurationSuiteTests {
  let fixture: ConfigurationFixture

  init() throws {
    fixture = try ConfigurationFixture()
    try fixture.folder.write(ConfigurationFixture.minimal, to: "gateway.yaml")
  }

  private func failures(_ test: String) throws -> [String] {
    let path = try fixture.folder.write(
      "configuration: gateway.yaml\ntests:\n  - {name: x, \(test)}\n", to: "suite.yaml")
    return try ConfigurationSuite(path, by: ConfigurationLoader()).run().flatMap(\.failures)
  }

  @Test(arguments: [
    "stream: orders, record: {id: a}, expect: {verdict: accepted, schema: order, sinks: [out]}",
    "stream: orders, record: {}, expect: {verdict: rejected, code: schema.required, pointer: ''}",
    "stream: orders, text: '{', expect: {verdict: rejected}",
  ])
  func `What is as expected has no failures`(test: String) throws {
    #expect(try failures(test) == [])
  }

  @Test(arguments: [
    (
      "stream: orders, record: {id: a}, expect: {verdict: rejected}",
      ["expected to be rejected, was accepted by order"]
    ),
    (
      "stream: orders, record: {id: 1}, expect: {verdict: accepted}",
      [
        "expected to be accepted, was rejected",
        "schema.type at \"/id\": expected string, found number 1; put it in quotes",
      ]
    ),
    (
      "stream: orders, record: {id: a}, expect: {verdict: accepted, schema: b, sinks: [c]}",
      [
        "expected to be judged by b, was by order", "expected to go to c, goes to out",
      ]
    ),
    (
      "stream: orders, record: {id: 1}, expect: {verdict: rejected, code: schema.required}",
      [
        "expected schema.required, was rejected for",
        "schema.type at \"/id\": expected string, found number 1; put it in quotes",
      ]
    ),
    (
      "stream: order, record: 1, expect: {verdict: accepted}",
      ["there is no stream \"order\"; did you mean \"orders\"?"]
    ),
  ])
  func `What is not as expected is told`(test: String, expected: [String]) throws {
    #expect(try failures(test) == expected)
  }

  @Test func `A suite of another form is refused with its places`() throws {
    let path = try fixture.folder.write(
      "configuration: gateway.yaml\ntests: []\n", to: "suite.yaml")
    let error = #expect(throws: ConfigurationError.self) {
      _ = try ConfigurationSuite(path, by: ConfigurationLoader())
    }
    #expect(try #require(error).description.contains("suite.yaml:2:8"))
  }

  @Test func `The sample's tests pass`() throws {
    let path = TestData.packageRoot + "/samples/gateway/gateway.test.yaml"
    let results = try ConfigurationSuite(path, by: ConfigurationLoader { _ in nil }).run()
    #expect(results.count == 6)
    #expect(results.flatMap(\.failures) == [])
  }

  @Test func `The program holds the text of the suites' schema`() throws {
    #expect(
      try readFile(TestData.packageRoot + "/schemas/gateway-test.schema.json")
        == Array(ConfigurationSuite.schemaText.utf8))
  }
}
