import ArgumentParser
import WeirLoad
import WeirReport
import WeirTools

/// `weir test`: unit tests for schemas.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs unit tests for schemas.",
    discussion: """
      A suite is a JSON or YAML file in the format of the JSON Schema Test Suite:

        - description: an order
          schema: { $ref: order.schema.json }
          tests:
            - { description: needs a number, data: { lines: [] }, valid: false }

      References are relative to the suite. Of the files in a folder, those are suites
      that hold an array.

      --coverage tells which keywords of the schemas no test has reached, and which have
      never failed or never passed; --min-coverage makes the share that was reached a
      gate.

      Exit status: 1 a test failed, or coverage is short; 2 no test was run; 3 a schema
      is broken; 4 a file cannot be read.

      Examples:
        weir test tests/
        weir test --coverage order.test.yaml
        weir test --min-coverage 90% --assert-format 'schemas/**/*.test.json'
      """)

  @OptionGroup var schemaArguments: SchemaArguments

  @Flag(help: "Tell what the tests reach of the schemas.")
  var coverage = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Fail if fewer of a hundred keywords are reached; includes --coverage.", valueName: "P%"),
    transform: value("a share of a hundred, such as 90%") { Percentage(argument: $0) })
  var minCoverage: Percentage?

  @Option(
    name: .customLong("format"), help: ArgumentHelp("How to report.", valueName: "format"))
  var formatArgument = FormatArgument<FindingsFormats>(.human)

  @OptionGroup var inputArguments: InputArguments

  var format: ReportFormat { formatArgument.format }

  func run() throws {
    var console = Console(color: schemaArguments.color, isQuiet: schemaArguments.quiet)
    var run = SuiteRun(
      schemaArguments.loader, instances: schemaArguments.documentOptions(default: .lenient),
      maxErrors: schemaArguments.maxErrors, measuresCoverage: coverage || minCoverage != nil)
    let result = run.run(inputArguments.findings)
    var status = ExitStatus(result)
    do throws(OutputError) {
      try write(result, on: &console)
      try console.flush()
    } catch {
      status.raise(to: console.outcome(of: error))
    }
    console.note(SuiteText.summary(result))
    // What no test was run of has no share that means anything.
    if result.testCount > 0, let percentage = result.coverage?.percentage {
      let shown = SchemaCoverage.shown(percentage)
      console.note("coverage: \(shown) of the keywords were reached")
      if let minCoverage, percentage < minCoverage.value {
        console.complain("coverage of \(shown) is less than \(minCoverage)")
        status.raise(to: .invalid)
      }
    }
    try status.end()
  }

  private func write(_ result: SuiteResult, on console: inout Console) throws(OutputError) {
    if let format = format.findingFormat {
      return try FindingReporter.write(result.subjects, as: format, of: "test", on: &console)
    }
    guard format != .json else { return try console.write(SuiteJSON().lines(result)) }
    try console.write(SuiteText(style: console.resultStyle).text(result))
    if let coverage = result.coverage {
      try console.write(CoverageText(style: console.resultStyle).text(coverage))
    }
  }
}

extension ExitStatus {
  /// When several apply, the greatest counts; testing nothing must not look like success.
  fileprivate init(_ result: SuiteResult) {
    self = .success
    if result.failureCount > 0 || result.hasMalformedFiles { raise(to: .invalid) }
    if result.testCount == 0 || result.hasAbsentFiles { raise(to: .usage) }
    if result.hasBrokenSchemas { raise(to: .brokenSchema) }
    if result.hasUnreadableFiles { raise(to: .inputOutput) }
  }
}

/// A share of a hundred as an argument: `90%` or `90`.
struct Percentage: CustomStringConvertible {
  let value: Double

  init?(argument: String) {
    let number = argument.hasSuffix("%") ? String(argument.dropLast()) : argument
    guard let value = Double(number), (0...100).contains(value) else { return nil }
    self.value = value
  }

  var description: String { SchemaCoverage.shown(value) }
}
