import ArgumentParser
import WeirGateway
import WeirReport

/// Runs the tests of a configuration.
struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Tests a configuration: which records its streams take, and where they go.",
    discussion: """
      A test names a stream, a record, and what is expected: the verdict, an error's code and place, \
      the schema, the sinks. Nothing is sent or stored. The file's form is \
      schemas/gateway-test.schema.json.

      Examples:
        weir-gateway test gateway.test.yaml

      Exit status: 0 all passed, 1 a test failed, 2 suite or configuration is wrong, 3 a schema is \
      broken, 4 a file cannot be read.
      """)

  @Argument(help: ArgumentHelp("Tests, YAML or JSON.", valueName: "file"))
  var files: [String]

  @Flag(name: .shortAndLong, help: "Tell only the tests that fail.")
  var quiet = false

  @Option(help: ArgumentHelp("When to use colours.", valueName: "when"))
  var color: RenderStyle.ColorChoice = .auto

  func run() async throws {
    var failed = 0
    var count = 0
    for file in files {
      let results = try suite(file).run()
      count += results.count
      failed += results.count { !$0.failures.isEmpty }
      let text = results.map { line(of: $0, in: file) }.joined()
      if !text.isEmpty { Output.answer(text) }
    }
    Output.say("\(count) \(count == 1 ? "test" : "tests"), \(failed) failed")
    if failed > 0 { throw ExitStatus.failed }
  }

  private func suite(_ file: String) throws(ExitStatus) -> ConfigurationSuite {
    do throws(ConfigurationError) {
      return try ConfigurationSuite(file, by: ConfigurationLoader())
    } catch {
      Output.say(error.diagnostics, Output.style(color))
      throw ExitStatus(error.kind)
    }
  }

  private func line(of result: ConfigurationSuite.Result, in file: String) -> String {
    if result.failures.isEmpty { return quiet ? "" : "ok      \(result.name)\n" }
    return "FAILED  \(result.name) (\(file):\(result.line))\n"
      + result.failures.map { "          \($0)\n" }.joined()
  }
}
