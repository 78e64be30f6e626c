import ArgumentParser
import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// `weir diff`: what has changed between two schemas, and for whom that breaks something.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Tells what has changed between two schemas, and what that breaks for whom.",
    discussion: """
      A change is breaking for producers where what was valid may be invalid now, for
      consumers where what was invalid may be valid now. Where nobody can tell by the
      schemas alone, as of a changed pattern, it is unknown, and counts as breaking.
      What is not told as breaking is proved not to be.

      With samples (NDJSON, JSON, YAML) those are shown whose verdict has changed.

      Exit status 1 if a change is breaking, or a verdict has changed.

      Examples:
        weir diff old.schema.json new.schema.json
        weir diff --breaking producers v1.yaml v2.yaml
        weir diff old.json new.json events.ndjson
        weir diff old.json new.json samples/
        weir diff api.yaml#/components/schemas/A api.yaml#/components/schemas/B
      """)

  @OptionGroup var schemaArguments: SchemaArguments

  @Option(help: "For whom a change must not break anything.")
  var breaking: BreakingFor = .any

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "What the samples are; by default what their names end in tells, else NDJSON.",
      valueName: "format"))
  var sampleFormat: DocumentFormat?

  @Option(
    name: .customLong("format"), help: "How to print what was found.")
  var formatArgument = FormatArgument<PlainFormats>(.human)

  @Argument(help: "The schema as it was.")
  var old: String

  @Argument(help: "The schema as it is.")
  var new: String

  @Argument(
    help: ArgumentHelp(
      "Samples: files, folders, or quoted globs with **; - is standard input.", valueName: "path"))
  var samples: [String] = []

  @OptionGroup var searchArguments: SearchArguments

  @OptionGroup var standardInput: StandardInputArguments

  mutating func validate() throws {
    try samples.refuseRepeatedStandardInput()
    try standardInput.check(samples)
  }

  var format: ReportFormat { formatArgument.format }

  func run() throws {
    var console = Console(color: schemaArguments.color, isQuiet: schemaArguments.quiet)
    let loader = schemaArguments.loader
    let old = try schemaArguments.schema(self.old, with: loader, on: &console)
    let new = try schemaArguments.schema(self.new, with: loader, on: &console)
    let diff: SchemaDiff
    do throws(SchemaError) {
      diff = try SchemaDiff(old, new, options: schemaArguments.schemaOptions)
    } catch {
      throw console.explain(
        .schema(error, sources: old.sources + new.sources), limit: schemaArguments.maxErrors)
    }
    var status: ExitStatus = .success
    if diff.changes.contains(where: { breaking.includes($0.effect) }) { status.raise(to: .invalid) }
    do throws(OutputError) {
      try show(diff, on: &console)
    } catch {
      status.raise(to: console.outcome(of: error))
    }
    console.note(DiffText(diff).summary)
    if !samples.isEmpty {
      var run = SampleRun(self, old, new, console)
      for input in searchArguments.findings(for: samples) { run.read(input) }
      status.raise(to: run.finish())
    }
    try status.end()
  }

  private func show(_ diff: SchemaDiff, on console: inout Console) throws(OutputError) {
    if format == .json {
      for change in diff.changes { try console.write(DiffJSON().line(change)) }
    } else {
      try console.write(DiffText(diff).text)
    }
    try console.flush()
  }
}

extension BreakingFor: ExpressibleByArgument {}
