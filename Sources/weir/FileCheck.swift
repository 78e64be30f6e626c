import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirYAML

/// How files are read and judged, the same for all of them.
struct CheckSettings: Sendable {
  let format: DocumentFormat?

  /// Whether what looks like JSON may have comments.
  let allowsComments: Bool
  let document: DocumentOptions

  /// What standard input would be called as a file.
  let stdinName: String

  let outputFormat: OutputFormat?

  /// What is asked of reports; its redacted values are shown nowhere else either.
  let detail: ReportDetail
}

/// The check of one file: reads it, judges its documents, and tells what comes up.
///
/// A fault of one document or line never stops the others.
struct FileCheck: ~Copyable {
  private let settings: CheckSettings
  private let validators: ValidatorPool
  private let input: InputFile
  private let schemas: FileSchemas
  private var teller: CheckTeller

  /// What the file is called; `-` for standard input without a name.
  private let path: String

  /// How many duplicate keys of one document are shown; the rest are counted.
  private static let maxDuplicateKeys = 32

  /// Schemas that were told of.
  private var toldSchemas: Set<Int> = []

  /// Told at the end, so that a file of many such documents is told of once.
  private var schemaless = SchemalessDocuments()

  init(
    _ input: InputFile, _ settings: CheckSettings, _ chooser: SchemaChooser,
    _ validators: ValidatorPool, telling teller: consuming CheckTeller
  ) {
    self.settings = settings
    self.validators = validators
    self.input = input
    self.teller = teller
    path = input.path == "-" ? settings.stdinName : input.path
    schemas = chooser.file(at: path)
  }

  /// Checks all documents of the file.
  consuming func run() {
    do throws(FileError) {
      checkContent(SourceText(name: path.shownPath, bytes: try readFile(input.path)))
    } catch {
      teller.tell(.unreadable(error))
    }
    if schemaless.count > 0 { teller.tell(.noSchema(input, name: path.shownPath, schemaless)) }
    teller.end()
  }

  private mutating func checkContent(_ file: SourceText) {
    teller.tell(.began(path: path))
    let text = withoutMark(file)
    switch settings.format ?? DocumentFormat(fileName: path) {
    case .json?: checkJSON(text, hasComments: settings.allowsComments)
    case .jsonc?: checkJSON(text, hasComments: true)
    case .ndjson?: checkLines(of: text)
    case .yaml?: checkYAML(text)
    case nil:
      checkJSON(
        text, hasComments: settings.allowsComments,
        hint: "read as JSON; if it is something else, say --as yaml or --as ndjson")
    }
  }
}

extension FileCheck {
  /// A byte order mark at the start means nothing, and may be passed over (RFC 8259 §8.1).
  private mutating func withoutMark(_ text: SourceText) -> SourceText {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    guard text.bytes.starts(with: mark) else { return text }
    teller.tell(
      .warning(
        Diagnostic(
          severity: .warning, code: SyntaxError.Code.byteOrderMark.rawValue,
          title: "\(text.name): a byte order mark at the start was skipped")))
    return SourceText(
      name: text.name, bytes: Array(text.bytes.dropFirst(mark.count)),
      firstByteOffset: mark.count)
  }
}

/// The validators of one worker, made when their schemas are first used.
final class ValidatorPool {
  private var uses: [Int: SchemaUse] = [:]

  func use(of schema: ChosenSchema) -> SchemaUse {
    if let use = uses[schema.number] { return use }
    let use = SchemaUse(schema.loaded)
    uses[schema.number] = use
    return use
  }
}

/// A compiled schema in use: its validator, and the texts its reports quote from.
final class SchemaUse {
  let texts: SchemaTexts
  var validator: Validator

  init(_ loaded: LoadedSchema) {
    texts = SchemaTexts(loaded.sources)
    validator = Validator(loaded.schema)
  }
}

// MARK: - What a file holds

extension FileCheck {
  private mutating func checkJSON(_ text: SourceText, hasComments: Bool, hint: String? = nil) {
    var document = Document(options: settings.document)
    var parsed = text.bytes
    do throws(SyntaxError) {
      if hasComments { parsed = try CommentedJSON.blanked(text.bytes) }
      try document.parse(parsed)
    } catch {
      reject(
        ValidationError(error, in: unread(text), parsed: parsed), of: text,
        hint: hint ?? self.hint(for: error, in: parsed))
      return
    }
    judge(document, of: text, quoting: text.masking(settings.detail.redacted, of: document))
  }

  private func hint(for error: SyntaxError, in parsed: [UInt8]) -> String? {
    switch (error.code, SyntaxCause(of: error, in: parsed)) {
    case (.trailingContent, nil), (.trailingContent, .secondValue?):
      "if it holds one value a line, say --as ndjson"
    case (.comment, _), (_, .trailingComma?): "--jsonc lets comments and trailing commas pass"
    default: nil
    }
  }

