import ArgumentParser
import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema

/// The options of every command that reads schemas, whoever names those.
struct SchemaArguments: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      """
      Answer references to this URI with this file; if it ends in /, those to all below it with \
      the files of this folder.
      """, valueName: "URI=FILE"))
  var resolve: [Resolution] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Answer references with the schemas in this folder, by their identifiers.", valueName: "DIR"))
  var resolveDir: [String] = []

  @Option(
    name: .customLong("base-uri"),
    help: ArgumentHelp("Take the schema as retrieved from this URI.", valueName: "URI"))
  var baseURI: String?

  @OptionGroup var remoteArguments: RemoteArguments

  @Option(
    help: ArgumentHelp(
      "The dialect of schemas that do not say theirs by $schema.", valueName: "dialect"))
  var defaultDialect = DialectArgument(.draft2020_12)

  @Flag(
    inversion: .prefixedNo,
    help: "Check `format`, or do not. The default is the dialect's: yes from v1 on.")
  var assertFormat: Bool?

  @Flag(help: "Check the content of strings: contentEncoding, contentMediaType, contentSchema.")
  var assertContent = false

  @Flag(help: "Heed `dependencies` in dialects from 2019-09 on, which have dropped it.")
  var legacyDependencies = false

  @Flag(help: "Take 1.0 for no integer in draft 3 and 4; in all others its value decides.")
  var integersByNotation = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How deep a value may nest; \(DocumentOptions().maxDepth) by default.", valueName: "N"),
    transform: numberValue(in: 1...Int.max))
  var maxDepth: Int = DocumentOptions().maxDepth

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Steps of one match of a pattern with back references; \(EvaluationLimits().maxPatternSteps) by \
      default.
      """, valueName: "N"),
    transform: numberValue(in: 1...Int.max))
  var maxPatternSteps: Int = EvaluationLimits().maxPatternSteps

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Errors reported for one document or record; 32 by default.", valueName: "N"),
    transform: numberValue(in: 1...Int.max))
  var maxErrors: Int = 32

  @Flag(
    help: """
      Reject duplicate keys and lone surrogates, or let them pass with a warning. filter and replay \
      are strict by default, the others lenient.
      """)
  var profile: Profile?

  @Option(help: ArgumentHelp("When to use colours.", valueName: "when"))
  var color: RenderStyle.ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "No summary and no warnings.")
  var quiet = false

  /// What to do with the two things RFC 8259 leaves open.
  enum Profile: String, EnumerableFlag {
    case strict, lenient
  }

  mutating func validate() throws {
    if let baseURI, !isAbsoluteURI(baseURI) {
      throw ArgumentParser.ValidationError(
        "--base-uri must be an absolute URI, such as https://example.com/schemas/order.json")
    }
  }
}

extension SchemaArguments {
  /// How instances are parsed: as the flags say, else by the command's own profile.
  func documentOptions(default profile: Profile) -> DocumentOptions {
    DocumentOptions(maxDepth: maxDepth, isStrict: (self.profile ?? profile) == .strict)
  }

  /// How schemas are read and compiled.
  var schemaOptions: SchemaOptions {
    SchemaOptions(
      defaultDialect: defaultDialect.dialect, assertsFormat: assertFormat,
      assertsContent: assertContent,
      keepsDependencies: legacyDependencies, integersByNotation: integersByNotation,
      limits: EvaluationLimits(maxPatternSteps: maxPatternSteps))
  }
}
