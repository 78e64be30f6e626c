import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirYAML

/// One run of `check`: files in, findings out, an exit status at the end.
///
/// A fault of one file, document or line never stops the others.
struct CheckRun: ~Copyable {
  private(set) var status = ExitStatus.success

  private let format: DocumentFormat?

  /// Whether what looks like JSON may have comments.
  private let allowsComments: Bool
  private let documentOptions: DocumentOptions
  private let schemas: SchemaChoice
  private var reporter: CheckReporter
  private var counts = CheckCounts()

  /// What standard input would be called as a file.
  private let stdinName: String

  /// What the file in hand is called.
  private var path = ""

  /// Loads the schema, if one is given for all; a broken one is explained and ends the run.
  init(_ command: borrowing CheckCommand, on console: inout Console) throws(ExitStatus) {
    format = command.format
    allowsComments = command.jsonc
    stdinName = command.inputArguments.stdinFilename ?? "-"
    documentOptions = command.schemaArguments.documentOptions(default: .lenient)
    schemas = try SchemaChoice(command.schemaArguments, on: &console)
    reporter = CheckReporter(
      format: command.reportFormat, errorsPerDocument: command.schemaArguments.maxErrors)
  }

  /// Checks a file that the search found, or says why there is none.
  mutating func take(
    _ finding: InputSearch.Finding, on console: inout Console
  ) throws(OutputError) {
    switch finding {
    case .file(let file): try check(file, on: &console)
    case .fault(let error): fail(error, on: &console)
    case .nothing(let argument):
      console.complain(
        "there is no file to check in \(argument)",
        help: [
          "files are found by their names (.json, .yaml, .ndjson, …) unless hidden (--hidden) or"
            + " left out by a .weirignore (--no-ignore)"
        ])
      status.raise(to: .usage)
    }
  }

  private mutating func fail(_ error: FileError, on console: inout Console) {
    console.complain("cannot read \(error.path.shownPath): \(error)")
    status.raise(to: .inputOutput)
  }

  /// Checks all documents of one file.
  private mutating func check(_ file: InputFile, on console: inout Console) throws(OutputError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try readFile(file.path)
    } catch {
      fail(error, on: &console)
      return
    }
    path = file.path == "-" ? stdinName : file.path
    counts.files += 1
    let text = SourceText(name: path.shownPath, bytes: bytes)
    switch format ?? DocumentFormat(fileName: path) {
    case .json?: try checkJSON(text, hasComments: allowsComments, on: &console)
    case .jsonc?: try checkJSON(text, hasComments: true, on: &console)
    case .ndjson?: try checkLines(of: text, on: &console)
    case .yaml?: try checkYAML(text, on: &console)
    case nil:
      try checkJSON(
        text, hasComments: allowsComments,
        hint: "read as JSON; if it is something else, say --as yaml or --as ndjson",
        on: &console)
    }
  }

  /// Ends the findings and says what was checked. Checking nothing must not look like success.
  mutating func finish(on console: inout Console) throws(OutputError) {
    try reporter.finish(on: &console)
    try console.flush()
    if counts.documents == 0, status == .success {
      console.complain(
        "nothing was checked: there is no document in what was given",
        help: ["an empty stream may be meant; then do not check it, or use weir filter"])
      status.raise(to: .usage)
    }
    if counts.documents > 0 { console.note(counts.line(errors: reporter.errorCount)) }
    if schemas.haveUncheckedFormats {
      console.note(
        "note: the schema has formats that were not checked; --assert-format checks them")
    }
  }
}

// MARK: - What a file holds

extension CheckRun {
  private mutating func checkJSON(
    _ text: SourceText, hasComments: Bool, hint: String? = nil, on console: inout Console
  ) throws(OutputError) {
    var document = Document(options: documentOptions)
    do throws(SyntaxError) {
      try document.parse(hasComments ? CommentedJSON.blanked(text.bytes) : text.bytes)
    } catch {
      try reject(
        ValidationError(error, in: text), of: text, hint: hint ?? self.hint(for: error),
        on: &console)
      return
    }
    try judge(document, of: text, on: &console)
  }

  private func hint(for error: SyntaxError) -> String? {
    switch error.code {
    case .trailingContent: "if it holds one value a line, say --as ndjson"
    case .comment: "--jsonc lets comments and trailing commas pass"
    default: nil
    }
  }

  private mutating func checkYAML(_ text: SourceText, on console: inout Console) throws(OutputError)
  {
    var options = YAMLOptions()
    options.document = documentOptions
    let documents: [YAMLDocument]
    do throws(YAMLError) {
      documents = try YAMLDocument.documents(in: text.bytes, options: options)
    } catch {
      try reject(ValidationError(error, in: text), of: text, on: &console)
      return
    }
    var document = Document(options: documentOptions)
    for source in documents {
      do throws(SyntaxError) {
        try source.parse(into: &document)
      } catch {
        try reject(ValidationError(error, in: text), of: text, on: &console)
        continue
      }
      for warning in source.warnings where warning.code != .booleanLookalike {
        console.warn(Diagnostic(warning, in: text))
      }
      try judge(document, of: text, on: &console)
    }
  }

  /// One value a line; blank lines are none. Line numbers are those of the file.
  private mutating func checkLines(of text: SourceText, on console: inout Console)
    throws(OutputError)
  {
    var document = Document(options: documentOptions)
    for line in LineSequence(text.bytes) {
      let bytes = Array(text.bytes[line.range])
      let piece = SourceText(
        name: text.name, bytes: bytes, firstLine: line.number,
        firstByteOffset: line.range.lowerBound)
      do throws(SyntaxError) {
        try document.parse(bytes)
      } catch {
        try reject(ValidationError(error, in: piece), of: piece, on: &console)
        continue
      }
      try judge(document, of: piece, on: &console)
    }
  }
}

// MARK: - One document

extension CheckRun {
  /// Validates a document by its schema.
  private mutating func judge(
    _ document: borrowing Document, of text: SourceText, on console: inout Console
  ) throws(OutputError) {
    counts.documents += 1
    for offset in document.duplicateKeyOffsets.sorted() {
      console.warn(Diagnostic(duplicateKeyAt: offset, in: text))
    }
    let use: SchemaUse
    do {
      use = try schemas.schema(for: document, at: path, on: &console)
    } catch {
      counts.unchecked += 1
      status.raise(to: error)
      return
    }
    if let format = reporter.outputFormat {
      try reporter.show(output: use.validator.output(on: document, as: format), on: &console)
    }
    switch use.validator.validate(document) {
    case .valid: return
    default: break
    }
    counts.invalid += 1
    status.raise(to: .invalid)
    let report = text.bytes.withByteSlice {
      use.validator.report(on: document, originalText: $0, limit: reporter.limit)
    }
    try reporter.show(
      report, of: text, schemas: use.texts,
      on: &console)
  }

  /// Reports a text that could not be read as a document.
  private mutating func reject(
    _ error: ValidationError, of text: SourceText, hint: String? = nil, on console: inout Console
  ) throws(OutputError) {
    counts.documents += 1
    counts.invalid += 1
    status.raise(to: .invalid)
    if let format = reporter.outputFormat {
      let place = text.place(of: error.position)
      let message = "line \(place.line), column \(place.column): \(error.message)"
      try reporter.show(output: OutputRenderer(format).render(error: message), on: &console)
    }
    try reporter.show(
      Report(errors: [error]), of: text, schemas: SchemaTexts(), hint: hint,
      on: &console)
  }
}
