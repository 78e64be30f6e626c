import ArgumentParser
import WeirLoad
import WeirReport

/// `weir check`: validates whole documents and says what is wrong with them.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Validates whole documents: JSON, YAML and NDJSON.",
    discussion: """
      Without --schema each document names its schema itself, by a "$schema" member at
      its top: a file beside it, or a URI that --resolve or --resolve-dir answer.

      Below folders, files are found by their names: .json, .jsonc, .ndjson, .jsonl,
      .yaml, .yml.
      Hidden ones, links, and what .weirignore files leave out are not; what is named is
      always checked. A folder or a glob without any file is an error.

      Findings go to standard output, the summary and the rest to standard error.

      --format says how findings look: for people (human), as one JSON object for each
      error (json), or as JSON Schema's own output, one JSON object for each document,
      valid or not: flag, basic, detailed and verbose as 2019-09 and 2020-12 define
      them, list and hierarchical as the release after does. All but flag tell the
      annotations of valid documents too; verbose and hierarchical tell all there is.

      Examples:
        weir check --schema app.schema.json config/
        weir check --schema app.schema.json 'services/**/*.yaml'
        weir check --schema openapi.yaml#/components/schemas/Order order.json
        curl -s https://example.com/orders/7 | weir check --schema order.yaml -
        weir check --schema event.yaml --format json events.ndjson
        weir check --schema app.schema.json --format basic app.yaml
      """)

  @OptionGroup var schemaArguments: SchemaArguments

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "What the files hold; by default what their names end in tells, else JSON.",
      valueName: "format"))
  var format: DocumentFormat?

  @Flag(help: "Let comments and trailing commas pass in JSON, as in .jsonc files.")
  var jsonc = false

  @Option(name: .customLong("format"), help: ArgumentHelp("How to report.", valueName: "format"))
  var reportFormat: ReportFormat = .human

  @OptionGroup var inputArguments: InputArguments

  func run() throws {
    var console = Console(color: schemaArguments.color, isQuiet: schemaArguments.quiet)
    var run = try CheckRun(self, on: &console)
    var status: ExitStatus
    do throws(OutputError) {
      for path in inputArguments.paths {
        for finding in inputArguments.search.findings(for: path) {
          try run.take(finding, on: &console)
        }
      }
      try run.finish(on: &console)
      status = run.status
    } catch {
      status = run.status
      status.raise(to: console.outcome(of: error))
    }
    try status.end()
  }
}
