import ArgumentParser
import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// `weir infer`: drafts a schema from samples.
struct InferCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer",
    abstract: "Drafts a schema from sample records.",
    discussion: """
      Every sample is valid by the draft. Each $comment says what a guess rests on,
      such as "in 998 of 1000". Guessed are types, required members, enums, formats,
      whether numbers are integers and not negative, objects that are maps, and unions
      whose branches a tag tells apart.

      Memory does not depend on the number of samples. A sample that cannot be read is
      told with its place, the others still count, and the exit status is 1.

      Examples:
        weir infer events.ndjson > event.schema.json
        zcat events.gz | weir infer --title Event -
        weir infer --elements export.json
        weir infer --closed --tight config/
        weir infer --output service.schema.json 'services/**/*.yaml'
      """)

  @Option(help: ArgumentHelp("Title of the schema.", valueName: "text"))
  var title: String?

  @Option(help: ArgumentHelp("Identifier ($id) of the schema.", valueName: "URI"))
  var id: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(

      """
      A string with at most so many values may become an enum; \(InferOptions().maxEnum) by default, 0 \
      for none.
      """, valueName: "N"),
    transform: numberValue(in: 0...1_000))
  var maxEnum: Int = InferOptions().maxEnum

  @Flag(help: "Allow no members but those that were seen.")
  var closed = false

  @Flag(help: "Bound numbers, lengths and counts by what was seen.")
  var tight = false

  @Flag(inversion: .prefixedNo, help: "Say by $comment what each guess rests on.")
  var comments = true

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "What the files hold; by default what their names end in tells, else NDJSON.",
      valueName: "format"))
  var format: DocumentFormat?

  @Flag(help: "Take each element of an array as a sample.")
  var elements = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Bytes of the longest line or document; 16MiB by default.", valueName: "N"),
    transform: countValue(in: 1...1 << 30))
  var maxRecordBytes: Int = SampleOptions().maxSampleBytes

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How deep a value may nest; \(DocumentOptions().maxDepth) by default.", valueName: "N"),
    transform: numberValue(in: 1...Int.max))
  var maxDepth: Int = DocumentOptions().maxDepth

  @Flag(help: "Reject duplicate keys and lone surrogates, or let them pass.")
  var profile: SchemaArguments.Profile = .lenient

  @Option(help: ArgumentHelp("When to use colours.", valueName: "when"))
  var color: RenderStyle.ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "No summary.")
  var quiet = false

  @OptionGroup var outputArguments: OutputArguments

  @OptionGroup var inputArguments: InputArguments

  @OptionGroup var standardInput: StandardInputArguments

  mutating func validate() throws {
    try standardInput.check(inputArguments.paths)
    if let id, !isAbsoluteURI(id) || id.contains("#") {
      throw ArgumentParser.ValidationError(
        "--id must be an absolute URI without fragment, such as https://example.com/event.json")
    }
  }

  func run() throws {
    let inputs = inputArguments.findings
    var run = InferRun(self)
    try run.refuseToReplace(inputs)
    for input in inputs { run.read(input) }
    try run.finish().end()
  }
}

extension InferCommand {
  var inferOptions: InferOptions {
    var options = InferOptions()
    options.title = title
    options.identifier = id
    options.maxEnum = maxEnum
    options.isClosed = closed
    options.isTight = tight
    options.hasComments = comments
    return options
  }

  var sampleOptions: SampleOptions {
    var options = SampleOptions()
    options.format = format
    options.takesElements = elements
    options.maxSampleBytes = maxRecordBytes
    options.document = DocumentOptions(maxDepth: maxDepth, isStrict: profile == .strict)
    return options
  }
}