  private mutating func checkYAML(_ text: SourceText) {
    var options = YAMLOptions()
    options.document = settings.document
    let documents: [YAMLDocument]
    do throws(YAMLError) {
      documents = try YAMLDocument.documents(in: text.bytes, options: options)
    } catch {
      reject(ValidationError(error, in: unread(text)), of: text)
      return
    }
    if documents.isEmpty { teller.tell(.noDocument(name: text.name)) }
    let modelines = Modelines(text.bytes, of: documents)
    let quotable = text.masking(
      settings.detail.redacted, of: documents, options: settings.document)
    var document = Document(options: settings.document)
    // Documents come in the order of the text: each position is found from the one before.
    var start = PositionMark()
    for (number, source) in documents.enumerated() {
      let root = source.sourceMap.ranges.first.map { Int($0.lowerBound) } ?? 0
      start = text.bytes.withByteSlice { slice in
        var cursor = PositionCursor(slice, from: start)
        return cursor.mark(at: root)
      }
      do throws(SyntaxError) {
        try source.parse(into: &document)
      } catch {
        reject(ValidationError(error, in: unread(text)), of: text)
        continue
      }
      for warning in source.warnings {
        teller.tell(.warning(Diagnostic(warning, in: quotable, from: start)))
      }
      judge(
        document, of: text, quoting: quotable, from: start,
        modeline: modelines.modeline(for: number))
    }
  }

  /// One value a line; blank lines are none. Line numbers are those of the file.
  private mutating func checkLines(of text: SourceText) {
    var document = Document(options: settings.document)
    var isEmpty = true
    for line in LineSequence(text.bytes) {
      isEmpty = false
      let bytes = Array(text.bytes[line.range])
      let piece = SourceText(
        name: text.name, bytes: bytes, firstLine: line.number,
        firstByteOffset: text.firstByteOffset + line.range.lowerBound)
      do throws(SyntaxError) {
        try document.parse(bytes)
      } catch {
        reject(ValidationError(error, in: unread(piece)), of: piece)
        continue
      }
      judge(document, of: piece, quoting: piece.masking(settings.detail.redacted, of: document))
    }
    if isEmpty { teller.tell(.noDocument(name: text.name)) }
  }
}

// MARK: - One document

extension FileCheck {
  /// Validates a document by its schema.
  private mutating func judge(
    _ document: borrowing Document, of text: SourceText, quoting quotable: SourceText,
    from start: PositionMark = PositionMark(), modeline: Modelines.Modeline? = nil
  ) {
    let duplicates = document.duplicateKeyOffsets.sorted()
    for offset in duplicates.prefix(FileCheck.maxDuplicateKeys) {
      teller.tell(.warning(Diagnostic(duplicateKeyAt: offset, in: quotable)))
    }
    if duplicates.count > FileCheck.maxDuplicateKeys {
      let more = duplicates.count - FileCheck.maxDuplicateKeys
      teller.tell(
        .warning(
          Diagnostic(
            severity: .warning, code: SyntaxError.Code.duplicateKey.rawValue,
            title: "\(text.name): \(more) more keys stand in the same object again")))
    }
    guard let use = use(for: document, of: text, from: start, modeline) else { return }
    if let format = settings.outputFormat {
      teller.tell(
        .output(
          use.validator.output(on: document, as: format, redacting: settings.detail.redacted)))
    }
    switch use.validator.validate(document) {
    case .valid:
      teller.countValid()
      return
    default: break
    }
    var detail = settings.detail
    detail.start = start
    let report = text.bytes.withByteSlice {
      use.validator.report(on: document, originalText: $0, detail)
    }
    teller.tell(.invalid(report, of: quotable, schemas: use.texts, hint: nil))
  }

  /// The document's schema, ready for use; where there is none, that is told.
  private mutating func use(
    for document: borrowing Document, of text: SourceText, from start: PositionMark,
    _ modeline: Modelines.Modeline?
  ) -> SchemaUse? {
    do throws(UnusableSchema) {
      guard let schema = try schemas.schema(for: document, modeline: modeline) else {
        schemaless.count += 1
        if document.looksLikeSchema { schemaless.hasSchema = true }
        return nil
      }
      if toldSchemas.insert(schema.number).inserted { teller.tell(.uses(schema)) }
      return validators.use(of: schema)
    } catch {
      teller.tell(.unusable(error, namedAt: place(of: error.naming, in: text, from: start)))
      return nil
    }
  }

  /// `config/app.yaml:1:31`
  private func place(
    of naming: UnusableSchema.Naming?, in text: SourceText, from start: PositionMark
  ) -> String? {
    switch naming {
    case nil: return nil
    case .document(let offset):
      let position = text.place(
        of: text.bytes.withByteSlice { TextPosition(of: offset, in: $0, from: start) })
      return "\(text.name):\(position.line):\(position.column)"
    case .file(let place):
      return "\(place.sourceName):\(place.position.line):\(place.position.column)"
    }
  }

  /// Tells of a text that could not be read as a document.
  private mutating func reject(
    _ error: ValidationError, of text: SourceText, hint: String? = nil
  ) {
    if let format = settings.outputFormat {
      let place = text.place(of: error.position)
      let message = "line \(place.line), column \(place.column): \(error.message)"
      teller.tell(.output(OutputRenderer(format).render(error: message)))
    }
    teller.tell(
      .invalid(Report(errors: [error]), of: unread(text), schemas: SchemaTexts(), hint: hint))
  }

  /// A text that could not be read: where in it values stand that must not be shown, nobody knows.
  private func unread(_ text: SourceText) -> SourceText {
    settings.detail.redacted.isEmpty ? text : text.withheld
  }
}

extension String {
  /// What messages call the file at this path.
  var shownPath: String { self == "-" ? "<stdin>" : isEmpty ? "\"\"" : self }
}
