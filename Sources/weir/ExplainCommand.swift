import ArgumentParser
import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// `weir explain`: says why an instance is valid or not.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says why a document is valid or not: which schemas applied to which value.",
    discussion: """
      For each value the schemas that were applied to it, how they were reached,
      which branches of anyOf, oneOf and if matched, what failed, and what they
      annotate. Of an invalid document the values at fault are shown, of a valid one
      the first forty; --all shows the rest.

      Exit status 1 for a document that is not valid.

      Examples:
        weir explain order.schema.json order.json
        weir explain app.schema.json config.yaml --at /logging/level
        weir explain event.yaml events.ndjson --document 17 --format json
      """)

  @OptionGroup var schemaReference: SchemaReference

  @OptionGroup var schemaArguments: SchemaArguments

  @Option(
    help: ArgumentHelp("Explain this value only.", valueName: "pointer"), transform: pointerValue)
  var at: JSONPointer?

  @Flag(help: "Show every value that a schema was applied to.")
  var all = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Which document of a YAML file, or line of NDJSON, counted from 1.", valueName: "N"),
    transform: numberValue(in: 1...Int.max))
  var document: Int?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("What the file holds; by default what its name tells.", valueName: "format"))
  var instanceFormat: DocumentFormat?

  @Option(
    name: .customLong("format"), help: ArgumentHelp("human or json.", valueName: "format"))
  var formatArgument = FormatArgument<PlainFormats>(.human)

  @Argument(help: ArgumentHelp("The schema, then the document.", valueName: "schema> <instance"))
  var paths: [String]

  mutating func validate() throws {
    guard paths.count + (schemaReference.schema == nil ? 0 : 1) == 2 else {
      throw ArgumentParser.ValidationError(
        "say which schema and which document: weir explain SCHEMA INSTANCE")
    }
    if schemaReference.schema == nil { schemaReference.schema = paths.removeFirst() }
  }

  var format: ReportFormat { formatArgument.format }

  func run() throws {
    var console = Console(color: schemaArguments.color, isQuiet: schemaArguments.quiet)
    let loaded = try schemaArguments.schema(schemaReference, on: &console)
    let instance = try console.instance(
      paths[0], as: instanceFormat, document,
      options: schemaArguments.documentOptions(default: .lenient))
    var validator = Validator(loaded.schema)
    let explanation: Explanation
    switch Explanation.of(instance, by: &validator) {
    case .success(let made): explanation = made
    case .failure(let limit):
      console.complain("no verdict: \(limit)")
      throw ExitStatus.invalid
    }
    var value: ExplainedValue?
    if let at {
      value = explanation.value(at: at)
      guard value != nil else {
        console.complain("there is no value at \(at) in \(instance.name)")
        throw ExitStatus.usage
      }
    }
    var status: ExitStatus = explanation.isValid ? .success : .invalid
    do throws(OutputError) {
      try console.write(text(of: explanation, value, loaded, style: console.resultStyle))
      try console.flush()
    } catch {
      status.raise(to: console.outcome(of: error))
    }
    try status.end()
  }

  private func text(
    of explanation: Explanation, _ value: ExplainedValue?, _ loaded: LoadedSchema,
    style: RenderStyle
  ) -> [UInt8] {
    if format == .json {
      let schemaName = loaded.sources.first?.name ?? ""
      return ExplanationJSON(explanation, schemaName: schemaName).line(value.map { [$0] })
    }
    let text = ExplanationText(explanation, schemas: loaded.sources, style: style)
    return Array((value.map { text.text(at: $0) } ?? text.text(showsAll: all)).utf8)
  }
}
