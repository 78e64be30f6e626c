import ArgumentParser
import WeirLoad
import WeirReport
import WeirStream

/// `weir check`: validates whole documents and says what is wrong with them.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Validates whole documents: JSON, YAML and NDJSON.",
    discussion: """
      Without --schema, a document's schema is the first of these that there is:
        the one that the nearest weir.yaml above its file has for it,
        the one it names by "$schema" at its top: a file as seen from it, or a URI that
        --resolve, --resolve-dir or --catalog answer,
        the one a comment names: # yaml-language-server: $schema=service.schema.json,
        the one that --catalog has for files of its name.
      A file that is named and has none is an error; one that is only found in a folder
      is passed over, and the end says so.

      Below folders, files are found by their names: .json, .jsonc, .ndjson, .jsonl,
      .yaml, .yml.
      Hidden ones, links, and what .weirignore files leave out are not; what is named is
      always checked. A folder or a glob without any file is an error.

      Findings go to standard output, the summary and the rest to standard error.

      --format says how findings look: for people (human), as one JSON object for each
      error (json), or as CI systems read them: github, gitlab, sarif, junit, tap. Or as
      JSON Schema's own output, one JSON object for each document, valid or not: flag,
      basic, detailed and verbose as 2019-09 and 2020-12 define them, list and
      hierarchical as the release after does. All but flag tell the annotations of valid
      documents too; verbose and hierarchical tell all there is.

      Examples:
        weir check --schema app.schema.json config/
        weir check --schema app.schema.json 'services/**/*.yaml'
        weir check --schema openapi.yaml#/components/schemas/Order order.json
        curl -s https://example.com/orders/7 | weir check --schema order.yaml -
        weir check --schema event.yaml --format json events.ndjson
        weir check --schema app.schema.json --format basic app.yaml
        weir check --write-baseline known.json config/
        weir check --baseline known.json config/
      """)

  @OptionGroup var schemaReference: SchemaReference

  @OptionGroup var schemaArguments: SchemaArguments

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "What the files hold; by default what their names end in tells, else JSON.",
      valueName: "format"))
  var format: DocumentFormat?

  @Option(
    help: ArgumentHelp(
      "Choose schemas by file names as this catalog says, in SchemaStore's form.",
      valueName: "FILE"))
  var catalog: String?

  @Flag(help: "Files in folders for which there is no schema are errors too.")
  var requireSchema = false

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: ArgumentHelp("Files checked at once; as many as processors by default.", valueName: "N"),
    transform: numberValue(in: 1...512))
  var jobs: Int = availableProcessors

  @Flag(help: "Let comments and trailing commas pass in JSON, as in .jsonc files.")
  var jsonc = false

  @Option(name: .customLong("format"), help: ArgumentHelp("How to report.", valueName: "format"))
  var formatArgument = FormatArgument<DocumentFormats>(.human)

  @Flag(help: "With each error, the schemas that led to it, the innermost first.")
  var trace = false

  @OptionGroup var redaction: RedactionArguments

  @OptionGroup var baselineArguments: BaselineArguments

  @OptionGroup var inputArguments: InputArguments

  @OptionGroup var standardInput: StandardInputArguments

  mutating func validate() throws {
    try standardInput.check(inputArguments.paths)
    if reportFormat.outputFormat != nil,
      baselineArguments.baseline != nil || baselineArguments.writeBaseline != nil
    {
      throw ArgumentParser.ValidationError(
        "--format \(reportFormat.name) tells verdicts, which a baseline does not change")
    }
  }

  var reportFormat: ReportFormat { formatArgument.format }

  func run() throws {
    try CheckRun(self).check(inputArguments).end()
  }
}
