package import WeirJSON

/// One worker's validator: judges instance after instance with the same storage, so that the steady
/// state allocates nothing. Not to be shared between threads; make one for each from the same
/// `Schema`.
public struct Validator: ~Copyable {
  public let schema: Schema
  private var document: Document
  private var lines: LineParser
  private var evaluator: Evaluator<VerdictOnly>

  // Made when first asked for.
  private var facts: SchemaFacts?
  private var reporter: Reporter?
  private var tracer: Tracer?

  public init(_ schema: Schema) {
    self.schema = schema
    document = Document(options: schema.options.instances)
    lines = LineParser(options: schema.options.instances)
    evaluator = Evaluator(
      schema.program, limits: schema.options.limits, observer: VerdictOnly(), tape: document.tape)
  }

  /// Judges a JSON text. Linear in its length for schemas without `uniqueItems` on objects and
  /// without patterns that need a budget.
  public mutating func validate(_ bytes: [UInt8]) -> Verdict {
    do throws(SyntaxError) {
      try document.parse(bytes)
    } catch {
      return .malformed(error)
    }
    return verdict()
  }

  /// The same without a copy. The promise of `Document.parse(borrowing:)` applies: `Document.padding`
  /// readable bytes follow the text.
  package mutating func validate(borrowing bytes: ByteSlice) -> Verdict {
    do throws(SyntaxError) {
      try document.parse(borrowing: bytes)
    } catch {
      return .malformed(error)
    }
    return verdict()
  }

  /// Announces lines that are to be judged one after the other; see `LineParser.expect`.
  package mutating func expect(_ block: ByteSlice) { lines.expect(block) }

  /// Judges a line of the block that was announced, faster than by itself. Any other text will do.
  package mutating func validate(line: ByteSlice) -> Verdict {
    lines.parse(line) ? verdict(on: lines.tape) : validate(borrowing: line)
  }

  /// Judges a document that somebody else parsed.
  package mutating func validate(_ document: borrowing Document) -> Verdict {
    verdict(on: document.tape)
  }

  /// The same by the document's tape, as a `LineParser` has it.
  package mutating func validate(_ tape: Tape) -> Verdict { verdict(on: tape) }

  private mutating func verdict() -> Verdict { verdict(on: document.tape) }

  private mutating func verdict(on tape: Tape) -> Verdict {
    let isValid = evaluator.evaluate(tape)
    if let limit = evaluator.exceeded { return .limitExceeded(limit) }
    return isValid ? .valid : .invalid
  }
}

extension Validator {
  /// Everything that is wrong with a JSON text, up to `limit` errors; malformed text is one error.
  ///
  /// - Parameter annotations: Whether the annotations of a valid text are collected: every schema
  ///   that applies is looked at then, and nothing is cut short.
  public mutating func report(
    on bytes: [UInt8], limit: Int = Report.defaultLimit, annotations: Bool = false
  ) -> Report {
    do throws(SyntaxError) {
      try document.parse(bytes)
    } catch {
      return bytes.withByteSlice { Report(error, in: $0) }
    }
    let text = document.tape.text
    var detail = ReportDetail()
    detail.limit = limit
    let report = report(on: document.tape, text: text, detail)
    return annotations && report.isValid
      ? reportAnnotations(on: document.tape, text: text) : report
  }

  /// The same without a copy; see `validate(borrowing:)`.
  package mutating func report(
    borrowing bytes: ByteSlice, _ detail: ReportDetail = ReportDetail()
  ) -> Report {
    do throws(SyntaxError) {
      try document.parse(borrowing: bytes)
    } catch {
      return Report(error, in: bytes, namesKeys: detail.redacted.isEmpty)
    }
    return report(on: document.tape, text: bytes, detail)
  }

  /// The same for a document that somebody else parsed. `originalText` is what its places refer to:
  /// the YAML text for a document with a source map.
  package mutating func report(
    on document: borrowing Document, originalText: ByteSlice,
    _ detail: ReportDetail = ReportDetail()
  ) -> Report {
    report(
      on: document.tape, text: originalText, sourceMap: document.sourceMap, detail)
  }

  /// The same for a text that is no schema but was loaded as schemas are; places are those of the
  /// source text.
  package mutating func report(
    on source: SchemaSource, limit: Int = Report.defaultLimit
  ) -> Report {
    var detail = ReportDetail()
    detail.limit = limit
    return source.text.withByteSlice {
      report(on: source.tape, text: $0, sourceMap: source.sourceMap, detail)
    }
  }

  /// The same by a schema inside of the document that the validator's schema was made from; nil for
  /// one that is not reached.
  package mutating func report(
    on source: SchemaSource, by item: SchemaInventory.Item, limit: Int
  ) -> Report? {
    guard let index = item.schema else { return nil }
    let root = schema.program.entries[index]
    return source.text.withByteSlice {
      report(
        on: source.tape, text: $0, sourceMap: source.sourceMap, by: root, .messages(limit: limit))
    }
  }

  private mutating func report(
    on tape: Tape, text: ByteSlice, sourceMap: SourceMap? = nil, by root: Target? = nil,
    _ detail: ReportDetail
  ) -> Report {
    if reporter == nil {
      reporter = Reporter(knownFacts(), limits: schema.options.limits, tape: tape)
    }
    return reporter?.report(on: tape, text: text, sourceMap: sourceMap, by: root, detail)
      ?? Report(errors: [])
  }

  private mutating func knownFacts() -> SchemaFacts {
    let known = facts ?? SchemaFacts(schema.program)
    facts = known
    return known
  }
}

extension Validator {
  private mutating func reportAnnotations(on tape: Tape, text: ByteSlice) -> Report {
    makeTracer(tape)
    switch tracer?.annotations(of: tape) ?? .success([]) {
    case .success(let annotations): return Report(errors: [], annotations: annotations)
    case .failure(let limit): return Report(limit, in: text)
    }
  }

  /// What output formats tell of a document that somebody else parsed.
  package mutating func output(
    on document: borrowing Document, _ detail: OutputDetail, redacting pointers: [JSONPointer] = []
  ) -> OutputResult {
    makeTracer(document.tape)
    let redacted = RedactedNodes(pointers, in: document.tape)
    return tracer?.output(of: document.tape, detail, redacted) ?? .limitExceeded(.outputUnits)
  }

  /// The same for a text that is no schema but was loaded as schemas are.
  package mutating func output(on source: SchemaSource, _ detail: OutputDetail) -> OutputResult {
    makeTracer(source.tape)
    return tracer?.output(of: source.tape, detail, RedactedNodes()) ?? .limitExceeded(.outputUnits)
  }

  private mutating func makeTracer(_ tape: Tape) {
    if tracer == nil { tracer = Tracer(knownFacts(), limits: schema.options.limits, tape: tape) }
  }
}
