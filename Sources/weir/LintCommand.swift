import ArgumentParser
import WeirLoad
import WeirReport
import WeirTools

/// `weir lint`: finds what is allowed in a schema and was hardly meant.
struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Finds mistakes in schemas that are valid all the same.",
    discussion: """
      Misspelt keywords, keywords that do nothing, contradictions, branches that decide
      nothing, patterns that may be slow, defaults and examples that are not valid, and
      more; docs/tools.md lists all with their codes.

      Only the documents that are named are looked at, not those they refer to. In
      folders, schemas are the files that name a dialect by "$schema".

      Exit status 1 if there are findings.

      Examples:
        weir lint order.schema.json
        weir lint schemas/ --allow lint.missing_dialect --deny lint.unknown_keyword
        weir lint --fix 'schemas/**/*.yaml'
        weir lint --format json openapi.yaml#/components/schemas/Order
      """)

  @OptionGroup var schemaArguments: SchemaArguments

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Look for these findings too, off by default.", valueName: "code"),
    transform: lintCodeValue)
  var deny: [LintCode] = []

  @Option(
    parsing: .singleValue, help: ArgumentHelp("Do not look for these findings.", valueName: "code"),
    transform: lintCodeValue)
  var allow: [LintCode] = []

  @Flag(
    help: "Mend what can be mended in one way only; everything else in the file stays as it is.")
  var fix = false

  @Option(
    name: .customLong("format"), help: ArgumentHelp("How to report.", valueName: "format"))
  var formatArgument = FormatArgument<FindingsFormats>(.human)

  @OptionGroup var inputArguments: InputArguments

  mutating func validate() throws {
    if fix, inputArguments.paths.contains("-") {
      throw ArgumentParser.ValidationError("--fix writes files, and - is none")
    }
  }

  var format: ReportFormat { formatArgument.format }

  func run() throws {
    var console = Console(color: schemaArguments.color, isQuiet: schemaArguments.quiet)
    let codes = Set(LintCode.allCases.filter(\.isOnByDefault)).union(deny).subtracting(allow)
    let run = LintRun(schemaArguments.loader, codes: codes, mends: fix)
    let files = inputArguments.findings.compactMap { run.lint($0) }
    var status = ExitStatus.success
    for file in files {
      status.raise(to: console.status(of: file, limit: schemaArguments.maxErrors))
    }
    do throws(OutputError) {
      try write(files, on: &console)
      try console.flush()
    } catch {
      status.raise(to: console.outcome(of: error))
    }
    finish(files, &status, on: &console)
    try status.end()
  }

  private func write(
    _ files: [LintRun.FileResult], on console: inout Console
  ) throws(OutputError) {
    if let format = format.findingFormat {
      return try FindingReporter.write(
        files.compactMap(\.subject), as: format, of: "lint", on: &console)
    }
    if format == .json {
      for file in files { try console.write(LintJSON().lines(file)) }
      return
    }
    let texts = files.map { LintText(style: console.resultStyle).text($0) }
    try console.write(texts.filter { !$0.isEmpty }.joined(separator: "\n"))
  }

  private func finish(
    _ files: [LintRun.FileResult], _ status: inout ExitStatus, on console: inout Console
  ) {
    if files.isEmpty {
      console.complain(
        "no schema was looked at",
        help: ["in folders, schemas are the files that name a dialect by \"$schema\""])
      status.raise(to: .usage)
      return
    }
    console.note(LintText.summary(files))
    if files.contains(where: \.hasUncheckedFormats), !deny.contains(.uncheckedFormat) {
      console.note(
        "note: \"format\" is an annotation in some of them; --deny lint.unchecked_format says where"
      )
    }
  }
}

extension Console {
  /// What one document means for the exit status; says why it could not be looked at.
  fileprivate mutating func status(of file: LintRun.FileResult, limit: Int) -> ExitStatus {
    switch file.outcome {
    case .findings(let findings): return findings.isEmpty ? .success : .invalid
    case .broken(let error): return explain(error, limit: limit)
    case .unreadable(let error): return explain(.file(error), limit: limit)
    case .absent:
      complain("there is no file in \(file.name)")
      return .usage
    }
  }
}
