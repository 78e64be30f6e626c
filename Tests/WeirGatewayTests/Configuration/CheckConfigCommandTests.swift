import TestSupport
import Testing

/// `weir-gateway check-config` and `test`, as a user runs them.
struct CheckConfigCommandTests {
  private let fixture: ConfigurationFixture

  init() throws {
    fixture = try ConfigurationFixture()
    try fixture.folder.write(ConfigurationFixture.minimal, to: "gateway.yaml")
  }

  private func run(_ arguments: String) throws -> WeirBinary.Outcome {
    try WeirBinary.shell("weir-gateway \(arguments)", in: fixture.folder.path)
  }

  @Test func `A right configuration is summed up, with status 0`() throws {
    let outcome = try run("check-config gateway.yaml")
    #expect(outcome.status == 0)
    #expect(outcome.stderr == "")
    #expect(outcome.stdout.contains("stream orders: by schema order to out\n"))
    #expect(outcome.stdout.contains("sink out: standard output\n"))
  }

  @Test func `It is read from standard input too`() throws {
    let outcome = try run("check-config - < gateway.yaml")
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }

  @Test(arguments: [
    ("check-config wrong.yaml", 2), ("check-config broken.yaml", 3), ("check-config none.yaml", 4),
    ("check-config", 2), ("chek-config gateway.yaml", 2), ("", 2), ("test none.yaml", 4),
    ("test suite.yaml", 1), ("test wrong.yaml", 2), ("--version", 0), ("help check-config", 0),
  ])
  func `The status tells what is wrong`(arguments: String, status: Int32) throws {
    try fixture.folder.write("listen: 5\n" + ConfigurationFixture.minimal, to: "wrong.yaml")
    try fixture.folder.write(#"{"type": 5}"#, to: "other/order.json")
    try fixture.folder.write(
      ConfigurationFixture.minimal.replacing("directory: schemas", with: "directory: other"),
      to: "broken.yaml")
    try fixture.folder.write(
      "configuration: gateway.yaml\n"
        + "tests: [{name: x, stream: orders, record: 1, expect: {verdict: accepted}}]\n",
      to: "suite.yaml")
    let outcome = try run(arguments)
    #expect(outcome.status == status, "\(outcome.stdout)\(outcome.stderr)")
    #expect((outcome.stderr == "") == (status == 0))
  }

  @Test func `--print is a configuration again`() throws {
    let outcome = try run(
      "check-config --print gateway.yaml > printed.yaml && weir-gateway check-config printed.yaml")
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }
}
