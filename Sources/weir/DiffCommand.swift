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

  @Option(help: "How to print what was found.")
  var format: ToolFormat = .human

  @Argument(
    help: ArgumentHelp(
      "The old schema, the new one, and samples.", valueName: "old> <new> [<samples"))
  var paths: [String]

  mutating func validate() throws {
    guard paths.count >= 2, schemaArguments.schema == nil else {
      throw ArgumentParser.ValidationError("say which schemas: weir diff OLD NEW [SAMPLES…]")
    }
  }

  func run() throws {
    var console = Console(color: schemaArguments.color, isQuiet: schemaArguments.quiet)
    let old = try schemaArguments.schema(paths[0], on: &console)
    let new = try schemaArguments.schema(paths[1], on: &console)
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
    if paths.count > 2 {
      var run = SampleRun(self, old, new, console)
      for path in paths[2...] { run.read(path) }
      status.raise(to: run.finish())
    }
    try status.end()
  }

  private func show(_ diff: SchemaDiff, on console: inout Console) throws(OutputError) {
    switch format {
    case .human: try console.write(DiffText(diff).text)
    case .json: for change in diff.changes { try console.write(DiffJSON().line(change)) }
    }
    try console.flush()
  }
}

extension BreakingFor: ExpressibleByArgument {}
